import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

import { describeCatalog, jsonCatalog } from "../catalog-text.ts";
import type { SqlFile } from "../../engine/engine.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { tell } from "../standard-error.ts";

export default defineCommand({
  name: "catalog",
  summary: "Lists tables and columns: what they mean, what is personal, where they come from.",
  details:
    "A column is personal when its class says so: DIRECT_ID, CONTACT, NATIONAL_ID, TAX_ID, " +
    "BIRTH_DATE and NETWORK_ID identify a person or a company, EMPLOYEE one of your own, FREE_TEXT " +
    "may hold anything. What a column shows of it is told beside it. The same stands in the table " +
    "ops.catalog, without bronze. `--format databricks` writes ddl_tables.sql, tag_personal_data.sql " +
    "and load_data.sql for the five tables of support: Delta tables with keys, constraints and tags, " +
    "and COPY INTO in the order of their references.",
  options: z.object({
    tables: z
      .array(z.string())
      .default([])
      .meta({ positional: true })
      .describe("Tables such as gold.customers, or customers, or a layer; default: all"),
    pii: z.boolean().default(false).describe("Only personal columns"),
    lineage: z
      .boolean()
      .default(false)
      .describe("Also what each column is made of, back to the columns of the sources"),
    format: z
      .enum(["table", "json", "databricks"])
      .optional()
      .describe("Form of the answer (default: table)"),
    output: z
      .string()
      .optional()
      .meta({ short: "o", value: "folder" })
      .describe("Folder to write the SQL files for Databricks to, instead of standard output"),
    schema: z
      .string()
      .regex(/^[^.]+(\.[^.]+)?$/, "a schema, or a catalog and a schema, such as main.support")
      .optional()
      .meta({ value: "name" })
      .describe("For Databricks: schema of the tables, such as main.support"),
    path: z
      .string()
      .optional()
      .meta({ value: "folder" })
      .describe("For Databricks: where the files stand (default: dbfs:/FileStore/tickets)"),
    files: z
      .enum(["parquet", "csv"])
      .optional()
      .describe("For Databricks: form of those files (default: parquet)"),
  }),
  examples: [
    "catalog",
    "catalog --pii",
    "catalog gold.customers --lineage",
    "catalog gold --json",
    "catalog --format databricks --output databricks",
  ],

  async run({ tables, pii, lineage, format, output, ...databricks }, context) {
    const { engine, flags, print, signal } = context;
    if (format === "databricks") {
      return writeFiles(await engine().databricksFiles({ ...databricks, signal }), output, context);
    }
    const misplaced = Object.entries({ output, ...databricks }).find(([, value]) => value);
    if (misplaced !== undefined) {
      tell(`earshot: --${misplaced[0]} goes with --format databricks`);
      return 2;
    }
    const chosen = await engine().catalog({ tables, isPersonal: pii, signal });
    if (flags.json || format === "json") return print(JSON.stringify(jsonCatalog(chosen), null, 2));
    for (const line of describeCatalog(chosen, { lineage })) print(line);
  },
});

async function writeFiles(
  files: readonly SqlFile[],
  folder: string | undefined,
  { print, write }: CommandContext,
): Promise<void> {
  if (folder === undefined) {
    await write(files.map(({ text }) => text).join("\n"));
    return;
  }
  await mkdir(folder, { recursive: true });
  for (const { name, text } of files) {
    await writeFile(join(folder, name), text);
    print(`Wrote ${join(folder, name)}.`);
  }
}
