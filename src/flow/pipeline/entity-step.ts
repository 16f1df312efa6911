import { quoteName } from "../../core/base/sql-text.ts";
import type { Entity } from "../../core/domain/entity.ts";
import type { Json } from "../../storage/delta-log/json.ts";
import type { SqlModel } from "../warehouse/sql-model.ts";
import { shownPseudonym } from "../mask/shown-sql.ts";
import { judgeSelect, rankSelect, repeatedKeySelect } from "../warehouse/validate.ts";
import type { Session } from "./executor.ts";
import { entityFindingQueries, entityFindings } from "./findings.ts";
import { readHead } from "./lake.ts";
import { maskTexts } from "./mask-step.ts";
import { fillParameters } from "../warehouse/parameters.ts";
import { tableNames } from "./relations.ts";
import type { StepOutcome } from "./run-report.ts";
import { commitResult, inputVersions, openStepSession, type StepContext } from "./step-context.ts";
import type { Project, Step } from "./steps.ts";

/** Types, checks, dedupes and masks the rows of one entity; rows that fail go to its quarantine. */
export async function runEntity(
  step: Step,
  { model, entity }: { model: SqlModel; entity: Entity },
  context: StepContext,
): Promise<StepOutcome> {
  const { project, relations } = context;
  const inputs = await inputVersions(step, context);
  const sql = fillParameters(model.sql, project.parameters);
  const parents = new Map(
    [...project.entities].filter(([, { table }]) => isActive(project, table)),
  );
  await relations.show([
    ...tableNames(sql),
    ...[...parents.values()]
      .map(({ table }) => `silver.${table}`)
      .filter((id) => step.reads.includes(id)),
  ]);
  await using session = await openStepSession(context);
  await session.keep("judged_rows", judgeSelect(entity, sql, parents));
  // Ranking sorts all rows; where no key stands twice it is not needed.
  const repeated = await session.rows(repeatedKeySelect(entity, "judged_rows"));
  const ranked = rankSelect(entity, "judged_rows", repeated.length > 0);
  if (repeated.length > 0) await session.keep("ranked_rows", ranked); // sorted once, read often
  const judged = repeated.length > 0 ? "ranked_rows" : `(${ranked}) AS ranked_rows`;
  const queries = entityFindingQueries(entity, judged);
  const [totals = {}] = await session.rows(queries.totals);
  const findings = entityFindings(entity, totals, await session.rows(queries.notes));
  const rowsIn = Number(totals["rows_in"] ?? 0);
  const rowsOut = Number(totals["rows_out"] ?? 0);
  await setAside(entity, session, context, Number(totals["quarantined"] ?? 0));
  const good = `(SELECT * FROM ${judged} WHERE _rank = 1)`;
  const masked = await maskTexts(entity, good, session, context);
  const columns = ["system", ...Object.keys(entity.columns)].map(quoteName).join(", ");
  const select = `
    SELECT ${columns}, _origin.source AS _source, _origin.file AS _file, _origin.row AS _row
    FROM ${masked} AS masked_rows`;
  const result = { step, context, inputs, rowsIn, rowCount: rowsOut, findings };
  const orderBy = ["system", entity.key];
  return await commitResult(session, { select, orderBy }, result);
}

/**
 * Writes the rows that failed, by where they stand in bronze: never what they hold. A plain hash of
 * a row with few columns could be found by trying values, so it is keyed.
 */
async function setAside(
  entity: Entity,
  session: Session,
  context: StepContext,
  rowCount: number,
): Promise<void> {
  const id = `quarantine.${entity.table}`;
  if (rowCount === 0 && (await readHead(context.lake, id)) === undefined) return;
  const select = `
    SELECT system, ${quoteName(entity.key)} AS "key", _reasons AS reasons, _origin.source AS _source,
      _origin.file AS _file, _origin.row AS _row,
      ${shownPseudonym("ROW", "_origin.content_hash", undefined)} AS _content_hash
    FROM judged_rows WHERE len(_reasons) > 0
    ORDER BY system, _source, _file, _row, _content_hash, "key", CAST(reasons AS VARCHAR)`;
  const record = (): Record<string, Json> => ({ quarantined: rowCount, run_id: context.runId });
  await session.overwrite(id, select, { record });
}

function isActive(project: Project, table: string): boolean {
  return project.steps.some(({ id }) => id === `silver.${table}`);
}
