import { relative } from "node:path";
import { z } from "zod";

import {
  initProject,
  takenWords,
  maskedWords,
  type FoundSource,
  type InitReport,
} from "../../engine/init.ts";
import { maskPlain } from "../../engine/engine.ts";
import { defineCommand, type CommandContext } from "../command.ts";
import { formatCount, formatTable } from "../table.ts";

export default defineCommand({
  name: "init",
  summary: "Looks at your files, says what each seems to be, and writes earshot.yaml to read them.",
  details:
    "Reads a bounded part of each file below the folder (CSV, JSON, NDJSON, Parquet, also gzipped), " +
    "finds out how it is written, which records are in it and which column is which, and writes a " +
    "commented earshot.yaml. What it is unsure of is marked there and printed. No value of a row is " +
    "printed or written but words of lists, such as statuses.",
  options: z.object({
    folder: z
      .string()
      .min(1)
      .meta({ positional: true })
      .describe("Folder with the files, or one file"),
    out: z
      .string()
      .min(1)
      .optional()
      .meta({ value: "file" })
      .describe("Settings file to write (default: earshot.yaml)"),
    dryRun: z.boolean().default(false).describe("Print the settings file instead of writing it"),
    force: z
      .boolean()
      .default(false)
      .describe("Replace a settings file that is there; a copy is kept"),
  }),
  examples: [
    "init ./exports",
    "init ./exports --dry-run",
    "init ./exports --out config/earshot.yaml --force",
  ],

  async run({ folder, out, dryRun, force }, context) {
    const { flags, print, note, signal } = context;
    const report = await initProject({ folder, out, isDry: dryRun, isForced: force, signal });
    if (flags.json) {
      const { finding, text, path, backup } = report;
      return print(JSON.stringify({ ...finding, path, backup, settings: text }, null, 2));
    }
    if (dryRun) {
      note(summary(report));
      return print(report.text.trimEnd());
    }
    for (const source of report.finding.sources) printSource(source, context);
    printLeftOut(report, context);
    print(summary(report));
    if (report.backup !== undefined)
      print(`The file that was there is now ${relative(".", report.backup)}.`);
    for (const words of maskedWords(report.finding)) print(words);
    const config = out === undefined ? "" : ` --config ${out}`;
    print(`Next: look at it, then earshot plan${config} and earshot run${config}.`);
  },
});

function printSource(source: FoundSource, context: CommandContext): void {
  const { print } = context;
  const { name, entity, why, columns, messages, unsure, reading, forms } = source;
  const path = [source.path].flat();
  const files = path.length > 3 ? `${path.length} files` : maskPlain(path.join(", "));
  const { rowCount, isWhole } = source;
  const rows = `${formatCount(rowCount)} ${rowCount === 1 ? "row" : "rows"}${isWhole ? "" : " looked at"}`;
  print(`${name}: ${entity ?? "no record that is known; bronze only"}  (${files}; ${rows})`);
  print(`  ${why}`);
  const written = [...reading, ...forms].map(
    ({ setting, value }) => `${setting} ${JSON.stringify(value)}`,
  );
  if (written.length > 0) print(`  written with ${written.join(", ")}`);
  const fed = columns.filter(({ column }) => column !== "");
  if (fed.length > 0)
    print(
      indented(
        formatTable(
          ["column", "from", "sure", "why"],
          fed.map(({ target, column, isSure, why: reason }) => [
            target,
            column,
            isSure ? "yes" : "no",
            reason,
          ]),
        ),
      ),
    );
  if (messages !== undefined)
    print(
      `  messages: ${Object.entries(messages)
        .map(([key, field]) => `${key} ${field}`)
        .join(", ")}`,
    );
  const values = Object.entries(source.values).map(
    ([target, entries]) => `${target} (${Object.keys(entries).length})`,
  );
  if (values.length > 0) print(`  words given a meaning: ${values.join(", ")}`);
  for (const { what } of unsure) print(`  unsure: ${what}`);
  printUnfed(source, context);
  print();
}

function printUnfed(source: FoundSource, { print }: CommandContext): void {
  for (const words of takenWords(source)) print(`  ${words}`);
  const personal = source.unused.filter(({ seems }) => seems.startsWith("personal"));
  if (personal.length > 0 && source.entity !== undefined)
    print(`  personal, left in bronze: ${personal.map(({ column }) => column).join(", ")}`);
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ").replace(/ +$/gm, "");
}

function printLeftOut({ finding }: InitReport, { print }: CommandContext): void {
  if (finding.leftOut.length === 0) return;
  print("Left out:");
  for (const { name, why } of finding.leftOut.slice(0, 20)) print(`  ${maskPlain(name)}: ${why}`);
  if (finding.leftOut.length > 20) print(`  and ${formatCount(finding.leftOut.length - 20)} more`);
  print();
}

function summary({ finding, path }: InitReport): string {
  const { sources } = finding;
  const known = sources.filter(({ entity }) => entity !== undefined).length;
  const unsure = sources.reduce((sum, source) => sum + doubtCount(source), 0);
  const doubts =
    unsure === 0
      ? "nothing is unsure"
      : `${unsure} ${unsure === 1 ? "thing is" : "things are"} unsure`;
  return `${relative(".", path) || path}: ${sources.length} ${sources.length === 1 ? "source" : "sources"}, ${known} of a known kind; ${doubts}.`;
}

/** Things to look at in a source. */
function doubtCount({ unsure, columns }: FoundSource): number {
  return unsure.length + columns.filter(({ isSure, column }) => !isSure && column !== "").length;
}
