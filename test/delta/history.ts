// Random histories of a table: what can happen to it, how each thing is done for real, and what it
// means for a plain list of rows in memory.
import * as fc from "fast-check";

import { quoteName } from "../../src/core/base/sql-text.ts";
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { deleteByKey, deleteRows } from "../../src/storage/delta/delete-rows.ts";
import type { CommitResult, TableOptions } from "../../src/storage/delta/delta-table.ts";
import type { Json, JsonObject } from "../../src/storage/delta-log/json.ts";
import { optimizeTable } from "../../src/storage/delta/optimize.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import type { Predicate } from "../../src/storage/delta-log/predicate.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { replacePartitions } from "../../src/storage/delta/replace-partitions.ts";
import { columns, firstColumns, keys } from "./history-columns.ts";

/** A row: the place of each column's value in its list, or null. */
export type Row = Readonly<Record<string, number | null>>;

/** A condition by the places of its values. */
type Condition = { column: string; op: Predicate["op"]; places: readonly number[] };

/** What a table holds, as far as a reader can tell. */
export type Model = { rows: readonly Row[]; hasExtra: boolean };

/** One thing that happens to a table. */
export type Step =
  | { kind: "append"; rows: Row[]; rowsPerFile: number }
  | { kind: "overwrite"; rows: Row[]; rowsPerFile: number }
  | { kind: "append wider"; rows: Row[] }
  | { kind: "replace by key"; key: string; rows: Row[] }
  | { kind: "delete"; where: Condition[] }
  | { kind: "delete by key"; key: string; places: number[] }
  | { kind: "optimize"; zOrderBy: readonly string[] }
  | { kind: "merge"; key: string; rows: Row[] }
  | { kind: "replace partitions"; by: readonly string[]; rows: Row[] }
  | { kind: "replace where"; part: number | null; rows: Row[] };

const rowArbitrary = (names: readonly string[]): fc.Arbitrary<Row> =>
  fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.option(placeArbitrary(name), { freq: name === "id" ? 20 : 4 }),
      ]),
    ),
  );

function placeArbitrary(column: string): fc.Arbitrary<number> {
  return fc.nat((columns[column]?.values.length ?? 1) - 1);
}

const rowsArbitrary = fc.array(rowArbitrary(firstColumns), { maxLength: 6 });

/** A condition on one of the columns that every version has. */
export const conditionArbitrary: fc.Arbitrary<Condition> = fc
  .constantFrom(...firstColumns)
  .chain((column) => {
    const named = (columns[column]?.values ?? []).filter(({ scalar }) => scalar !== undefined);
    const place = fc.nat(named.length - 1);
    const places = fc.array(place, { maxLength: 3 });
    return fc.oneof(
      fc.record({
        column: fc.constant(column),
        op: fc.constantFrom("=", "<", "<=", ">", ">="),
        places: place.map((one) => [one]),
      }),
      fc.record({ column: fc.constant(column), op: fc.constant("in" as const), places }),
      fc.record({
        column: fc.constant(column),
        op: fc.constantFrom("is null", "is not null"),
        places: fc.constant([]),
      }),
    );
  });

const keyArbitrary = fc.constantFrom(...keys);

/** Rows that one of the columns tells apart. */
const keyedArbitrary = keyArbitrary.chain((key) =>
  fc.record({
    key: fc.constant(key),
    rows: fc
      .uniqueArray(rowArbitrary(firstColumns), { maxLength: 4, selector: (row) => row[key] })
      .map((rows) => rows.filter((row) => row[key] !== null)),
  }),
);

const whereArbitrary = fc.array(conditionArbitrary, { minLength: 1, maxLength: 2 });

const writtenRows = { rows: rowsArbitrary, rowsPerFile: fc.integer({ min: 1, max: 4 }) };

/** Any step; those on partitions only where there are some. */
export function stepArbitrary({
  partitionBy,
}: {
  partitionBy: readonly string[];
}): fc.Arbitrary<Step> {
  const always: fc.Arbitrary<Step>[] = [
    fc.record({ kind: fc.constant("append"), ...writtenRows }),
    fc.record({ kind: fc.constant("append"), ...writtenRows }),
    fc.record({ kind: fc.constant("overwrite"), ...writtenRows }),
    fc.record({
      kind: fc.constant("append wider"),
      rows: fc.array(rowArbitrary(Object.keys(columns)), { maxLength: 3 }),
    }),
    keyedArbitrary.map((keyed) => ({ kind: "replace by key", ...keyed })),
    fc.record({ kind: fc.constant("delete"), where: whereArbitrary }),
    keyArbitrary.chain((key) =>
      fc.record({
        kind: fc.constant("delete by key"),
        key: fc.constant(key),
        places: fc.array(placeArbitrary(key), { maxLength: 3 }),
      }),
    ),
    fc.record({
      kind: fc.constant("optimize"),
      zOrderBy: fc.subarray(
        firstColumns.filter((name) => name !== "part" && !partitionBy.includes(name)),
      ),
    }),
  ];
  const by = fc.constant(partitionBy);
  const anyPartition = fc.record({
    kind: fc.constant("replace partitions"),
    by,
    rows: rowsArbitrary,
  });
  const byPart = fc.option(placeArbitrary("part")).chain((part) =>
    fc.record({
      kind: fc.constant("replace where"),
      part: fc.constant(part),
      rows: rowsArbitrary.map((rows) => rows.map((row) => ({ ...row, part }))),
    }),
  );
  return fc.oneof(
    ...always,
    ...(partitionBy.length > 0 ? [anyPartition] : []),
    ...(partitionBy.includes("part") ? [byPart] : []),
  );
}

