import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import {
  parseActions,
  type AddFile,
  type DeletionVector,
} from "../../src/storage/delta-log/actions.ts";
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { writeCheckpoint } from "../../src/storage/delta-log/write-checkpoint.ts";
import { deleteRows, type DeleteResult } from "../../src/storage/delta/delete-rows.ts";
import { DeltaCorruptError } from "../../src/storage/delta-log/errors.ts";
import { commitPath, readCommit } from "../../src/storage/delta-log/log.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { openTable, type TestTable } from "./open-table.ts";
import { encodeZ85, inlineVector, writeVector, writeVectorFile } from "./write-vector.ts";

const protocol = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ["deletionVectors"],
  writerFeatures: ["deletionVectors"],
};

/** Commits other deletion vectors for some of the table's files, as another client would. */
async function commitVectors(
  table: TestTable,
  vectorOf: (file: AddFile, index: number) => DeletionVector | undefined,
): Promise<void> {
  const { version, files } = await table.snapshot();
  const actions = [...files.values()].flatMap((file, i) => {
    const vector = vectorOf(file, i);
    if (vector === undefined) return [];
    const { path, deletionVector } = file;
    return [
      { add: { ...file, deletionVector: vector } },
      { remove: { path, deletionTimestamp: 1, dataChange: true, deletionVector } },
    ];
  });
  const lines = [{ protocol }, ...actions].map((action) => `${JSON.stringify(action)}\n`);
  await writeFile(commitPath(table.folder, version + 1), lines.join(""));
}

/** A table of `fileCount` files, each of 3,000 rows, whose ids go on from file to file. */
async function fillTable({ folder, options }: TestTable, fileCount: number): Promise<void> {
  await overwriteRows(folder, options, {
    select: `SELECT i AS id, 't' || i AS text FROM range(${fileCount * 3000}) AS r(i) ORDER BY i`,
    fileNames: "content",
    rowsPerFile: 3000,
  });
}

const ids = async (table: TestTable): Promise<number[]> =>
  (await table.rows({ columns: ["id"] })).map(({ id }) => Number(id));

const without = (rowCount: number, gone: readonly number[]): number[] =>
  Array.from({ length: rowCount }, (_, i) => i).filter((i) => !gone.includes(i));

