import { AssertionError } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Batch, Stage, StageColumns, StageType } from "./stage.ts";

/** Rows of one pack, about: enough to make a call cheap, few enough to stay small. */
const packRows = 2_048;

/** What stands in the JSON of a pack. */
type Value =
  | string
  | number
  | boolean
  | null
  | readonly (string | null)[]
  | readonly (number | null)[];

/** What stands in a batch. */
type Given = Batch<StageColumns>["columns"][string][number];

/** How a type travels; one that says nothing goes as it is. */
type Travel = {
  /** SQL of what is sent of a column, and of the column again from what came back. */
  send?: (column: string) => string;
  receive?: (column: string) => string;
  /** What the engine reads from the JSON that comes back; by default the type itself. */
  as?: string | readonly string[];
  /** A value as `run` takes it, of what was sent; and what is sent back of one that it gives. */
  open?: (value: Value) => Given;
  pack?: (value: unknown) => Value;
};

const travels: Readonly<Record<StageType, Travel>> = {
  VARCHAR: { pack: (text) => wellFormed(text as string) },
  MASKED_TEXT: { as: "VARCHAR", pack: (text) => wellFormed(text as string) },
  BIGINT: {},
  DOUBLE: {},
  BOOLEAN: {},
  TIMESTAMPTZ: {
    as: "DOUBLE",
    send: (column) => `epoch_us(${column}) / 1000.0e0`,
    receive: (column) => `make_timestamptz(CAST(round(${column} * 1000) AS BIGINT))`,
  },
  "VARCHAR[]": { as: ["VARCHAR"], pack: (texts) => (texts as (string | null)[]).map(wellFormed) },
  "DOUBLE[]": { as: ["DOUBLE"] },
  BINARY: {
    as: "VARCHAR",
    send: (column) => `to_base64(${column})`,
    receive: (column) => `from_base64(${column})`,
    open: (text) => Buffer.from(text as string, "base64"),
    pack: (bytes) => base64(bytes as Uint8Array),
  },
};

/**
 * SELECT that gives a stage's rows for an input, by way of a text function of the engine.
 *
 * Rows travel as JSON text, a pack of whole groups a text: in, a list of rows, each a list of its
 * values as the stage declares them; back, one list a column. The engines build and read these with
 * their own JSON functions, so a stage sees the same on each.
 *
 * @param functionName - Function of the engine that is {@link runOnWire} of this stage.
 * @param input - SELECT of the input's columns.
 * @param rowCount - Rows of the input; decides the number of packs, not the result.
 */
export function wireSelect(
  stage: Stage,
  functionName: string,
  input: string,
  rowCount: number,
): string {
  const fields = Object.entries(stage.output).map(([name, type]) => [
    name,
    [travels[type].as ?? type],
  ]);
  const structure = quoteText(JSON.stringify(Object.fromEntries(fields)));
  const lists = Object.keys(stage.output).map(
    (name) => `unnest(answer.${quoteName(name)}) AS ${quoteName(name)}`,
  );
  const columns = Object.entries(stage.output).map(
    ([name, type]) => `${received(type, quoteName(name))} AS ${quoteName(name)}`,
  );
  return `
    SELECT ${columns.join(", ")} FROM (SELECT ${lists.join(", ")} FROM (
      SELECT from_json(${functionName}(packed), ${structure}) AS answer
      FROM (${packSelect(stage, input, rowCount)})))`;
}

function packSelect(stage: Stage, input: string, rowCount: number): string {
  const names = (stage.group ?? Object.keys(stage.input)).map(quoteName);
  const order = [...(stage.group ?? []), ...(stage.order ?? [])].map(
    (name) => `${quoteName(name)} NULLS FIRST`,
  );
  const values = Object.entries(stage.input).map(([name, type]) => sent(type, quoteName(name)));
  const row = `CAST(json_array(${values.join(", ")}) AS VARCHAR)`;
  const rows = `string_agg(${row}, ','${order.length === 0 ? "" : ` ORDER BY ${order.join(", ")}`})`;
  const packCount = Math.max(1, Math.ceil(rowCount / packRows));
  return `SELECT '[' || ${rows} || ']' AS packed FROM (${input}) GROUP BY hash(${names.join(", ")}) % ${packCount}`;
}

function sent(type: StageType, column: string): string {
  return travels[type].send?.(column) ?? column;
}

function received(type: StageType, column: string): string {
  return travels[type].receive?.(column) ?? column;
}

/** Runs a stage on packs of rows, one text each. A grouped stage is called once a group. */
export function runOnWire(
  stage: Stage,
  packs: readonly (string | null)[],
  parameters?: unknown,
): string[] {
  const given = Object.entries(stage.input);
  const names = given.map(([name]) => name);
  const wanted = Object.entries(stage.output);
  const places = stage.group?.map((name) => names.indexOf(name));
  return packs.map((pack) => {
    const rows = pack === null ? [] : (JSON.parse(pack) as Value[][]);
    const lists: Value[][] = wanted.map(() => []);
    for (const group of groupsOf(rows, places)) {
      const output = stage.run(toBatch(given, group), parameters);
      assertRowCount(stage, group.length, output.rowCount);
      // One loop over lists: a stage may be called a million times, for a row each.
      for (let i = 0; i < lists.length; i++) append(lists[i]!, output, wanted[i]!);
    }
    return JSON.stringify(Object.fromEntries(wanted.map(([name], i) => [name, lists[i]])));
  });
}

function assertRowCount({ name, group }: Stage, given: number, got: number): void {
  if (group !== undefined || given === got) return;
  throw new AssertionError(
    `stage ${name} gave ${got} rows for ${given}; only a grouped stage may change their number`,
  );
}

/** Adds a batch's column to a list. */
function append(
  to: Value[],
  { rowCount, columns }: Batch<StageColumns>,
  [name, type]: readonly [string, StageType],
): void {
  const values = columns[name];
  if (values?.length !== rowCount)
    throw new AssertionError(`${name} has ${values?.length} values for ${rowCount} rows`);
  const { pack } = travels[type];
  // A value of a type without a form of its own is JSON as it stands.
  for (const value of values)
    to.push(value === null || pack === undefined ? (value as Value) : pack(value));
}

/** A text cut within a character would be JSON that no engine reads. */
function wellFormed<T extends string | null>(text: T): T {
  return (text?.toWellFormed() ?? null) as T; // null stays null, a text a text
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** Rows as they are to be handed over: whole groups, which stand together; else all at once. */
function* groupsOf(
  rows: Value[][],
  places: readonly number[] | undefined,
): Generator<readonly Value[][]> {
  if (places === undefined) {
    yield rows;
    return;
  }
  let start = 0;
  for (let i = 1; i <= rows.length; i++) {
    if (i < rows.length && isSameGroup(rows[start]!, rows[i]!, places)) continue;
    yield rows.slice(start, i);
    start = i;
  }
}

function isSameGroup(left: Value[], right: Value[], places: readonly number[]): boolean {
  for (const place of places) if (left[place] !== right[place]) return false;
  return true;
}

function toBatch(
  types: readonly (readonly [string, StageType])[],
  rows: readonly Value[][],
): Batch<StageColumns> {
  // The engine made the values of the declared types.
  const columns: Record<string, Given[]> = {};
  for (let place = 0; place < types.length; place++) {
    const [name, type] = types[place]!;
    const { open } = travels[type];
    const values = rows.map((row): Value => row[place] ?? null);
    columns[name] =
      open === undefined ? values : values.map((value) => (value === null ? null : open(value)));
  }
  return { rowCount: rows.length, columns };
}
