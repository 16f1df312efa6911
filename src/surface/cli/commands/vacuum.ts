import { z } from "zod";

import type { VacuumedTable } from "../../engine/engine.ts";
import { defineCommand } from "../command.ts";
import { maintain } from "../maintenance.ts";
import { formatBytes, formatCount, formatTable } from "../table.ts";

export default defineCommand({
  name: "vacuum",
  summary: "Deletes files of tables that no version of the last week needs.",
  details:
    "Files that a table no longer consists of stay on the disk, so that older versions can be read. " +
    "This deletes them for good once they have been out of the table for a week (or what its " +
    "delta.deletedFileRetentionDuration says): versions older than that can't be read afterwards. " +
    "It also deletes what killed writers left, and any other old file in a table's folder whose " +
    "name does not begin with _ or a point. Start with --dry-run.",
  options: z.object({
    tables: z
      .array(z.string())
      .default([])
      .meta({ positional: true })
      .describe("Tables such as gold.tickets, or tickets; default: all"),
    retentionHours: z
      .number()
      .min(0)
      .optional()
      .meta({ value: "hours" })
      .describe("Hours for which files stay after they were taken out (default: 168)"),
    dryRun: z.boolean().default(false).describe("Only list what would be deleted"),
    force: z
      .boolean()
      .default(false)
      .describe("Allow fewer hours than the table's own; only when nobody reads or writes"),
    wait: z
      .boolean()
      .default(false)
      .describe("Wait while a run holds the lake, instead of leaving"),
  }),
  examples: ["vacuum --dry-run", "vacuum", "vacuum gold.tickets --retention-hours 720"],

  async run({ tables, retentionHours, dryRun, force, wait }, context) {
    const { engine, flags, note, print } = context;
    if (force && retentionHours !== undefined && !dryRun) {
      note(
        `warning: files taken out more than ${retentionHours} hours ago are deleted now; who still reads an older version fails, and it can't be brought back`,
      );
    }
    const done = await maintain(context, { tables, wait }, (input) =>
      engine().vacuum({ ...input, retentionHours, dryRun, force }),
    );
    if (flags.json) {
      const list = done.map(({ table, version, retentionHours: hours, files, bytes }) => {
        return { table, version, retention_hours: hours, bytes, files };
      });
      return print(JSON.stringify({ dry_run: dryRun, tables: list }, null, 2));
    }
    for (const line of dryRun ? listing(done) : report(done)) print(line);
  },
});

function listing(done: readonly VacuumedTable[]): string[] {
  const rows = done.flatMap(({ table, files }) =>
    files.map(({ path, bytes }) => [table, path, formatBytes(bytes)]),
  );
  if (rows.length === 0) return ["Nothing would be deleted."];
  return [
    formatTable(["table", "file", "size"], rows),
    "",
    `${total(done)} would be deleted. \`earshot vacuum\` does it.`,
  ];
}

function report(done: readonly VacuumedTable[]): string[] {
  const rows = done
    .filter(({ files }) => files.length > 0)
    .map(({ table, files, bytes }) => [table, formatCount(files.length), formatBytes(bytes)]);
  if (rows.length === 0) return ["Nothing to delete."];
  return [formatTable(["table", "files", "size"], rows), "", `${total(done)} deleted.`];
}

function total(done: readonly VacuumedTable[]): string {
  const count = done.reduce((sum, { files }) => sum + files.length, 0);
  const bytes = done.reduce((sum, table) => sum + table.bytes, 0);
  return `${formatCount(count)} ${count === 1 ? "file" : "files"}, ${formatBytes(bytes)}`;
}
