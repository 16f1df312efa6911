import { isDeepStrictEqual } from "node:util";

import { assert } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import type { Reuse, Stage } from "../enrich/stage.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import { fillParameters } from "../warehouse/parameters.ts";
import type { Session } from "./executor.ts";
import type { LlmPrice } from "../llm/llm.ts";
import { askModels, priceModels } from "./ask-models.ts";
import { answerFindings } from "./findings.ts";
import { readHead } from "./lake.ts";
import { tableNames } from "./relations.ts";
import type { StepOutcome } from "./run-report.ts";
import {
  commitResult,
  inputRows,
  inputVersions,
  openStepSession,
  recorder,
  type StepContext,
} from "./step-context.ts";
import { emptyRelation, type Step } from "./steps.ts";

/** Runs one stage over its input: over all of it, or over the rows that have no answer yet. */
export async function runStage(
  step: Step,
  loaded: LoadedStage,
  context: StepContext,
): Promise<StepOutcome> {
  const { relations, project } = context;
  const inputs = await inputVersions(step, context);
  await relations.show(tableNames(loaded.sql));
  await using session = await openStepSession(context);
  const work = { step, loaded, context, inputs, session };
  const input = fillParameters(loaded.sql, project.parameters);
  return await (loaded.stage.reuses === undefined
    ? answerAll(work, input)
    : answerMissing(work, input));
}

/** What a step needs to tell what asking would cost. */
export type PriceContext = Pick<
  StepContext,
  "project" | "lake" | "executor" | "relations" | "isFullRefresh" | "ask" | "signal"
>;

/**
 * What a stage would pay for answers if it ran now, counted as it would ask: the rows whose answers
 * stand are left out. Undefined where it costs nothing.
 */
export async function priceStage(
  step: Step,
  loaded: LoadedStage,
  context: PriceContext,
): Promise<LlmPrice | undefined> {
  const { relations, project, executor, ask, signal } = context;
  await relations.show(tableNames(loaded.sql));
  await using session = await openStepSession({ executor, signal });
  const input = fillParameters(loaded.sql, project.parameters);
  const { missing } = await missingRows({ step, loaded, context, session }, input);
  const given = { loaded, input: missing, sameRow: sameRows(loaded.stage) };
  return await priceModels(session, given, { ask, signal });
}

type Work = {
  step: Step;
  loaded: LoadedStage;
  context: StepContext;
  inputs: Record<string, number>;
  session: Session;
};

async function answerAll(
  { step, loaded, context, inputs, session }: Work,
  input: string,
): Promise<StepOutcome> {
  await session.keepStage("result", loaded, input);
  const rowCount = await countOf(session, "result");
  const rowsIn = await inputRows(step, context.lake);
  const result = { step, context, inputs, rowsIn, rowCount, findings: [] };
  const orderBy = loaded.stage.key;
  return await commitResult(session, { select: "SELECT * FROM result", orderBy }, result);
}

/**
 * Takes over the answers that stand, asks the stage for the rest only, and adds that in one commit;
 * where answers are no longer wanted the table is written anew.
 */
async function answerMissing(work: Work, input: string): Promise<StepOutcome> {
  const { step, loaded, context, inputs, session } = work;
  const { stage } = loaded;
  const { standing, standingCount, missing } = await missingRows(work, input);
  await session.keepStage("given", loaded, missing);
  const given = { loaded, input: missing, sameRow: sameRows(stage) };
  const { relation, tally } = await askModels(session, given, context);
  const [taken, answered] = [await countOf(session, "taken"), await countOf(session, relation)];
  const rowCount = taken + answered;
  const rowsIn = await inputRows(step, context.lake);
  const findings = answerFindings({ taken, answered });
  const unanswered = await unansweredRows(session, stage, relation);
  const result = { step, context, inputs, rowsIn, rowCount, findings, unanswered };
  const fresh = `SELECT ${list(Object.keys(stage.output))} FROM ${relation}`;
  const done = { changed: false, rowsIn, rowsOut: rowCount, findings, asked: tally };
  if (await saysTheSame(work, { fresh, rowCount })) return { ...done, isIdle: true };
  if (taken < standingCount || taken === 0) {
    const select = taken === 0 ? fresh : `${standing} UNION ALL ${fresh}`;
    const told = await commitResult(session, { select, orderBy: stage.key }, result);
    return { ...told, asked: tally };
  }
  const head = await readHead(context.lake, step.id);
  const record = recorder(result, head?.dataVersion);
  const select = `${fresh} ORDER BY ${list(stage.key)}`;
  const { changed } = await session.append(step.id, select, { record });
  return { ...done, changed };
}

