import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";

import type { Entity } from "../../core/domain/entity.ts";
import { scan } from "../../storage/delta/scan.ts";
import { makeStaging } from "../../storage/delta/write-files.ts";
import { partTransaction, prepareLanding, type Landing } from "../ingest/landing.ts";
import { mapColumns } from "../ingest/mapping.ts";
import type { SourcePart } from "../ingest/source.ts";
import { linesSetAside } from "./findings.ts";
import { keepRejects } from "./land-rejects.ts";
import { tableFolder } from "./lake.ts";
import { openLanding, sourceSettings, type LandingPlan } from "./landing-plan.ts";
import type { LocalSession } from "./local-session.ts";
import { rejectedLines, type RejectedLines } from "./rejected-lines.ts";
import type { StepOutcome } from "./run-report.ts";
import { recorder, type StepContext } from "./step-context.ts";
import type { Project, Step } from "./steps.ts";

const partsPerCommitMax = 64;
const bytesPerCommitMax = 1_000_000_000;

/** Lands what is new in a source, a commit for every group of parts. */
export async function landSource(
  step: Step,
  sourceName: string,
  context: StepContext,
): Promise<StepOutcome> {
  const { project, lake, local, signal } = context;
  await using session = await local.session();
  const { connection } = session;
  const landing = await openLanding(project, lake, sourceName, { connection, signal });
  let rowsIn = 0;
  let rowsNew = 0;
  const rejected: RejectedLines[] = [];
  for (const parts of batches(landing.pending)) {
    const job = { step, sourceName, context, session, landing, parts };
    const before = { rowCount: rowsIn, rejectedCount: sumOf(rejected) };
    const done = await landParts(job, before);
    rowsIn += done.rowsRead;
    rowsNew += done.rowsNew;
    rejected.push(...rejectedLines(done.setAside));
  }
  const findings = rejected.length === 0 ? [] : [linesSetAside(sumOf(rejected))];
  return { changed: rowsNew > 0, rowsIn, rowsOut: rowsNew, findings, rejected };
}

function sumOf(rejected: readonly RejectedLines[]): number {
  return rejected.reduce((sum, { count }) => sum + count, 0);
}

type PartsJob = {
  step: Step;
  sourceName: string;
  context: StepContext;
  session: LocalSession;
  landing: LandingPlan;
  parts: readonly SourcePart[];
};

/** Lands one group of parts in one commit; parts that hold nothing new are remembered only. */
async function landParts(
  { step, sourceName, context, session, landing, parts }: PartsJob,
  before: { rowCount: number; rejectedCount: number },
): Promise<Pick<Landing, "rowsRead" | "rowsNew" | "setAside">> {
  const { project, lake, local, runId } = context;
  const entity = project.entities.get(sourceSettings(project, sourceName).entity ?? "");
  const snapshot = await local.snapshot(step.id);
  const bronze = snapshot === undefined ? undefined : scan(snapshot);
  const ingestedAt = await landingInstant(session, bronze?.sql, context.landedAt);
  const folder = await makeStaging(tableFolder(lake, step.id));
  const nextVersion = (snapshot?.version ?? -1) + 1;
  try {
    const prepared = await prepareLanding({
      sourceName,
      source: landing.source,
      context: landing.context,
      parts,
      bronze: bronze?.sql,
      nextVersion,
      keyColumn: (columns) => entity && keyColumn(project, sourceName, entity, columns),
      runId,
      ingestedAt,
      folder,
      rowsPerFile: project.loaded.settings.limits.rows_per_file,
      connection: session.connection,
      onRows: (rowCount) => context.onRows(before.rowCount + rowCount),
    });
    const { rows, rowsRead, rowsNew, setAside } = prepared;
    const countBefore = before.rejectedCount;
    await keepRejects({ step, sourceName, context, session, setAside, ingestedAt, countBefore });
    if (rows === undefined) {
      await landing.rememberEmpty(parts, snapshot);
      landing.empty.push(...parts);
    } else {
      const marked = landing.empty.splice(0).map(partTransaction);
      const transactions = [
        ...prepared.transactions,
        ...marked.map((appId) => ({ appId, version: nextVersion })),
      ];
      const rowCount = (bronze?.rowCount ?? 0) + rowsNew;
      const result = { step, context, inputs: {}, rowsIn: rowsRead, rowCount, findings: [] };
      const record = recorder(result, snapshot?.version);
      await session.append(step.id, rows, { record, transactions });
    }
    return { rowsRead, rowsNew, setAside };
  } finally {
    await rm(folder, { recursive: true, force: true });
    // A table that did not come to be leaves no folder; one that has files is not removed.
    if (snapshot === undefined) await rmdir(dirname(folder)).catch(() => undefined);
  }
}

/**
 * The instant a landing's rows get: later than that of every row landed before, whatever the
 * clock and `as_of` say, because the latest row of a key wins.
 */
async function landingInstant(
  { connection }: LocalSession,
  bronze: string | undefined,
  landedAt: Date,
): Promise<Date> {
  if (bronze === undefined) return landedAt;
  const row = await connection.row(`SELECT epoch_ms(max(_ingested_at)) AS at FROM ${bronze}`);
  return new Date(Math.max(landedAt.getTime(), Number(row?.["at"] ?? 0) + 1));
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
