import { describe, expect, it } from "vitest";

import { seededRandom, type Random } from "../../src/core/base/random.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import type { Predicate, Scalar } from "../../src/storage/delta-log/predicate.ts";
import { filesSql, scan } from "../../src/storage/delta/scan.ts";
import { mustHold } from "../../src/storage/delta-log/skipping.ts";
import { pickFiles } from "../../src/storage/delta/touched-files.ts";
import { openTable } from "./open-table.ts";

/** Values near which bounds go wrong, by column: as SQL, and as a predicate's value. */
const values: Record<
  string,
  [type: string, (readonly [sql: string, value: Scalar | undefined])[]]
> = {
  big: [
    "BIGINT",
    [
      ["9007199254740992", "9007199254740992"],
      ["9007199254740993", 9_007_199_254_740_993n],
      ["-9223372036854775808", "-9223372036854775808"],
      ["0", 0],
    ],
  ],
  exact: [
    "DECIMAL(38, 10)",
    [
      ["1234567890123456789012345678.0000000001", "1234567890123456789012345678.0000000001"],
      ["1234567890123456789012345678", "1234567890123456789012345678"],
      ["-0.0000000001", "-0.0000000001"],
      ["0", "0"],
    ],
  ],
  ratio: [
    "DOUBLE",
    [
      ["'nan'", undefined],
      ["'inf'", undefined],
      ["'-inf'", undefined],
      ["'-0.0'", 0],
      ["0.1", 0.1],
      ["'1e300'", 1e300],
    ],
  ],
  single: [
    "FLOAT",
    [
      ["0.1", 0.1],
      ["16777217", 16_777_217],
      ["'nan'", undefined],
      ["'-0.0'", 0],
    ],
  ],
  text: [
    "VARCHAR",
    [
      ["''", ""],
      ["repeat('a', 32)", "a".repeat(32)],
      ["repeat('a', 33)", "a".repeat(33)],
      ["repeat('a', 32) || chr(1114111) || 'b'", `${"a".repeat(32)}\u{10ffff}b`],
      ["repeat('é', 300)", "é".repeat(300)],
      ["'😀'", "😀"],
      ["chr(65535)", "\u{ffff}"],
    ],
  ],
  day: [
    "DATE",
    [
      ["'2024-02-29'", "2024-02-29"],
      ["'0044-01-01 (BC)'", undefined],
      ["'infinity'", undefined],
      ["'9999-12-31'", "9999-12-31"],
    ],
  ],
  moment: [
    "TIMESTAMPTZ",
    [
      ["'2024-01-01 00:00:00.000001+00'", "2024-01-01T00:00:00.000001Z"],
      ["'2024-01-01 00:00:00.001+00'", new Date("2024-01-01T00:00:00.001Z")],
      ["'1969-12-31 23:59:59.999999+00'", "1969-12-31T23:59:59.999999Z"],
      ["'infinity'", undefined],
    ],
  ],
  flag: [
    "BOOLEAN",
    [
      ["true", true],
      ["false", false],
    ],
  ],
};

const names = Object.keys(values);

function randomRow(random: Random, id: number): string {
  const cells = names.map((name) => {
    const [type, cases] = values[name] ?? ["VARCHAR", []];
    return `CAST(${random.chance(0.2) ? "NULL" : random.pick(cases)[0]} AS ${type})`;
  });
  return `(${[id, ...cells].join(", ")})`;
}

function randomPredicate(random: Random): Predicate {
  const column = random.pick(names);
  const known = (values[column]?.[1] ?? []).flatMap(([, value]) => value ?? []);
  const op = random.pick(["=", "<", "<=", ">", ">=", "in", "is null", "is not null"] as const);
  if (op === "is null") return { column, op };
  if (op === "is not null") return { column, op };
  if (op === "in") return { column, op, value: [random.pick(known), random.pick(known)] };
  return { column, op, value: random.pick(known) };
}

describe("scan with where", () => {
  it.each([[[]], [["text"]], [["day", "flag"]], [["moment", "big"]]])(
    "gives the rows that a plain filter gives, partitioned by %j",
    async (partitionBy) => {
      const random = seededRandom(`skipping by ${partitionBy.join(", ")}`);
      await using table = await openTable();
      const rows = Array.from({ length: 120 }, (_, id) => randomRow(random, id)).join(", ");
      const blank = partitionBy.includes("text") ? " REPLACE (nullif(text, '') AS text)" : "";
      await overwriteRows(table.folder, table.options, {
        select: `SELECT *${blank} FROM (VALUES ${rows}) AS r(id, ${names.join(", ")}) ORDER BY id`,
        fileNames: "content",
        rowsPerFile: 4,
        partitionBy,
      });
      const snapshot = await table.snapshot();
      const plain = { ...snapshot, files: new Map() as typeof snapshot.files };
      const columns = new Map(snapshot.schema.map((column) => [column.name, column]));
      let [skipped, whole] = [0, 0];
      for (let i = 0; i < 150; i++) {
        const where = Array.from({ length: random.integer(1, 2) }, () => randomPredicate(random));
        const { sql, files } = scan(snapshot, { columns: ["id"], where });
        // The same filter over all files: the part of the SQL after the files is the same.
        const filter =
          scan(plain, { columns: ["id"], where })
            .sql.split(" WHERE ")
            .at(-1) ?? "";
        const all = `SELECT id FROM ${scan(snapshot).sql} WHERE ${filter.slice(0, -1)} ORDER BY id`;
        const { connection } = table.options;
        const found = await connection.rows(`SELECT * FROM ${sql} ORDER BY id`);
        expect(found, JSON.stringify(where, String)).toEqual(await connection.rows(all));
        skipped += snapshot.files.size - files.length;
        const certain = pickFiles(snapshot, (file) => mustHold(file, where, columns));
        const sure = filesSql(snapshot.schema, certain, snapshot);
        const others = `SELECT id FROM (${sure}) WHERE (${filter.slice(0, -1)}) IS NOT TRUE`;
        expect(await connection.rows(others), JSON.stringify(where, String)).toEqual([]);
        whole += certain.files.length;
      }
      expect(skipped).toBeGreaterThan(500);
      expect(whole).toBeGreaterThan(50);
    },
  );

  it("finds a NaN that lies in another row group than the rest", async () => {
    await using table = await openTable();
    for (const at of [1000, 290_000]) {
      await overwriteRows(table.folder, table.options, {
        select: `SELECT CASE WHEN i = ${at} THEN 'nan'::DOUBLE ELSE i END AS x FROM range(300000) AS r(i) ORDER BY i`,
        fileNames: "content",
      });
      const [file] = (await table.snapshot()).files.values();
      expect(file?.stats).toContain('"minValues":{},"maxValues":{}');
      expect(await table.rows({ where: [{ column: "x", op: ">", value: 1e9 }] })).toHaveLength(1);
    }
  });

  it("reads only the columns asked for, in their order", async () => {
    await using table = await openTable();
    const select = "SELECT 1 AS a, 2 AS b, 3 AS c";
    await overwriteRows(table.folder, table.options, { select, fileNames: "content" });
    const where = [{ column: "a", op: "=", value: 1 }] as const;
    expect(await table.rows({ columns: ["c", "b"], where })).toEqual([{ c: 3, b: 2 }]);
    await expect(table.rows({ columns: ["d"] })).rejects.toThrow("no column d; it has a, b, c");
    await expect(table.rows({ where: [{ column: "d", op: "is null" }] })).rejects.toThrow(
      "no column d",
    );
  });
});
