import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { assert } from "../../core/base/errors.ts";
import { monotonicMs } from "../../core/base/clock.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { LlmPrice } from "../llm/llm.ts";
import { addedPrices } from "../enrich/llm-price.ts";
import type { AskContext, AskedRow, Asker, AskTally, StageType } from "../enrich/stage.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import type { Session } from "./executor.ts";
import type { StepContext } from "./step-context.ts";

/** Rows that are read, asked about and written down at a time, unless the asker wants others. */
const rowsAtOnceUsual = 1_000;

/** How a value of a type is written as JSON, and what SQL makes of that. */
const written: Partial<Record<StageType, readonly [type: string, read: (name: string) => string]>> =
  {
    VARCHAR: ["VARCHAR", (name) => name],
    DOUBLE: ["DOUBLE", (name) => name],
    BIGINT: ["BIGINT", (name) => name],
    BOOLEAN: ["BOOLEAN", (name) => name],
    "VARCHAR[]": ["VARCHAR[]", (name) => name],
    BINARY: ["VARCHAR", (name) => `from_base64(${name})`],
  };

/** The rows that a stage gave, as `given`, and how they are found in its input. */
export type Given = {
  loaded: LoadedStage;
  /** SELECT of the input that the rows were given for. */
  input: string;
  /** Condition that a row of one relation belongs to a row of another. */
  sameRow: (one: string, other: string) => string;
};

/** The rows as the models leave them. */
export type Asked = {
  /** Name of the relation that has them. */
  relation: "given" | "answered";
  /** What asking came to, where it costs something. */
  tally: AskTally | undefined;
};

/**
 * Has the models that are asked beside a stage say what they think of the rows of `given`. Where none
 * is set, or there is no row, nothing is opened.
 */
export async function askModels(
  session: Session,
  given: Given,
  context: StepContext,
): Promise<Asked> {
  const { stage, parameters } = given.loaded;
  const [row] = await session.rows("SELECT count(*) AS n FROM given");
  const rowCount = Number(row?.["n"]);
  const ask = context.ask;
  const asker = rowCount === 0 ? undefined : await stage.ask?.(parameters, ask);
  if (asker === undefined) return { relation: "given", tally: undefined };
  await using open = asker;
  await placeRows(session, open, given);
  await tellPrice(session, open, { given, rowCount, context });
  await askAbout(session, open, { given, rowCount, context });
  return { relation: "answered", tally: open.tally?.() };
}

/**
 * What asking about the rows of an input would cost, counted by what asks; asks nothing. Undefined
 * where it costs nothing.
 */
export async function priceModels(
  session: Session,
  given: Given,
  { ask, signal }: { ask: AskContext; signal: AbortSignal | undefined },
): Promise<LlmPrice | undefined> {
  const { stage, parameters } = given.loaded;
  const asker = await stage.ask?.(parameters, ask);
  if (asker === undefined) return undefined;
  await using open = asker;
  await session.keep("given", given.input);
  await placeRows(session, open, given);
  return priceOf(session, open, signal);
}

/** Numbers the rows, and puts beside each what the asker reads. */
async function placeRows(
  session: Session,
  asker: Asker,
  { loaded: { stage }, input, sameRow }: Given,
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
}

type Slice = { rows: AskedRow[]; first: number };

/** The placed rows, as many at a time as the asker takes; one empty slice where there are none. */
async function* slicesOf(
  session: Session,
  { rowsAtOnce = rowsAtOnceUsual }: Asker,
  signal: AbortSignal | undefined,
): AsyncGenerator<Slice> {
  for (let first = 1; ; first += rowsAtOnce) {
    signal?.throwIfAborted();
    const rows = await session.rows(
      `SELECT * FROM asked WHERE _place BETWEEN ${first} AND ${first + rowsAtOnce - 1} ORDER BY _place`,
    );
    if (rows.length === 0 && first > 1) return;
    // as the asker declares them: each column it reads is a VARCHAR, DOUBLE or BOOLEAN
    yield { rows: rows as AskedRow[], first };
    if (rows.length < rowsAtOnce) return;
  }
}

async function priceOf(
  session: Session,
  asker: Asker,
  signal: AbortSignal | undefined,
): Promise<LlmPrice | undefined> {
  const prices: LlmPrice[] = [];
  for await (const { rows } of slicesOf(session, asker, signal)) {
    const price = await asker.price?.(rows);
    if (price === undefined) return undefined;
    prices.push(price);
  }
  return addedPrices(prices);
}

type Asking = { given: Given; rowCount: number; context: StepContext };

/** Says what asking will cost before anything is asked. */
async function tellPrice(session: Session, asker: Asker, { context }: Asking): Promise<void> {
  const price = await priceOf(session, asker, context.signal);
  if (price !== undefined) context.onPrice(price);
}

async function askAbout(
  session: Session,
  asker: Asker,
  { given: { loaded }, rowCount, context }: Asking,
): Promise<void> {
  const { stage } = loaded;
  const { lake, signal } = context;
  const file = join(lake.temporary, `ask-${stage.name}.ndjson`);
  await mkdir(lake.temporary, { recursive: true });
  const started = monotonicMs();
  try {
    for await (const { rows, first } of slicesOf(session, asker, signal)) {
      const told = (doneCount: number): void =>
        context.onAsked({
          doneCount: first - 1 + doneCount,
          rowCount,
          elapsedMs: monotonicMs() - started,
        });
      const columns = await asker.answer(rows, signal, told);
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
    const form = written[stage.output[name] ?? "TIMESTAMPTZ"];
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
