import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import type { Predicate } from "../../src/storage/delta-log/predicate.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { readSnapshot } from "../../src/storage/delta-log/snapshot.ts";
import { askDeltaRs, deltaRs, runPython } from "./delta-rs.ts";
import { openTable } from "./open-table.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const rowCount = 40;

/** Columns that rise with the id by less than a double can tell, as `exact_rows` in Python. */
const columns: Record<string, { type: string; value: (id: number) => string }> = {
  big: { type: "BIGINT", value: (id) => String(2n ** 53n + BigInt(id)) },
  high: { type: "BIGINT", value: (id) => String(2n ** 63n - 40n + BigInt(id)) },
  low: { type: "BIGINT", value: (id) => String(-(2n ** 63n) + BigInt(id)) },
  price: {
    type: "DECIMAL(38, 5)",
    value: (id) => `123456789012345.${String(67_891 + id).padStart(5, "0")}`,
  },
  tiny: { type: "DECIMAL(38, 20)", value: (id) => `1.${String(id).padStart(20, "0")}` },
};

/** Rows in files of five, each id with its values. */
function exactRows(): string {
  const rows = Array.from({ length: rowCount }, (_, id) => {
    const cells = Object.values(columns).map(({ type, value }) => `'${value(id)}'::${type}`);
    return `(${[`${id}::BIGINT`, ...cells].join(", ")})`;
  });
  const names = ["id", ...Object.keys(columns)].join(", ");
  return `SELECT * FROM (VALUES ${rows.join(", ")}) AS r(${names}) ORDER BY id`;
}

describe("a filter on numbers that a double would round", () => {
  it("finds each row, integers in one file", async () => {
    await using table = await openTable();
    await overwriteRows(table.folder, table.options, {
      select: exactRows(),
      fileNames: "content",
      rowsPerFile: 5,
    });
    const snapshot = await table.snapshot();
    for (const [column, { value }] of Object.entries(columns)) {
      for (let id = 0; id < rowCount; id++) {
        const where: Predicate[] = [{ column, op: "=", value: value(id) }];
        const { files } = scan(snapshot, { where });
        expect(await table.rows({ where, columns: ["id"] })).toEqual([{ id: String(id) }]);
        const widened = ["price", "tiny"].includes(column);
        expect(files.length).toBeLessThanOrEqual(widened ? 8 : 1);
      }
    }
  });

  it.skipIf(deltaRs === undefined)("finds each row of a table that delta-rs wrote", async () => {
    await using table = await openTable();
    await using root = await temporaryFolder();
    await runPython("write_table.py", [root.path]);
    const snapshot = await readSnapshot(join(root.path, "exact"), table.options);
    if (snapshot === undefined) throw new Error("there is no table");
    for (const [column, { value }] of Object.entries(columns)) {
      for (let id = 0; id < rowCount; id++) {
        for (const op of ["=", "<=", ">="] as const) {
          const { sql } = scan(snapshot, { where: [{ column, op, value: value(id) }] });
          const [found] = await table.options.connection.rows(
            `SELECT count(*)::INTEGER AS n FROM ${sql}`,
          );
          const expected = { "=": 1, "<=": id + 1, ">=": rowCount - id }[op];
          expect(found?.n, `${column} ${op} ${value(id)}`).toBe(expected);
        }
      }
    }
  });

  it.skipIf(deltaRs === undefined)("finds each row for delta-rs in a table of ours", async () => {
    await using table = await openTable();
    await overwriteRows(table.folder, table.options, {
      select: exactRows(),
      fileNames: "content",
      rowsPerFile: 5,
    });
    const questions = Object.entries(columns).flatMap(([column, { type, value }]) =>
      [0, 4, 5, 7, 39].map((id) => ({
        folder: table.folder,
        sql: `SELECT id FROM t WHERE ${column} = CAST('${value(id)}' AS ${type})`,
      })),
    );
    const answers = await askDeltaRs(questions);
    for (const [i, { rows }] of answers.entries()) {
      expect(rows, questions[i]?.sql).toEqual([{ id: String([0, 4, 5, 7, 39][i % 5]) }]);
    }
  });
});