describe("a table with deletion vectors", () => {
  it("is read without the deleted rows, wherever the vector stands", async () => {
    await using table = await openTable();
    const { folder, options } = table;
    await fillTable(table, 4);
    const uuid = randomUUID();
    const { bytes, offsets } = writeVectorFile([writeVector([5]), writeVector([0, 2999], "runs")]);
    await mkdir(join(folder, "ab"));
    const path = join(folder, "ab", `deletion_vector_${uuid}.bin`);
    await writeFile(path, bytes);
    const stored = { sizeInBytes: writeVector([5]).length, cardinality: 1, offset: offsets[0]! }; // two vectors were written
    const name = `ab${encodeZ85(Buffer.from(uuid.replaceAll("-", ""), "hex"))}`;
    const vectors: DeletionVector[] = [
      { ...stored, storageType: "u", pathOrInlineDv: name },
      {
        storageType: "p",
        pathOrInlineDv: pathToFileURL(path).href,
        offset: offsets[1]!, // as above
        sizeInBytes: writeVector([0, 2999], "runs").length,
        cardinality: 2,
      },
      inlineVector([1023, 1024, 1025]),
    ];
    await commitVectors(table, (_, i) => vectors[i]);

    const gone = [5, 3000, 5999, 7023, 7024, 7025];
    expect(await ids(table)).toEqual(without(12_000, gone));
    expect(scan(await table.snapshot()).rowCount).toBe(12_000 - gone.length);
    // Skipping leaves files out, so positions of files change.
    const where = [{ column: "id", op: ">", value: 6500 }] as const;
    const { sql, rowCount } = scan(await table.snapshot(), { where });
    expect(rowCount).toBe(5997);
    const [row] = await options.connection.rows(`SELECT count(*)::INTEGER AS n FROM ${sql}`);
    expect(row?.n).toBe(12_000 - 6501 - 3);
  });

  it("is read right for any set of rows, one vector after another", async () => {
    await using table = await openTable();
    await fillTable(table, 2);
    const rows = fc.uniqueArray(fc.nat(2999), { maxLength: 200, size: "max" });
    const kind = fc.constantFrom("plain" as const, "runs" as const);
    await fc.assert(
      fc.asyncProperty(rows, rows, kind, async (first, second, form) => {
        const sorted = [first, second].map((set) => set.toSorted((a, b) => a - b));
        await commitVectors(table, (_, i) => inlineVector(sorted[i] ?? [], form));
        const [one = [], two = []] = sorted;
        expect(await ids(table)).toEqual(without(6000, [...one, ...two.map((i) => i + 3000)]));
      }),
      { numRuns: 15 },
    );
  });

  it("keeps them in its checkpoints, with the tombstones of the vectors before", async () => {
    await using table = await openTable();
    const { folder, options } = table;
    await fillTable(table, 1);
    await commitVectors(table, () => inlineVector([1]));
    await commitVectors(table, () => inlineVector([1, 2]));
    const before = await table.snapshot();
    const domain = { domain: "d", configuration: "{}", removed: false };
    await writeFile(commitPath(folder, 3), JSON.stringify({ domainMetadata: domain }));
    await writeCheckpoint(await table.snapshot(), options, new Date(0));
    await Promise.all([0, 1, 2].map((version) => rm(commitPath(folder, version))));

    const after = await table.snapshot();

    expect(after.files).toEqual(
      new Map(Array.from(before.files, ([path, file]) => [path, { ...file, dataChange: false }])),
    );
    expect([...after.removed.keys()]).toEqual([...before.removed.keys()]);
    expect(after.removed.size).toBe(2);
    expect(after.protocol).toEqual(protocol);
    expect([...after.domains.values()]).toEqual([domain]);
    expect(await ids(table)).toEqual(without(3000, [1, 2]));
  });

  it("is written to: what replaces a file names its vector, what is added has none", async () => {
    await using table = await openTable();
    const { folder, options } = table;
    await fillTable(table, 2);
    await commitVectors(table, (_, i) => inlineVector(i === 0 ? [1, 2] : [0]));
    const [first, second] = [...(await table.snapshot()).files.values()];
    const select = "SELECT 7::BIGINT AS id, 'new' AS text UNION ALL SELECT 2, 'back'";
    await replaceByKey(folder, options, { select, key: ["id"] });

    const actions = await readCommit(folder, 2);
    const removes = actions.flatMap(({ remove }) => (remove === undefined ? [] : [remove]));
    expect(removes.map(({ path, deletionVector }) => [path, deletionVector])).toEqual([
      [first?.path, first?.deletionVector],
    ]);
    const { files } = await table.snapshot();
    expect([...files.values()].filter(({ deletionVector }) => deletionVector)).toEqual([second]);
    expect(await ids(table)).toEqual(without(6000, [1, 3000]));
    const changed = (await table.rows()).filter(({ text }) => text === "new" || text === "back");
    expect(changed).toEqual([
      { id: "2", text: "back" },
      { id: "7", text: "new" },
    ]);

    const more = "SELECT 6000::BIGINT AS id, 'more' AS text";
    await appendRows(folder, options, { select: more, fileNames: "unique" });
    expect(await ids(table)).toEqual(without(6001, [1, 3000]));
    // The same rows again: the second file comes back whole, under the name it has.
    await fillTable(table, 2);
    expect(await ids(table)).toEqual(without(6000, []));
    expect((await table.snapshot()).files.get(second?.path ?? "")?.deletionVector).toBeUndefined();
  });
});