/** Any step that delta-rs does as well. */
export const foreignStepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("append" as const),
    rows: rowsArbitrary.filter((rows) => rows.length > 0),
    rowsPerFile: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant("delete" as const),
    where: whereArbitrary.filter((where) =>
      where.every(({ column }) => ["id", "big", "text"].includes(column)),
    ),
  }),
  keyedArbitrary
    .filter(({ rows }) => rows.length > 0)
    .map((keyed) => ({ kind: "merge" as const, ...keyed })),
  fc.constant({ kind: "optimize" as const, zOrderBy: [] }),
);

/** For each kind of step something to do with it. */
type ByKind<Argument, Result> = {
  [Kind in Step["kind"]]: (given: Argument, step: Extract<Step, { kind: Kind }>) => Result;
};

/** What a step makes of the rows. */
export function applyStep(model: Model, step: Step): Model {
  const apply = effects[step.kind] as (given: Model, one: Step) => Model; // of this very kind
  return apply(model, step);
}

const effects: ByKind<Model, Model> = {
  append: ({ rows, hasExtra }, step) => ({ rows: [...rows, ...step.rows], hasExtra }),
  "append wider": ({ rows }, step) => ({ rows: [...rows, ...step.rows], hasExtra: true }),
  overwrite: (_, { rows }) => ({ rows, hasExtra: false }),
  optimize: (model) => model,
  "replace by key": (model, { key, rows }) => {
    const given = new Set(rows.map((row) => row[key]));
    return replaced(model, (row) => given.has(row[key]), rows);
  },
  merge: ({ rows, hasExtra }, { key, rows: given }) => {
    const find = (row: Row): Row | undefined => given.find((one) => one[key] === row[key]);
    const added = given.filter((one) => !rows.some((row) => find(row) === one));
    return { rows: [...rows.map((row) => find(row) ?? row), ...added], hasExtra };
  },
  delete: (model, { where }) =>
    replaced(model, (row) => where.every((condition) => holds(row, condition)), []),
  "delete by key": (model, { key, places }) =>
    replaced(model, (row) => places.some((place) => place === row[key]), []),
  "replace partitions": (model, { by, rows }) => {
    const partitionOf = (row: Row): string => by.map((name) => row[name]).join();
    const given = new Set(rows.map(partitionOf));
    return replaced(model, (row) => given.has(partitionOf(row)), rows);
  },
  "replace where": (model, step) => replaced(model, ({ part }) => part === step.part, step.rows),
};

function replaced(
  { rows, hasExtra }: Model,
  goes: (row: Row) => boolean,
  added: readonly Row[],
): Model {
  return { rows: [...rows.filter((row) => !goes(row)), ...added], hasExtra };
}

/** Whether a condition is true of a row; of a null nothing is but that it is null. */
export function holds(row: Row, { column, op, places }: Condition): boolean {
  const place = row[column] ?? null;
  if (op === "is null") return place === null;
  if (place === null) return false;
  if (op === "is not null") return true;
  if (op === "in") return places.includes(place);
  const [other = 0] = places;
  const results = { "=": place === other, "<": place < other, ">": place > other };
  if (op === "<=") return place <= other;
  return op === ">=" ? place >= other : results[op];
}

/** A condition as the library takes it. */
export function predicateOf({ column, op, places }: Condition): Predicate {
  if (op === "is null" || op === "is not null") return { column, op };
  const values = places.flatMap((place) => columns[column]?.values[place]?.scalar ?? []);
  return op === "in" ? { column, op, value: values } : { column, op, value: values[0] ?? 0 };
}

/** A row as `plainRow` and delta-rs spell it, in one text; rows without the column are null there. */
export function plainText(row: Row, { hasExtra }: Pick<Model, "hasExtra">): string {
  return textOfPlain(plainRowOf(row, hasExtra ? Object.keys(columns) : firstColumns));
}

function plainRowOf(row: Row, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.map((name) => {
      const place = row[name] ?? null;
      return [name, place === null ? null : (columns[name]?.values[place]?.plain ?? null)];
    }),
  );
}

/** A plain row in one text, whatever the order of its columns. */
export function textOfPlain(row: Readonly<Record<string, Json>>): string {
  const entries = Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries).replaceAll('"NaN"', '"nan"');
}

