import { assert } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Batch, Stage, StageColumns, StageType } from "./stage.ts";

/** Rows of one pack, about: enough to make a call cheap, few enough to stay small. */
const packRows = 2_048;

type Value = string | number | boolean | null;

const inputSql: Readonly<Record<StageType, (column: string) => string>> = {
  VARCHAR: (column) => column,
  BIGINT: (column) => column,
  DOUBLE: (column) => column,
  BOOLEAN: (column) => column,
  TIMESTAMPTZ: (column) => `epoch_us(${column}) / 1000.0e0`,
};

const outputSql: Readonly<Record<StageType, (column: string) => string>> = {
  VARCHAR: (column) => column,
  BIGINT: (column) => column,
  DOUBLE: (column) => column,
  BOOLEAN: (column) => column,
  TIMESTAMPTZ: (column) => `make_timestamptz(CAST(round(${column} * 1000) AS BIGINT))`,
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
  const fields = Object.entries(stage.output).map(([name, type]) => {
    return [name, [type === "TIMESTAMPTZ" ? "DOUBLE" : type]];
  });
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
export function runOnWire(stage: Stage, packs: readonly (string | null)[]): string[] {
  return packs.map((pack) => {
    const rows = pack === null ? [] : (JSON.parse(pack) as Value[][]);
    const answer = emptyColumns(stage);
    for (const group of groupsOf(stage, rows)) {
      const output = checked(stage, toBatch(stage, group));
      for (const [name, column] of Object.entries(answer)) append(column, output.columns[name]!);
    }
    return JSON.stringify(answer);
  });
}

function emptyColumns(stage: Stage): Record<string, Value[]> {
  return Object.fromEntries(Object.keys(stage.output).map((name) => [name, []]));
}

/** A text cut within a character would be JSON that no engine reads. */
function append(to: Value[], values: readonly Value[]): void {
  for (const value of values) to.push(typeof value === "string" ? value.toWellFormed() : value);
}

/** Rows as they are to be handed over: whole groups, which stand together; else all at once. */
function* groupsOf(stage: Stage, rows: Value[][]): Generator<Value[][]> {
  if (stage.group === undefined) {
    yield rows;
    return;
  }
  const names = Object.keys(stage.input);
  const places = stage.group.map((name) => names.indexOf(name));
  let start = 0;
  for (let i = 1; i <= rows.length; i++) {
    const first = rows[start];
    const row = rows[i];
    if (row !== undefined && places.every((place) => row[place] === first?.[place])) continue;
    yield rows.slice(start, i);
    start = i;
  }
}

function toBatch(stage: Stage, rows: readonly Value[][]): Batch<StageColumns> {
  // The engine made the values of the declared types.
  const columns: Record<string, Value[]> = {};
  Object.keys(stage.input).forEach((name, place) => {
    columns[name] = rows.map((row) => row[place] ?? null);
  });
  return { rowCount: rows.length, columns };
}

function checked(stage: Stage, input: Batch<StageColumns>): Batch<StageColumns> {
  const output = stage.run(input);
  assert(
    stage.group !== undefined || output.rowCount === input.rowCount,
    `stage ${stage.name} gave ${output.rowCount} rows for ${input.rowCount}; only a grouped stage may change their number`,
  );
  for (const name of Object.keys(stage.output)) {
    const length = output.columns[name]?.length;
    assert(length === output.rowCount, `stage ${stage.name}: ${name} has ${length} values`);
  }
  return output;
}
