import { assert } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Reuse, Stage } from "../enrich/stage.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import { fillParameters } from "../warehouse/parameters.ts";
import type { Session } from "./executor.ts";
import { askModels } from "./ask-models.ts";
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
  await session.keep("wanted", input);
  const { standing, standingCount } = await standingAnswers(work);
  await session.keep("taken", `SELECT ${list(reuseOf(stage).by)} FROM (${standing}) AS answers`);
  const missing = `SELECT * FROM wanted WHERE NOT ${existsSame(stage, "taken", "wanted")}`;
  await session.keepStage("given", loaded, missing);
  const sameRow = (one: string, other: string): string => sameBy(stage, one, other);
  const fromModels = await askModels(session, { loaded, context, input: missing, sameRow });
  const [taken, answered] = [await countOf(session, "taken"), await countOf(session, fromModels)];
  const rowCount = taken + answered;
  const rowsIn = await inputRows(step, context.lake);
  const findings = answerFindings({ taken, answered });
  const result = { step, context, inputs, rowsIn, rowCount, findings };
  const fresh = `SELECT ${list(Object.keys(stage.output))} FROM ${fromModels}`;
  if (taken < standingCount || taken === 0) {
    const select = taken === 0 ? fresh : `${standing} UNION ALL ${fresh}`;
    return await commitResult(session, { select, orderBy: stage.key }, result);
  }
  const head = await readHead(context.lake, step.id);
  const record = recorder(result, head?.dataVersion);
  const select = `${fresh} ORDER BY ${list(stage.key)}`;
  const { changed } = await session.append(step.id, select, { record });
  return { changed, rowsIn, rowsOut: rowCount, findings };
}

/** SELECT of the answers that are right and wanted still, and how many rows the table has. */
async function standingAnswers({
  step,
  loaded: { stage, parameters },
  context: { lake, executor, relations, isFullRefresh },
}: Work): Promise<{ standing: string; standingCount: number }> {
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