/** What came of a step. */
type Outcome = Pick<CommitResult, "version" | "unchanged" | "checkpointError"> & {
  deletedRowCount?: number;
};

/** Which table. */
export type Target = { folder: string; options: TableOptions };

/** Does a step for real; its commit remembers it under `earshot.step`. */
export async function doStep(target: Target, step: Step): Promise<Outcome> {
  const act = actions[step.kind] as (given: Noted, one: Step) => Promise<Outcome>; // as above
  return act({ ...target, commitInfo: { step: step as Json } }, step); // a step is plain
}

type Noted = Target & { commitInfo: JsonObject };

const wider = { schemaMode: "add_columns", fileNames: "content" } as const;

const actions: ByKind<Noted, Promise<Outcome>> = {
  append: ({ folder, options, commitInfo }, { rows, rowsPerFile }) => {
    const fileNames = rowsPerFile > 2 ? "unique" : "content";
    const select = rowsSql(rows);
    return appendRows(folder, options, { ...wider, commitInfo, select, rowsPerFile, fileNames });
  },
  "append wider": ({ folder, options, commitInfo }, { rows }) =>
    appendRows(folder, options, {
      ...wider,
      commitInfo,
      select: rowsSql(rows, Object.keys(columns)),
    }),
  overwrite: ({ folder, options, commitInfo }, { rows, rowsPerFile }) =>
    overwriteRows(folder, options, { ...wider, commitInfo, select: rowsSql(rows), rowsPerFile }),
  optimize: ({ folder, options, commitInfo }, { zOrderBy }) =>
    optimizeTable(folder, options, { zOrderBy, commitInfo: () => commitInfo }),
  "replace by key": ({ folder, options, commitInfo }, { key, rows }) =>
    replaceByKey(folder, options, { ...wider, commitInfo, select: rowsSql(rows), key: [key] }),
  merge: () => Promise.reject(new Error("only delta-rs merges")),
  delete: ({ folder, options, commitInfo }, { where }) =>
    deleteRows(folder, options, { commitInfo, where: where.map(predicateOf) }),
  "delete by key": ({ folder, options, commitInfo }, { key, places }) => {
    const select = rowsSql(
      places.map((place) => ({ [key]: place })),
      [key],
    );
    return deleteByKey(folder, options, { commitInfo, select, key: [key] });
  },
  "replace partitions": ({ folder, options, commitInfo }, { rows }) =>
    replacePartitions(folder, options, { ...wider, commitInfo, select: rowsSql(rows) }),
  "replace where": ({ folder, options, commitInfo }, { part, rows }) => {
    const op = part === null ? "is null" : "=";
    const where = [predicateOf({ column: "part", op, places: [part ?? 0] })];
    return replacePartitions(folder, options, {
      ...wider,
      commitInfo,
      select: rowsSql(rows),
      where,
    });
  },
};

/** A step as a command for delta-rs. */
export function commandOf(folder: string, step: Step, { hasExtra }: Model): JsonObject {
  const names = hasExtra ? Object.keys(columns) : firstColumns;
  const rows = "rows" in step ? step.rows.map((row) => plainRowOf(row, names)) : [];
  const sql = "where" in step ? step.where.map(conditionSql).join(" AND ") : "";
  return { ...step, folder, names, rows, sql } as JsonObject; // a step is plain
}

function conditionSql({ column, op, places }: Condition): string {
  if (op === "is null" || op === "is not null") return `${column} ${op}`;
  const values = places.map((place) => columns[column]?.values[place]?.sql ?? "");
  const typed = values.map((sql) => `CAST(${sql} AS ${columns[column]?.type})`);
  if (op === "in") return typed.length === 0 ? "false" : `${column} IN (${typed.join(", ")})`;
  return `${column} ${op} ${typed.join("")}`;
}

/** Makes the table that a history begins with. */
export async function makeTable(
  folder: string,
  options: TableOptions,
  partitionBy: readonly string[],
): Promise<void> {
  const select = rowsSql([]);
  await appendRows(folder, options, { select, partitionBy, fileNames: "content" });
}

/** A SELECT of rows, in an order that knows no ties but between equal rows. */
function rowsSql(rows: readonly Row[], names: readonly string[] = firstColumns): string {
  const tuples = rows.map((row) => {
    const cells = names.map((name) => {
      const place = row[name] ?? null;
      return place === null ? "NULL" : (columns[name]?.values[place]?.sql ?? "NULL");
    });
    return `(${cells.join(", ")})`;
  });
  const quoted = names.map(quoteName);
  const list = names.map((name, i) => `${quoted[i]}::${columns[name]?.type} AS ${quoted[i]}`);
  const values = rows.length === 0 ? `(${names.map(() => "NULL").join(", ")})` : tuples.join(", ");
  const none = rows.length === 0 ? " WHERE false" : "";
  return (
    `SELECT ${list.join(", ")} FROM (VALUES ${values}) AS r(${quoted.join(", ")})${none} ` +
    "ORDER BY ALL"
  );
}
