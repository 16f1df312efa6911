import { join } from "node:path";
import { rm } from "node:fs/promises";

import type { Clock } from "../../core/base/clock.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import type { Entity } from "../../core/domain/entity.ts";
import { scan } from "../../storage/delta/scan.ts";
import type { Json } from "../../storage/delta/json.ts";
import { prepareLanding } from "../ingest/landing.ts";
import { mapColumns } from "../ingest/mapping.ts";
import type { SourcePart } from "../ingest/source.ts";
import type { SqlModel } from "../warehouse/sql-model.ts";
import { validateSelect } from "../warehouse/validate.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import type { Executor, Session } from "./executor.ts";
import {
  entityFindingQueries,
  entityFindings,
  modelFindingQuery,
  modelFindings,
} from "./findings.ts";
import { dataVersion, readHead, type Finding, type Lake, type StepRecord } from "./lake.ts";
import { openLanding, sourceSettings } from "./landing-plan.ts";
import type { LocalExecutor } from "./local-executor.ts";
import { fillParameters } from "./parameters.ts";
import { asOfKey } from "./plan.ts";
import { tableNames, type Relations } from "./relations.ts";
import type { Project, Step } from "./steps.ts";

/** What a step needs to run. */
export type StepContext = {
  project: Project;
  lake: Lake;
  runId: string;
  clock: Clock;
  executor: Executor;
  /** Reads the sources; they are files of this machine. */
  local: LocalExecutor;
  relations: Relations;
  signal?: AbortSignal | undefined;
  onRows(rowCount: number): void;
};

/** What a step did. */
export type StepOutcome = {
  changed: boolean;
  rowsIn: number;
  rowsOut: number;
  findings: Finding[];
};

/** Brings one table up to date, in one commit of it. */
export async function runStep(step: Step, context: StepContext): Promise<StepOutcome> {
  switch (step.task.kind) {
    case "landing":
      return land(step, step.task.source, context);
    case "entity":
      return runEntity(step, step.task.model, step.task.entity, context);
    case "model":
      return runModel(step, step.task.model, context);
    case "stage":
      return runStage(step, step.task.loaded, context);
  }
}

const partsPerCommitMax = 64;
const bytesPerCommitMax = 1_000_000_000;

