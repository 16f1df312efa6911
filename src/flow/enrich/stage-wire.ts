import { assert } from "../../core/base/errors.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import type { Batch, Stage, StageColumns, StageType } from "./stage.ts";

/**
 * How rows travel between a SQL engine and a stage: as JSON text, a list of rows, each row a list
 * of its values in the order of the declaration. The engines build and read it with their own JSON
 * functions, so a stage sees the same on each.
 */
export type Wire = {
  /** SQL expression that turns one input row into its JSON list. */
  rowSql: string;
  /** Type of the answer, as a structure for `from_json`. */
  outputStructure: string;
  /** SQL expressions that turn the structure `r` into the output columns. */
  outputSql: string[];
};

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

/** The wire of one stage. */
export function stageWire(stage: Stage): Wire {
  const input = Object.entries(stage.input);
  const output = Object.entries(stage.output);
  const fields = output.map(([name, type]) => [name, type === "TIMESTAMPTZ" ? "DOUBLE" : type]);
  return {
    rowSql: `json_array(${input.map(([name, type]) => inputSql[type](quoteName(name))).join(", ")})`,
    outputStructure: JSON.stringify([Object.fromEntries(fields)]),
    outputSql: output.map(
      ([name, type]) => `${outputSql[type](`r.${quoteName(name)}`)} AS ${quoteName(name)}`,
    ),
  };
}

/**
 * Runs a stage on wire texts. For a grouped stage each text is one group; else each is a list of
 * one row, and all texts together are one batch.
 */
export function runOnWire(stage: Stage, texts: readonly (string | null)[]): string[] {
  if (stage.group !== undefined)
    return texts.map((text) => encode(stage, checked(stage, decode(stage, [text]))));
  const output = checked(stage, decode(stage, texts));
  assert(
    output.rowCount === texts.length,
    `stage ${stage.name} gave ${output.rowCount} rows for ${texts.length}; only a grouped stage may change their number`,
  );
  return texts.map((_, i) => encode(stage, output, i, i + 1));
}

function checked(stage: Stage, input: Batch<StageColumns>): Batch<StageColumns> {
  const output = stage.run(input);
  for (const name of Object.keys(stage.output)) {
    const column = output.columns[name];
    assert(
      column?.length === output.rowCount,
      `stage ${stage.name}: column ${name} has not ${output.rowCount} values`,
    );
  }
  return output;
}

type Value = string | number | boolean | null;

function decode(stage: Stage, texts: readonly (string | null)[]): Batch<StageColumns> {
  const rows = texts.flatMap((text) => (text === null ? [] : (JSON.parse(text) as Value[][])));
  const names = Object.keys(stage.input);
  const columns = Object.fromEntries(
    names.map((name, c) => [name, rows.map((row) => row[c] ?? null)]),
  );
  // The engine made the values of the declared types.
  return { rowCount: rows.length, columns: columns as Batch<StageColumns>["columns"] };
}

function encode(
  stage: Stage,
  { rowCount, columns }: Batch<StageColumns>,
  from = 0,
  to = rowCount,
): string {
  const names = Object.keys(stage.output);
  const rows: Record<string, Value>[] = [];
  for (let i = from; i < to; i++) {
    rows.push(Object.fromEntries(names.map((name) => [name, columns[name]![i] ?? null]))); // checked above
  }
  return JSON.stringify(rows);
}