describe("deleteRows, where rows are deleted in files", () => {
  it("counts and takes away those that are there", async () => {
    await using table = await openTable();
    await fillTable(table, 2);
    await commitVectors(table, (_, i) => inlineVector(i === 0 ? [1, 2] : [0]));
    const below = async (id: number): Promise<DeleteResult> =>
      deleteRows(table.folder, table.options, { where: [{ column: "id", op: "<", value: id }] });
    const whole = await below(3000);
    expect([whole.deletedRowCount, whole.addedFiles.length]).toEqual([2998, 0]);
    const none = await below(3001);
    expect([none.deletedRowCount, none.unchanged]).toEqual([0, true]);
    const partly = await below(3003);
    expect([partly.deletedRowCount, partly.rowCount]).toEqual([2, 2997]);
    expect(await ids(table)).toEqual(
      without(
        6000,
        Array.from({ length: 3003 }, (_, id) => id),
      ),
    );
  });
});

/** Rows read with this file in place of the vector's, or what went wrong. */
async function readWith(table: TestTable, file: Buffer | undefined): Promise<unknown> {
  const path = join(table.folder, "deletion_vector_00000000-0000-0000-0000-000000000000.bin");
  await (file === undefined ? rm(path, { force: true }) : writeFile(path, file));
  return table.rows().then(
    (rows) => rows.length,
    (error: unknown) => error,
  );
}

describe("a damaged deletion vector", () => {
  let bytes: Buffer;
  let vector: DeletionVector;

  beforeAll(() => {
    const rows = writeVector([1, 2, 3, 1000]);
    bytes = writeVectorFile([rows]).bytes;
    const name = encodeZ85(Buffer.alloc(16));
    const sizeInBytes = rows.length;
    vector = { storageType: "u", pathOrInlineDv: name, offset: 1, sizeInBytes, cardinality: 4 };
  });

  it("is an error that names the file, whatever is wrong with it", async () => {
    await using table = await openTable();
    await fillTable(table, 1);
    await commitVectors(table, () => vector);
    expect(await readWith(table, bytes)).toBe(2996);
    const missing = await readWith(table, undefined);
    expect(missing).toBeInstanceOf(DeltaCorruptError);
    expect(String(missing)).toMatch(/deletion_vector_0.*bin: .*ENOENT/);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = changed.readUInt8(at) ^ 0x10;
      expect(await readWith(table, changed), `byte ${at}`).toBeInstanceOf(DeltaCorruptError);
      const cut = bytes.subarray(0, at);
      expect(await readWith(table, cut), `cut at ${at}`).toBeInstanceOf(DeltaCorruptError);
    }
  });

  it.each<[string, Partial<DeletionVector>]>([
    ["of a kind that is not known", { storageType: "x" }],
    ["with a name that is not one", { pathOrInlineDv: "../../0000000000000000000" }],
    ["too long", { sizeInBytes: 2 ** 40 }],
    ["of a negative length", { sizeInBytes: -5 }],
    ["that starts behind the file", { offset: 2 ** 50 }],
    ["with another count", { cardinality: 5 }],
    ["inline and no Z85", { storageType: "i", pathOrInlineDv: "é" }],
    ["inline and too short", { storageType: "i", pathOrInlineDv: "00000" }],
    ["with rows that the file does not have", inlineVector([3000])],
  ])("is an error when it is one %s", async (_, change) => {
    await using table = await openTable();
    await fillTable(table, 1);
    await commitVectors(table, () => ({ ...vector, ...change }));
    const problem = await readWith(table, bytes);
    expect(problem).toBeInstanceOf(Error);
    expect(problem).toHaveProperty("code", expect.stringMatching(/^DELTA_(CORRUPT|UNSUPPORTED)$/));
  });

  it("is an error in the log when a part of it is missing", async () => {
    await using table = await openTable();
    await fillTable(table, 1);
    await commitVectors(table, () => vector);
    const path = commitPath(table.folder, 1);
    const text = (await readFile(path, "utf8")).replaceAll('"storageType"', '"other"');
    expect(() => parseActions(text, path)).toThrow(DeltaCorruptError);
  });
});
