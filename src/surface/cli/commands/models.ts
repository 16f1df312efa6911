import { z } from "zod";

import { checkModel } from "../../engine/label.ts";
import { exportModels, openModels, type ListedVersion } from "../../engine/models.ts";
import { defineCommand, type CommandContext } from "../command.ts";
import { checkJson, checkText } from "../label-text.ts";
import { auditTable, versionJson, versionLines, versionsTable } from "../model-text.ts";
import { promoteModel } from "../promoting.ts";
import { exitCodes } from "../exit-codes.ts";
import { tell } from "../standard-error.ts";

export default defineCommand({
  name: "models",
  summary: "Lists versions of models; promotes them, goes back, and tells who did so.",
  details:
    "`list` shows the champion, which is used, and the candidate of every model; `show` all versions " +
    "of one, or one version. `promote` makes a version champion when it is better with significance. " +
    "`rollback` goes back to the champion before. `archive` takes the name of candidate from a " +
    "version. `check` tells whether the champion should be trained anew, by people's newest " +
    "corrections. `audit` tells who did what, when and why. `repair` writes damaged aliases again from " +
    "the audit. `export --to mlflow` logs versions, their files and aliases to the MLflow server of " +
    "mlflow.tracking_uri (or MLFLOW_TRACKING_URI); what is there already is not logged again.",
  options: z.object({
    action: z
      .enum([
        "list",
        "show",
        "promote",
        "rollback",
        "archive",
        "check",
        "audit",
        "repair",
        "export",
      ])
      .default("list")
      .meta({ positional: true })
      .describe("What to do (default: list)"),
    name: z.string().optional().meta({ positional: true }).describe("Model, such as category"),
    version: z
      .string()
      .optional()
      .meta({ positional: true })
      .describe("Its version: a number, champion, candidate, or shipped"),
    force: z
      .boolean()
      .default(false)
      .describe("With promote: although it is not known to be better"),
    reason: z
      .string()
      .optional()
      .describe("With promote, rollback and archive: why, for the audit"),
    to: z.enum(["mlflow"]).optional().describe("With export: where to"),
  }),
  examples: [
    "models",
    "models show category",
    "models show category 3",
    "models promote category candidate",
    'models promote category 3 --force --reason "new labels"',
    "models rollback category",
    "models check category",
    "models audit category --json",
    "models export --to mlflow",
  ],
  stopped: "stopped; which version is champion is as it was, or as asked, never in between",

  run(options, context) {
    const lack = lacking(options);
    if (lack !== undefined) {
      tell(`earshot: ${lack}`);
      return Promise.resolve(2);
    }
    return actions[options.action](options, context);
  },
});

type Options = {
  action: keyof typeof actions;
  name?: string | undefined;
  version?: string | undefined;
  force: boolean;
  reason?: string | undefined;
  to?: "mlflow" | undefined;
};

type Action = (options: Options, context: CommandContext) => Promise<number | void>;

const actions = {
  list,
  show,
  promote,
  rollback,
  archive,
  check,
  audit,
  repair,
  export: exportAll,
} satisfies Record<string, Action>;

/** What each action must (true), may or can't (absent) be given. */
const takes: Readonly<Record<keyof typeof actions, Partial<Record<Given, boolean>>>> = {
  list: {},
  show: { name: true, version: false },
  promote: { name: true, version: true, force: false, reason: false },
  rollback: { name: true, reason: false },
  archive: { name: true, version: true, reason: false },
  check: { name: true },
  audit: { name: false },
  repair: { name: true },
  export: { name: false, to: true },
};

type Given = "name" | "version" | "force" | "reason" | "to";
const flagsOf: Readonly<Record<Given, string>> = {
  name: "NAME",
  version: "VERSION",
  force: "--force",
  reason: "--reason",
  to: "--to mlflow",
};

/** What an action needs and was not given, or was given and does not take. */
function lacking(options: Options): string | undefined {
  const taken = takes[options.action];
  for (const given of ["name", "version", "force", "reason", "to"] as const) {
    const isGiven = options[given] !== undefined && options[given] !== false;
    const shown = `earshot models ${options.action}`;
    if (!isGiven && taken[given] === true) return `${shown} needs ${flagsOf[given]}`;
    if (isGiven && taken[given] === undefined) return `${shown} takes no ${flagsOf[given]}`;
  }
  return undefined;
}

