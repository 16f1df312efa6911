import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { assert } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { AskedRow, Asker, StageType } from "../enrich/stage.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import type { Session } from "./executor.ts";
import type { StepContext } from "./step-context.ts";

/** Rows that are read, asked about and written down at a time. */
const rowsAtOnce = 1_000;

/** How a value of a type is written as JSON, and what SQL makes of that. */
const written: Partial<Record<StageType, readonly [type: string, read: (name: string) => string]>> =
  {
    VARCHAR: ["VARCHAR", (name) => name],
    DOUBLE: ["DOUBLE", (name) => name],
    BOOLEAN: ["BOOLEAN", (name) => name],
    BINARY: ["VARCHAR", (name) => `from_base64(${name})`],
  };

/** The rows that a stage gave, and how they are found in its input. */
type Given = {
  loaded: LoadedStage;
  context: StepContext;
  /** SELECT of the input that the rows were given for. */
  input: string;
  /** Condition that a row of one relation belongs to a row of another. */
  sameRow: (one: string, other: string) => string;
};

/**
 * Has the models that are asked beside a stage say what they think of the rows of `given`. Where none
 * is set, or there is no row, nothing is opened.
 *
 * @returns Name of the relation that has the rows then.
 */
export async function askModels(session: Session, given: Given): Promise<"given" | "answered"> {
  const { stage, parameters } = given.loaded;
  const [row] = await session.rows("SELECT count(*) AS n FROM given");
  const rowCount = Number(row?.["n"]);
  const asker = rowCount === 0 ? undefined : await stage.ask?.(parameters);
  if (asker === undefined) return "given";
  await using open = asker;
  await askAbout(session, open, rowCount, given);
  return "answered";
}

async function askAbout(
  session: Session,
  asker: Asker,
  rowCount: number,
  { loaded: { stage }, context: { lake, signal }, input, sameRow }: Given,
): Promise<void> {
  const read = asker.reads.map((name) => {
    return `${name in stage.output ? "placed" : "asked_input"}.${quoteName(name)}`;
  });
  const order = stage.key.map((name) => `given.${quoteName(name)}`).join(", ");
  const places = `SELECT row_number() OVER (ORDER BY ${order}) AS _place, given.* FROM given`;
  await session.keep("placed", places);
  await session.keep(
    "asked",
    `SELECT _place, ${read.join(", ")} FROM placed
     JOIN (${input}) AS asked_input ON ${sameRow("placed", "asked_input")}`,
  );
  const file = join(lake.temporary, `ask-${stage.name}.ndjson`);
  await mkdir(lake.temporary, { recursive: true });
  try {
    for (let first = 1; first <= rowCount; first += rowsAtOnce) {
      signal?.throwIfAborted();
      const rows = await session.rows(
        `SELECT * FROM asked WHERE _place BETWEEN ${first} AND ${first + rowsAtOnce - 1} ORDER BY _place`,
      );
      // as the asker declares them: each column it reads is a VARCHAR or DOUBLE
      const columns = await asker.answer(rows as AskedRow[], signal);
      await appendFile(file, linesOf(columns, asker.writes, first, rows.length));
    }
    await session.keep("told", `SELECT * FROM read_json(${quoteText(file)}, ${shapeOf(asker)})`);
  } finally {
    await rm(file, { force: true });
  }
  const replaced = asker.writes.map(
    (name) => `${formOf(name)[1](`told.${quoteName(name)}`)} AS ${quoteName(name)}`,
  );
  await session.keep(
    "answered",
    `SELECT placed.* EXCLUDE (_place) REPLACE (${replaced.join(", ")})
     FROM placed JOIN told USING (_place)`,
  );

  function formOf(name: string): readonly [type: string, read: (name: string) => string] {
    const form = written[stage.output[name] ?? "BIGINT"];
    assert(form !== undefined, `${stage.name} is not asked beside its run for ${name}`);
    return form;
  }

  function shapeOf({ writes }: Asker): string {
    const types = writes.map((name) => `${quoteName(name)}: '${formOf(name)[0]}'`);
    return `format = 'newline_delimited', columns = {_place: 'BIGINT', ${types.join(", ")}}`;
  }
}

function linesOf(
  columns: Readonly<Record<string, readonly unknown[]>>,
  writes: readonly string[],
  first: number,
  rowCount: number,
): string {
  const lines = Array.from({ length: rowCount }, (_, row) => {
    const values = writes.map((name) => {
      const value = columns[name]?.[row] ?? null;
      return [name, value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value];
    });
    return `${JSON.stringify({ _place: first + row, ...Object.fromEntries(values) })}\n`;
  });
  return lines.join("");
}
