import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { z } from "zod";

import { loadDeclarations } from "../src/core/base/declarations.ts";
import { environmentName, settingPaths } from "../src/core/config/setting-paths.ts";
import { llmKeyVariables } from "../src/core/config/llm-settings.ts";
import { promisedVariables } from "../src/core/config/settings.ts";
import { PrivacySettings } from "../src/core/config/privacy-settings.ts";
import { SourceSettings } from "../src/core/config/source-settings.ts";
import { loadEntities } from "../src/core/domain/entities.ts";
import { loadStages } from "../src/flow/enrich/stages.ts";
import { loadSqlModels } from "../src/flow/warehouse/models.ts";
import type { Command } from "../src/surface/cli/command.ts";
import { exitCodeHelp } from "../src/surface/cli/exit-codes.ts";
import { isOn } from "../src/surface/cli/parse-options.ts";

const root = new URL("..", import.meta.url);
const note = "<!-- Made from the declarations by scripts/docs.ts; don't edit. -->";

/** The generated pages of docs/reference, by file name. */
export async function referencePages(): Promise<Map<string, string>> {
  return new Map([
    ["tables.md", await tablesPage()],
    ["settings.md", settingsPage()],
    ["commands.md", await commandsPage()],
  ]);
}

async function tablesPage(): Promise<string> {
  const entities = await loadEntities();
  const parts = [
    note,
    "# Tables",
    "Every table of the lake with its columns: the data dictionary, and the formulas of the features. " +
      "Personal columns (the last column says which) hold masked text or pseudonyms.",
  ];
  for (const model of loadSqlModels()) {
    const entity = model.entity === undefined ? undefined : entities.get(model.entity);
    const columns =
      entity === undefined ? model.columns : { system: systemColumn, ...entity.columns };
    const grain = entity === undefined ? model.grain : ["system", entity.key];
    const kind = { entity: "", full: "", view: " Never stored: computed when asked." }[model.kind];
    parts.push(
      `## ${model.layer}.${model.name}`,
      `${model.summary}${kind}`,
      `One row for each ${grain.join(", ")}.`,
    );
    parts.push(columnTable(columns));
  }
  for (const { stage } of await loadStages()) {
    const columns = Object.fromEntries(
      Object.entries(stage.output).map(([name, type]) => [
        name,
        { type, doc: stage.docs[name] ?? "", pii: stage.pii?.[name] },
      ]),
    );
    parts.push(
      `## ${stage.writes}`,
      stage.summary,
      `One row for each ${stage.key.join(", ")}.`,
      columnTable(columns),
    );
  }
  return `${parts.join("\n\n")}\n`;
}

const systemColumn = { type: "VARCHAR", doc: "System that owns the ids" };

type Column = { type: string; doc: string; check?: string | undefined; pii?: string | undefined };

function columnTable(columns: Readonly<Record<string, Column>>): string {
  const rows = Object.entries(columns).map(([name, { type, doc, check, pii }]) => {
    return `| \`${name}\` | ${type} | ${cell(doc)} | ${cell(check ?? "")} | ${pii ?? ""} |`;
  });
  return [
    "| column | type | meaning | check | personal |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function settingsPage(): string {
  const rows = settingPaths().map(({ path, doc, schema }) => {
    const dotted = path.join(".");
    const promised = Object.entries(promisedVariables).find(
      ([, setting]) => setting === dotted,
    )?.[0];
    const keys = dotted.startsWith("llm.") && path.at(-1) === "api_key" ? llmKeyVariables : {};
    const others = [...(promised === undefined ? [] : [promised]), ...Object.values(keys)];
    const variables = [environmentName(path), ...others];
    const standard = schema.safeParse(undefined);
    const value =
      standard.success && standard.data !== undefined ? JSON.stringify(standard.data) : "";
    return `| \`${dotted}\` | ${cell(value)} | ${variables.map((name) => `\`${name}\``).join(", ")} | ${cell(doc)} |`;
  });
  const sourceRows = Object.entries(SourceSettings.shape).map(([name, schema]) => {
    return `| \`${name}\` | ${cell(descriptionOf(schema))} |`;
  });
  return `${[
    note,
    "# Settings",
    "Settings stand in `earshot.yaml`; `.env` beside it is stronger, the environment stronger still, " +
      "and flags strongest. `earshot config show` tells where each value came from.",
    ["| setting | default | environment | meaning |", "| --- | --- | --- | --- |", ...rows].join(
      "\n",
    ),
    "## Patterns of your own",
    `\`privacy.patterns\`: ${descriptionOf(PrivacySettings.shape.patterns)}. Each is ` +
      "a text, or `{ pattern, flags }` with any of the flags i, m and s.",
    "## A source",
    "Each entry of `sources` has a name of its own, which is that of its bronze table.",
    ["| key | meaning |", "| --- | --- |", ...sourceRows].join("\n"),
  ].join("\n\n")}\n`;
}

function descriptionOf(schema: unknown): string {
  if (!(schema instanceof z.ZodType)) return "";
  if (schema.description !== undefined) return schema.description;
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return descriptionOf(schema.unwrap());
  return "";
}

async function commandsPage(): Promise<string> {
  const folder = new URL("src/surface/cli/commands", root).pathname;
  const commands = await loadDeclarations<Command>(folder);
  const parts = [note, "# Commands"];
  for (const { name, summary, details, options, examples } of commands) {
    parts.push(`## earshot ${name}`, [summary, details].filter(Boolean).join("\n\n"));
    const rows = Object.entries(options.shape).map(([key, schema]) => {
      const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const shown = isPositional(schema) ? flag : `--${isOn(schema) ? "no-" : ""}${flag}`;
      return `| \`${shown}\` | ${cell(descriptionOf(schema))} |`;
    });
    if (rows.length > 0) parts.push(["| option | meaning |", "| --- | --- |", ...rows].join("\n"));
    parts.push(`\`\`\`sh\n${examples.map((example) => `earshot ${example}`).join("\n")}\n\`\`\``);
  }
  parts.push("## Exit codes", exitCodeHelp.map((line) => `- ${line}`).join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function isPositional(schema: unknown): boolean {
  for (let current = schema; current instanceof z.ZodType;) {
    if (current.meta()?.["positional"] === true) return true;
    if (!(current instanceof z.ZodDefault || current instanceof z.ZodOptional)) return false;
    current = current.unwrap();
  }
  return false;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

if (import.meta.main) {
  const folder = new URL("docs/reference/", root);
  mkdirSync(folder, { recursive: true });
  const pages = await referencePages();
  for (const [name, text] of pages) writeFileSync(new URL(name, folder), text);
  const stale = readdirSync(folder).filter((name) => !pages.has(name));
  if (stale.length > 0) process.stdout.write(`not made here: ${stale.join(", ")}\n`);
}
