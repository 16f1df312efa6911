import { AssertionError } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Batch, Stage, StageColumns, StageType } from "./stage.ts";

/** Rows of one pack, about: enough to make a call cheap, few enough to stay small. */
const packRows = 2_048;

type Value = string | number | boolean | null;

const inputSql: Readonly<Record<StageType, (column: string) => string>> = {
  VARCHAR: (column) => column,
  MASKED_TEXT: (column) => column,
  BIGINT: (column) => column,
  DOUBLE: (column) => column,
  BOOLEAN: (column) => column,
  TIMESTAMPTZ: (column) => `epoch_us(${column}) / 1000.0e0`,
};

const outputSql: Readonly<Record<StageType, (column: string) => string>> = {
  VARCHAR: (column) => column,
  MASKED_TEXT: (column) => column,
  BIGINT: (column) => column,
  DOUBLE: (column) => column,
  BOOLEAN: (column) => column,
  TIMESTAMPTZ: (column) => `make_timestamptz(CAST(round(${column} * 1000) AS BIGINT))`,
};

/** Types that travel as another one. */
const wireTypes: Readonly<Partial<Record<StageType, string>>> = {
  MASKED_TEXT: "VARCHAR",
  TIMESTAMPTZ: "DOUBLE",
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
    [wireTypes[type] ?? type],
  ]);
  const structure = quoteText(JSON.stringify(Object.fromEntries(fields)));
  const lists = Object.keys(stage.output).map(
    (name) => `unnest(answer.${quoteName(name)}) AS ${quoteName(name)}`,
  );
  const columns = Object.entries(stage.output).map(
    ([name, type]) => `${outputSql[type](quoteName(name))} AS ${quoteName(name)}`,
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
  const values = Object.entries(stage.input).map(([name, type]) => inputSql[type](quoteName(name)));
  const row = `CAST(json_array(${values.join(", ")}) AS VARCHAR)`;
  const rows = `string_agg(${row}, ','${order.length === 0 ? "" : ` ORDER BY ${order.join(", ")}`})`;
  const packCount = Math.max(1, Math.ceil(rowCount / packRows));
  return `SELECT '[' || ${rows} || ']' AS packed FROM (${input}) GROUP BY hash(${names.join(", ")}) % ${packCount}`;
}

/** Runs a stage on packs of rows, one text each. A grouped stage is called once a group. */
export function runOnWire(
  stage: Stage,
  packs: readonly (string | null)[],
  parameters?: unknown,
): string[] {
  const inputNames = Object.keys(stage.input);
  const outputNames = Object.keys(stage.output);
  const places = stage.group?.map((name) => inputNames.indexOf(name));
  return packs.map((pack) => {
    const rows = pack === null ? [] : (JSON.parse(pack) as Value[][]);
    const lists: Value[][] = outputNames.map(() => []);
    for (const group of groupsOf(rows, places)) {
      const output = stage.run(toBatch(inputNames, group), parameters);
      assertRowCount(stage, group.length, output.rowCount);
      // One loop over lists: a stage may be called a million times, for a row each.
      for (let i = 0; i < lists.length; i++) append(lists[i]!, output, outputNames[i]!);
    }
    return JSON.stringify(Object.fromEntries(outputNames.map((name, i) => [name, lists[i]])));
  });
}

function assertRowCount({ name, group }: Stage, given: number, got: number): void {
  if (group !== undefined || given === got) return;
  throw new AssertionError(
    `stage ${name} gave ${got} rows for ${given}; only a grouped stage may change their number`,
  );
}

/** Adds a batch's column to a list. A text cut within a character would be JSON no engine reads. */
function append(to: Value[], { rowCount, columns }: Batch<StageColumns>, name: string): void {
  const values = columns[name];
  if (values?.length !== rowCount)
    throw new AssertionError(`${name} has ${values?.length} values for ${rowCount} rows`);
  for (const value of values) to.push(typeof value === "string" ? value.toWellFormed() : value);
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

function toBatch(names: readonly string[], rows: readonly Value[][]): Batch<StageColumns> {
  // The engine made the values of the declared types.
  const columns: Record<string, Value[]> = {};
  for (let place = 0; place < names.length; place++)
    columns[names[place]!] = rows.map((row) => row[place] ?? null);
  return { rowCount: rows.length, columns };
}