async function land(step: Step, sourceName: string, context: StepContext): Promise<StepOutcome> {
  const { project, lake, local, runId, clock, signal } = context;
  await using session = await local.session();
  const { connection } = session;
  const landing = await openLanding(project, lake, sourceName, { connection, signal });
  const entity = project.entities.get(sourceSettings(project, sourceName).entity ?? "");
  let rowsIn = 0;
  let rowsNew = 0;
  for (const parts of batches(landing.pending)) {
    const snapshot = await local.snapshot(step.id);
    const folder = join(lake.temporary, `landing-${sourceName}-${runId}`);
    const now = Math.max(clock.now().getTime(), project.asOf.getTime());
    try {
      const prepared = await prepareLanding({
        sourceName,
        source: landing.source,
        context: landing.context,
        parts,
        bronze: snapshot === undefined ? undefined : scan(snapshot).sql,
        nextVersion: (snapshot?.version ?? -1) + 1,
        keyColumn: (columns) => entity && keyColumn(project, sourceName, entity, columns),
        runId,
        // Later landings are later, whatever the clock says: the latest row of a key wins.
        ingestedAt: new Date(Math.max(now, (snapshot?.timestamp.getTime() ?? 0) + 1)),
        folder,
        connection,
        onRows: (rowCount) => context.onRows(rowsIn + rowCount),
      });
      rowsIn += prepared.rowsRead;
      rowsNew += prepared.rowsNew;
      if (prepared.select === undefined) {
        await landing.rememberEmpty(parts);
        continue;
      }
      const rowsBefore = (await readHead(lake, step.id))?.record?.row_count ?? 0;
      const base = { step, context, inputs: {}, rowsIn: prepared.rowsRead, findings: [] };
      const record = recorder(
        { ...base, rowCount: rowsBefore + prepared.rowsNew },
        snapshot?.version,
      );
      await session.append(step.id, prepared.select, {
        record,
        transactions: prepared.transactions,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { changed: rowsNew > 0, rowsIn, rowsOut: rowsNew, findings: [] };
}

function keyColumn(
  project: Project,
  sourceName: string,
  entity: Entity,
  columns: readonly string[],
): string | undefined {
  return mapColumns(sourceName, sourceSettings(project, sourceName), entity, columns).get(
    entity.key,
  );
}

/** Parts in groups that one commit takes: so that a killed landing has not all to do again. */
function batches(parts: readonly SourcePart[]): SourcePart[][] {
  const groups: SourcePart[][] = [];
  let bytes = Infinity;
  for (const part of parts) {
    const last = groups.at(-1);
    if (
      last === undefined ||
      last.length === partsPerCommitMax ||
      bytes + part.bytes > bytesPerCommitMax
    ) {
      groups.push([part]);
      bytes = part.bytes;
    } else {
      last.push(part);
      bytes += part.bytes;
    }
  }
  return groups;
}

async function runEntity(
  step: Step,
  model: SqlModel,
  entity: Entity,
  context: StepContext,
): Promise<StepOutcome> {
  const { project, executor, relations, lake } = context;
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
  await using session = await executor.session();
  stopWith(session, context.signal);
  await session.keep("judged", validateSelect(entity, sql, parents));
  const queries = entityFindingQueries(entity, "judged");
  const [totals = {}] = await session.rows(queries.totals);
  const findings = entityFindings(entity, totals, await session.rows(queries.notes));
  const rowsIn = Number(totals["rows_in"] ?? 0);
  const rowsOut = Number(totals["rows_out"] ?? 0);
  await setAside(entity, session, context, Number(totals["quarantined"] ?? 0));
  const columns = ["system", ...Object.keys(entity.columns)].map(quoteName).join(", ");
  const select = `
    SELECT ${columns}, _origin.source AS _source, _origin.file AS _file, _origin.row AS _row
    FROM judged WHERE _rank = 1 ORDER BY system, ${quoteName(entity.key)}`;
  const written = { step, context, inputs, rowsIn, rowCount: rowsOut, findings };
  const { changed } = await session.overwrite(step.id, select, {
    record: recorder(written, await knownDataVersion(lake, step.id)),
  });
  return { changed, rowsIn, rowsOut, findings };
}

/** Writes the rows that failed, by where they stand in bronze: never what they hold. */
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
      _origin.file AS _file, _origin.row AS _row, _origin.content_hash AS _content_hash
    FROM judged WHERE len(_reasons) > 0
    ORDER BY system, _source, _file, _row, _content_hash, "key", CAST(reasons AS VARCHAR)`;
  const record = (): Record<string, Json> => ({ quarantined: rowCount, run_id: context.runId });
  await session.overwrite(id, select, { record });
}

async function runModel(step: Step, model: SqlModel, context: StepContext): Promise<StepOutcome> {
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

async function runStage(
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

type Written = {
  step: Step;
  context: StepContext;
  inputs: Record<string, number>;
  rowsIn: number;
  rowCount: number;
  findings: Finding[];
};

/** The record of a commit: a change of rows counts as one for those who read the table. */
function recorder(written: Written, before: number | undefined) {
  return ({ version, changed }: { version: number; changed: boolean }): Record<string, Json> => {
    const { step, context, inputs, rowsIn, rowCount, findings } = written;
    const record: StepRecord = {
      step: step.id,
      run_id: context.runId,
      fingerprint: step.fingerprint,
      inputs,
      day: step.daily ? asOfKey(context.project) : null,
      data_version: changed ? version : (before ?? version),
      row_count: rowCount,
      rows_in: rowsIn,
      findings,
    };
    return record;
  };
}

async function knownDataVersion(lake: Lake, id: string): Promise<number | undefined> {
  const head = await readHead(lake, id);
  return head === undefined ? undefined : dataVersion(head);
}

/** Versions of the tables a step is about to read; taken before it reads. */
async function inputVersions(step: Step, { lake }: StepContext): Promise<Record<string, number>> {
  const inputs: Record<string, number> = {};
  for (const id of step.reads) {
    const head = await readHead(lake, id);
    if (head !== undefined) inputs[id] = dataVersion(head);
  }
  return inputs;
}

async function inputRows(step: Step, lake: Lake): Promise<number> {
  let rows = 0;
  for (const id of step.reads) rows += (await readHead(lake, id))?.record?.row_count ?? 0;
  return rows;
}

function isActive(project: Project, table: string): boolean {
  return project.steps.some(({ id }) => id === `silver.${table}`);
}

function stopWith(session: Session, signal: AbortSignal | undefined): void {
  signal?.addEventListener("abort", () => session.interrupt(), { once: true });
}
