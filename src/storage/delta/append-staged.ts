import { mkdir } from "node:fs/promises";

import { intendAppend, otherTyped, type Append } from "./append-rows.ts";
import {
  writeInput,
  writeTable,
  type ChangeOptions,
  type CommitResult,
  type TableOptions,
  type WriteOptions,
} from "./delta-table.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import {
  describeSelect,
  fitColumns,
  projectSelect,
  schemaOfSelect,
  type SelectColumn,
} from "./rows-plan.ts";
import type { SqlConnection } from "../delta-log/sql.ts";
import { writeFiles, type StagedFile } from "./write-files.ts";

/** Rows in data files that no table has yet. */
export type StagedRows = {
  columns: readonly SelectColumn[];
  files: readonly StagedFile[];
};

/**
 * Writes rows into data files that {@link appendStaged} can add to a table later, or never.
 *
 * @param folder - A folder of their own, on the table's disk; the caller removes it.
 */
export async function stageRows(
  connection: SqlConnection,
  folder: string,
  write: Pick<WriteOptions, "select"> & ChangeOptions,
): Promise<StagedRows> {
  await mkdir(folder, { recursive: true });
  const columns = await describeSelect(connection, write.select);
  const input = writeInput(
    { ...write, fileNames: "unique" },
    {
      select: projectSelect(write.select, columns, schemaOfSelect(columns)),
      columns: schemaOfSelect(columns),
      partitionBy: [],
    },
  );
  return { columns, files: await writeFiles(connection, folder, input) };
}

/**
 * Adds rows that are staged to the table in `folder`, as {@link appendRows} does; the table is not
 * partitioned. Columns may be new to the table or missing.
 *
 * @throws DeltaSchemaError when a column has another type in the table.
 */
export async function appendStaged(
  folder: string,
  options: TableOptions,
  write: ChangeOptions & { staged: readonly StagedRows[] },
): Promise<CommitResult> {
  const columns = new Map<string, SelectColumn>();
  for (const rows of write.staged)
    for (const column of rows.columns)
      if (!columns.has(column.name)) columns.set(column.name, column);
  const append: Append = {
    folder,
    write,
    fit: fitColumns([...columns.values()], { folder, mode: "add_columns" }),
  };
  const files = write.staged.flatMap((rows) => rows.files);
  return writeTable({ folder, options, write }, async () => {
    return (snapshot, now) => {
      const column = otherTyped([...columns.values()], snapshot?.schema ?? []);
      if (column === undefined) {
        return intendAppend(append, { files, partitionBy: [] }, { snapshot, now });
      }
      throw new DeltaSchemaError(`column ${column} is staged in another type than ${folder} has`);
    };
  });
}
