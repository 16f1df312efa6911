import {
  writeInput,
  writeTable,
  type CommitResult,
  type TableOptions,
  type WriteOptions,
} from "./delta-table.ts";
import { assertPartitionable, describeSelect, projectSelect, schemaOfSelect } from "./rows-plan.ts";
import { intendSwap, type SwapChange } from "./swap-files.ts";
import { writeFiles } from "./write-files.ts";

/**
 * Replaces all rows of the table in `folder`, and its schema and partitioning by those of the
 * rows; makes the table when there is none. Older versions stay readable.
 *
 * With content names, files that come out the same stay as they are, and when all do, nothing is
 * committed.
 *
 * @throws DeltaConflictError when another writer changed the table meanwhile.
 */
export async function overwriteRows(
  folder: string,
  options: TableOptions,
  write: WriteOptions,
): Promise<CommitResult> {
  const { connection } = options;
  return writeTable({ folder, options, write }, async (base, staging) => {
    const columns = await describeSelect(connection, write.select);
    const schema = schemaOfSelect(columns);
    const partitionBy = write.partitionBy ?? base?.partitionColumns ?? [];
    assertPartitionable(schema, partitionBy);
    const files = await writeFiles(
      connection,
      staging,
      writeInput(write, {
        select: projectSelect(write.select, columns, schema),
        columns: schema,
        partitionBy,
      }),
    );
    const swap: SwapChange = {
      folder,
      write,
      files,
      leaves: () => true,
      table: { schema, partitionBy },
      plan: {
        operation: "WRITE",
        parameters: { mode: "Overwrite", partitionBy: JSON.stringify(partitionBy) },
        reads: "everything",
      },
    };
    return (snapshot, now) => intendSwap(swap, snapshot, now);
  });
}
