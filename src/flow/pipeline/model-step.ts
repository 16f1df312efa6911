import { quoteName } from "../../core/base/sql-text.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import type { SqlModel } from "../warehouse/sql-model.ts";
import { modelFindingQuery, modelFindings } from "./findings.ts";
import { fillParameters } from "../warehouse/parameters.ts";
import { tableNames } from "./relations.ts";
import type { StepOutcome } from "./run-report.ts";
import {
  inputRows,
  inputVersions,
  knownDataVersion,
  recorder,
  stopWith,
  type StepContext,
} from "./step-context.ts";
import type { Step } from "./steps.ts";

/** Computes one SQL model whole. */
export async function runModel(
  step: Step,
  model: SqlModel,
  context: StepContext,
): Promise<StepOutcome> {
  const { project, executor, relations, lake } = context;
  const inputs = await inputVersions(step, context);
  await relations.show(tableNames(model.sql));
  await using session = await executor.session();
  stopWith(session, context.signal);
  const columns = Object.entries(model.columns).map(
    ([name, { type }]) => `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
  );
  await session.keep(
    "result",
    `SELECT ${columns.join(", ")} FROM (${fillParameters(model.sql, project.parameters)})`,
  );
  const [totals = {}] = await session.rows(modelFindingQuery(model, "result"));
  const rowsIn = await inputRows(step, lake);
  const findings = modelFindings(model, totals, rowsIn);
  const rowsOut = Number(totals["rows_out"] ?? 0);
  const order = model.grain.map((name) => `${quoteName(name)} NULLS FIRST`).join(", ");
  const written = { step, context, inputs, rowsIn, rowCount: rowsOut, findings };
  const { changed } = await session.overwrite(step.id, `SELECT * FROM result ORDER BY ${order}`, {
    record: recorder(written, await knownDataVersion(lake, step.id)),
  });
  return { changed, rowsIn, rowsOut, findings };
}

/** Runs one stage over all of its input. */
export async function runStage(
  step: Step,
  { stage, sql }: LoadedStage,
  context: StepContext,
): Promise<StepOutcome> {
  const { executor, relations, lake, project } = context;
  const inputs = await inputVersions(step, context);
  await relations.show(tableNames(sql));
  await using session = await executor.session();
  stopWith(session, context.signal);
  await session.keepStage("result", stage, fillParameters(sql, project.parameters));
  const [totals = {}] = await session.rows("SELECT count(*) AS rows_out FROM result");
  const rowsIn = await inputRows(step, lake);
  const rowsOut = Number(totals["rows_out"] ?? 0);
  const order = stage.key.map((name) => `${quoteName(name)} NULLS FIRST`).join(", ");
  const written = { step, context, inputs, rowsIn, rowCount: rowsOut, findings: [] };
  const { changed } = await session.overwrite(step.id, `SELECT * FROM result ORDER BY ${order}`, {
    record: recorder(written, await knownDataVersion(lake, step.id)),
  });
  return { changed, rowsIn, rowsOut, findings: [] };
}
