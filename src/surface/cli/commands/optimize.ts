import { z } from "zod";

import type { OptimizedTable } from "../../engine/engine.ts";
import { defineCommand } from "../command.ts";
import { maintain } from "../maintenance.ts";
import { tell } from "../standard-error.ts";
import { formatBytes, formatCount, formatTable } from "../table.ts";

export default defineCommand({
  name: "optimize",
  summary: "Puts a table's small files together, or clusters its rows by columns.",
  details:
    "Many small files make reading slow; by default they are put together to files of " +
    "limits.optimized_file_bytes, and the rows keep their order. --zorder-by also lets readers skip " +
    "files: rows alike in all of the columns named stand together, so that a filter on any of them " +
    "reads a few files only. Name the columns that queries filter by, two to four of them, in any " +
    "case. No row changes, older versions stay readable, and what is as it should be is left alone. " +
    "The files replaced stay on the disk until `earshot vacuum` deletes them.",
  options: z.object({
    tables: z
      .array(z.string())
      .default([])
      .meta({ positional: true })
      .describe("Tables such as gold.tickets, or tickets; default: all"),
    zorderBy: z
      .string()
      .optional()
      .meta({ value: "columns" })
      .describe("Cluster the rows by these columns, separated by commas"),
    where: z
      .string()
      .optional()
      .meta({ value: "condition" })
      .describe("Only partitions for which this holds, such as \"month >= '2026-01'\""),
    wait: z
      .boolean()
      .default(false)
      .describe("Wait while a run holds the lake, instead of leaving"),
  }),
  examples: [
    "optimize",
    "optimize gold.tickets --zorder-by created_at,status",
    "optimize bronze.chats silver.messages --json",
  ],

  async run({ tables, zorderBy, where, wait }, context) {
    const { engine, flags, print } = context;
    const zOrderBy = zorderBy?.split(",").map((name) => name.trim());
    if (zOrderBy?.includes("") === true) {
      tell(
        "earshot: --zorder-by takes names of columns, separated by commas: --zorder-by created_at,status",
      );
      return 2;
    }
    if (tables.length === 0 && (zOrderBy !== undefined || where !== undefined)) {
      tell(
        "earshot: name the tables that have these columns: earshot optimize gold.tickets --zorder-by created_at,status",
      );
      return 2;
    }
    const done = await maintain(context, { tables, wait }, (input) =>
      engine().optimize({ ...input, zOrderBy, where }),
    );
    if (flags.json) print(JSON.stringify({ tables: done.map(asJson) }, null, 2));
    else for (const line of report(done)) print(line);
    return 0;
  },
});

function asJson({ table, version, unchanged, before, after }: OptimizedTable): object {
  const size = ({ fileCount, bytes, rowCount }: OptimizedTable["before"]): object => {
    return { files: fileCount, bytes, rows: rowCount ?? null };
  };
  return { table, version, changed: !unchanged, before: size(before), after: size(after) };
}

function report(done: readonly OptimizedTable[]): string[] {
  const changed = done.filter(({ unchanged }) => !unchanged);
  const untouched = done.length - changed.length;
  const rest = `${formatCount(untouched)} ${untouched === 1 ? "table is" : "tables are"} as ${untouched === 1 ? "it" : "they"} should be.`;
  if (changed.length === 0) return [`Nothing to do: ${rest}`];
  const rows = changed.map(({ table, version, before, after }) => [
    table,
    `${formatCount(before.fileCount)} → ${formatCount(after.fileCount)}`,
    `${formatBytes(before.bytes)} → ${formatBytes(after.bytes)}`,
    after.rowCount === undefined ? "" : formatCount(after.rowCount),
    version,
  ]);
  const shown = formatTable(["table", "files", "size", "rows", "version"], rows);
  return untouched === 0 ? [shown] : [shown, "", rest];
}
