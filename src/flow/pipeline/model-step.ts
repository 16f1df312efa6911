import { quoteName } from "../../core/base/sql-text.ts";
import type { SqlModel } from "../warehouse/sql-model.ts";
import { modelFindingQuery, modelFindings } from "./findings.ts";
import { fillParameters } from "../warehouse/parameters.ts";
import { tableNames } from "./relations.ts";
import type { StepOutcome } from "./run-report.ts";
import {
  commitResult,
  inputRows,
  inputVersions,
  openStepSession,
  type StepContext,
} from "./step-context.ts";
import type { Step } from "./steps.ts";

/** Computes one SQL model whole. */
export async function runModel(
  step: Step,
  model: SqlModel,
  context: StepContext,
): Promise<StepOutcome> {
  const { project, relations, lake } = context;
  const inputs = await inputVersions(step, context);
  await relations.show(tableNames(model.sql));
  await using session = await openStepSession(context);
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
  const result = { step, context, inputs, rowsIn, rowCount: rowsOut, findings };
  return await commitResult(
    session,
    { select: "SELECT * FROM result", orderBy: model.grain },
    result,
  );
}