async function list(_: Options, { flags, print }: CommandContext): Promise<void> {
  const registry = openModels(flags);
  const listed: ListedVersion[] = [];
  for (const name of await registry.listModels())
    listed.push(...(await registry.listVersions(name)));
  if (flags.json) return print(JSON.stringify({ models: listed.map(versionJson) }, null, 2));
  const shown = listed.filter(({ alias }) => alias !== "archived");
  if (listed.length === 0) return print("There are no models.");
  print(versionsTable(shown));
  const archivedCount = listed.length - shown.length;
  if (archivedCount > 0)
    print(`\n${archivedCount} archived; \`earshot models show NAME\` lists them too.`);
}

async function show(
  { name = "", version: ref }: Options,
  { flags, print }: CommandContext,
): Promise<void> {
  const registry = openModels(flags);
  const listed = await registry.listVersions(name);
  if (ref === undefined) {
    if (flags.json)
      return print(JSON.stringify({ name, versions: listed.map(versionJson) }, null, 2));
    return print(versionsTable(listed));
  }
  const version = await registry.version(name, ref);
  const alias = listed.find((other) => other.ref === version.ref)?.alias ?? "archived";
  if (flags.json)
    return print(JSON.stringify(versionJson({ name, ref: version.ref, alias, version }), null, 2));
  for (const line of versionLines(version, alias)) print(line);
}

async function promote(
  { name = "", version = "", force, reason }: Options,
  context: CommandContext,
): Promise<number> {
  return await promoteModel({ name, version, force, reason }, context);
}

async function rollback(
  { name = "", reason }: Options,
  { flags, print, signal }: CommandContext,
): Promise<void> {
  const change = await openModels(flags).rollback(name, { reason, signal });
  const { isChanged, from, to } = change;
  if (flags.json) print(JSON.stringify({ name, is_changed: isChanged, from, to }, null, 2));
  else
    print(
      `${name} ${to ?? ""} is the champion again${from === null ? "" : `, in place of ${from}`}.`,
    );
}

async function archive(
  { name = "", version = "", reason }: Options,
  { flags, print, signal }: CommandContext,
): Promise<void> {
  const { isChanged } = await openModels(flags).archive(name, version, { reason, signal });
  if (flags.json) print(JSON.stringify({ name, version, is_changed: isChanged }, null, 2));
  else print(`${name} ${version} is ${isChanged ? "no candidate any more" : "archived already"}.`);
}

async function check(
  { name = "" }: Options,
  { flags, print, signal }: CommandContext,
): Promise<void> {
  const found = await checkModel(flags, { task: name, signal });
  print(flags.json ? JSON.stringify(checkJson(found), null, 2) : checkText(found));
}

async function audit({ name }: Options, { flags, print }: CommandContext): Promise<void> {
  const events = await openModels(flags).audit(name);
  if (flags.json) print(JSON.stringify({ events }, null, 2));
  else print(events.length === 0 ? "Nothing was done yet." : auditTable(events));
}

async function repair(
  { name = "" }: Options,
  { flags, print, signal }: CommandContext,
): Promise<void> {
  const { champion, candidate } = await openModels(flags).repair(name, { signal });
  if (flags.json) print(JSON.stringify({ name, champion, candidate }, null, 2));
  else
    print(`${name}: champion ${champion ?? "none of your own"}, candidate ${candidate ?? "none"}.`);
}

async function exportAll({ name }: Options, context: CommandContext): Promise<number> {
  const { flags, note, print, signal } = context;
  const { versions, aliases, problems } = await exportModels(flags, {
    name,
    signal,
    onVersion: (version) =>
      note(`${version.name} ${version.ref} ${version.is_new ? "logged" : "was there already"}`),
  });
  for (const problem of problems) tell(`earshot: left out: ${problem}`);
  if (flags.json) print(JSON.stringify({ versions, aliases, problems }, null, 2));
  else {
    const newCount = versions.filter(({ is_new: isNew }) => isNew).length;
    print(
      `${newCount} ${newCount === 1 ? "version" : "versions"} logged to MLflow, ${versions.length - newCount} were there already; ` +
        (aliases.length === 0 ? "no alias changed." : `aliases: ${aliases.join(", ")}.`),
    );
  }
  return problems.length === 0 ? 0 : exitCodes.corrupt;
}