type MissingWork = Pick<Work, "step" | "loaded" | "session"> & { context: PriceContext };

/**
 * SELECTs of the answers that stand and of the input rows that have none; how many rows the table
 * has. Keeps what stands as `taken` and the input as `wanted`.
 */
async function missingRows(
  work: MissingWork,
  input: string,
): Promise<{ standing: string; standingCount: number; missing: string }> {
  const { session, loaded } = work;
  const { stage } = loaded;
  await session.keep("wanted", input);
  const { standing, standingCount } = await standingAnswers(work);
  await session.keep("taken", `SELECT ${list(reuseOf(stage).by)} FROM (${standing}) AS answers`);
  const missing = `SELECT * FROM wanted WHERE NOT ${existsSame(stage, "taken", "wanted")}`;
  return { standing, standingCount, missing };
}

/** Rows that have no answer yet for a reason that may pass, by reason. */
async function unansweredRows(
  session: Session,
  { tier, reuses }: Stage,
  relation: string,
): Promise<Record<string, number> | undefined> {
  if (tier !== "llm" || reuses === undefined) return undefined;
  const rows = await session.rows(
    `SELECT failure, count(*) AS n FROM ${relation} WHERE ${quoteName(reuses.while)} IS NULL
     GROUP BY failure ORDER BY failure`,
  );
  return Object.fromEntries(rows.map(({ failure, n }) => [textOf(failure), Number(n)]));
}

/**
 * Whether a step that only asks again for answers that could not be had got none again: the table
 * stands as it would be written, so there is nothing to commit.
 */
async function saysTheSame(
  { step, context: { lake, isFullRefresh }, inputs, session }: Work,
  { fresh, rowCount }: { fresh: string; rowCount: number },
): Promise<boolean> {
  const record = (await readHead(lake, step.id))?.record;
  if (record?.unanswered === undefined || isFullRefresh) return false;
  if (record.fingerprint !== step.fingerprint || record.row_count !== rowCount) return false;
  if (!isDeepStrictEqual(record.inputs, inputs)) return false;
  const names = Object.keys(step.columns ?? {});
  const stands = `SELECT ${list(names)} FROM ${step.id}`;
  const [row] = await session.rows(`SELECT count(*) AS n FROM (${fresh} EXCEPT ${stands})`);
  return Number(row?.["n"]) === 0;
}

/** SELECT of the answers that are right and wanted still, and how many rows the table has. */
async function standingAnswers({
  step,
  loaded: { stage, parameters },
  context: { lake, executor, relations, isFullRefresh },
}: MissingWork): Promise<{ standing: string; standingCount: number }> {
  assert(parameters !== undefined, `${stage.name} has no version`);
  const names = Object.keys(stage.output);
  const head = await readHead(lake, step.id);
  const present = new Set((await executor.snapshot(step.id))?.schema.map(({ name }) => name));
  // What another program wrote, or an older Earshot with other columns, is no answer.
  const isOurs = head?.record !== undefined && names.every((name) => present.has(name));
  const standingCount = head?.record?.row_count ?? 0;
  if (!isOurs || isFullRefresh) {
    assert(step.columns !== undefined, `${step.id} has no columns`);
    return { standing: emptyRelation(step.columns), standingCount };
  }
  await relations.show([step.id]);
  const standing = `
    SELECT ${list(names)} FROM ${step.id} AS answers
    WHERE ${quoteName(reuseOf(stage).while)} = ${quoteText(parameters.version)}
      AND ${existsSame(stage, "wanted", "answers")}`;
  return { standing, standingCount };
}

/** Condition that a relation has a row that the reuse takes for the same. */
function existsSame(stage: Stage, relation: string, row: string): string {
  return `EXISTS (SELECT 1 FROM ${relation} AS same WHERE ${sameBy(stage, "same", row)})`;
}

function sameRows(stage: Stage): (one: string, other: string) => string {
  return (one, other) => sameBy(stage, one, other);
}

function sameBy(stage: Stage, one: string, other: string): string {
  const same = reuseOf(stage).by.map(
    (name) => `${one}.${quoteName(name)} IS NOT DISTINCT FROM ${other}.${quoteName(name)}`,
  );
  return same.join(" AND ");
}

function reuseOf({ name, reuses }: Stage): Reuse {
  assert(reuses !== undefined, `${name} reuses nothing`);
  return reuses;
}

function list(names: readonly string[]): string {
  return names.map(quoteName).join(", ");
}

async function countOf(session: Session, table: string): Promise<number> {
  const [row] = await session.rows(`SELECT count(*) AS n FROM ${table}`);
  return Number(row?.["n"]);
}
