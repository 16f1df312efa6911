import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";

import type { Snapshot } from "../../storage/delta-log/snapshot.ts";
import { scan } from "../../storage/delta/scan.ts";
import { makeStaging } from "../../storage/delta/write-files.ts";
import { partTransaction, prepareLanding, type Landing } from "../ingest/landing.ts";
import { mapColumns, missingColumns, type MissingColumn } from "../ingest/mapping.ts";
import type { SourcePart } from "../ingest/source.ts";
import { filesWithoutColumn, linesSetAside } from "./findings.ts";
import { keepRejects } from "./land-rejects.ts";
import { tableFolder, type Finding } from "./lake.ts";
import { declaredSource, openLanding, type LandingPlan } from "./landing-plan.ts";
import type { LocalSession } from "./local-session.ts";
import { rejectedLines, type RejectedLines } from "./rejected-lines.ts";
import type { StepOutcome } from "./run-report.ts";
import { countRows, recorder, type StepContext } from "./step-context.ts";
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
  const columns: Landing["columns"][number][] = [];
  let missing: MissingColumn[] = [];
  for (const parts of batches(landing.pending)) {
    const job = { step, sourceName, context, session, landing, parts };
    const before = { rowCount: rowsIn, rejectedCount: sumOf(rejected), columns };
    const done = await landParts(job, before);
    rowsIn += done.rowsRead;
    rowsNew += done.rowsNew;
    rejected.push(...rejectedLines(done.setAside));
    columns.push(...done.columns);
    missing = done.missing;
  }
  const findings = missing.map(filesWithoutColumn);
  if (rejected.length > 0) findings.push(linesSetAside(sumOf(rejected)));
  return { changed: rowsNew > 0, rowsIn, rowsOut: rowsNew, findings, rejected, missing };
}

/** Columns that feed an entity from some files of the source, and not from all of these. */
function missingIn(
  project: Project,
  sourceName: string,
  bronzeColumns: readonly string[],
  files: Landing["columns"],
): MissingColumn[] {
  const declared = declaredSource(project, sourceName);
  if (declared === undefined) return [];
  const known = new Set([...bronzeColumns, ...files.flatMap(({ columns }) => columns)]);
  return missingColumns(mapColumns(declared.settings, declared.entity, [...known]), files);
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

type LandedParts = Pick<Landing, "rowsRead" | "rowsNew" | "setAside" | "columns"> & {
  /** Of these parts and those before them. */
  missing: MissingColumn[];
};

/** Lands one group of parts in one commit; parts that hold nothing new are remembered only. */
async function landParts(
  job: PartsJob,
  before: { rowCount: number; rejectedCount: number; columns: Landing["columns"] },
): Promise<LandedParts> {
  const { step, sourceName, context, session, landing, parts } = job;
  const { project, lake, local, runId } = context;
  const declared = declaredSource(project, sourceName);
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
      bronzeColumns: snapshot?.schema.map(({ name }) => name) ?? [],
      nextVersion,
      keyColumn: (columns) =>
        declared &&
        mapColumns(declared.settings, declared.entity, columns).get(declared.entity.key),
      runId,
      ingestedAt,
      folder,
      rowsPerFile: project.loaded.settings.limits.rows_per_file,
      connection: session.connection,
      onRows: (rowCount) => context.onRows(before.rowCount + rowCount),
    });
    const { rowsRead, rowsNew, setAside, columns } = prepared;
    const files = [...before.columns, ...columns];
    const missing = missingIn(project, sourceName, landing.bronzeColumns, files);
    const countBefore = before.rejectedCount;
    await keepRejects({ step, sourceName, context, session, setAside, ingestedAt, countBefore });
    await commit(job, prepared, snapshot, missing.map(filesWithoutColumn));
    return { rowsRead, rowsNew, setAside, columns, missing };
  } finally {
    await rm(folder, { recursive: true, force: true });
    // A table that did not come to be leaves no folder; one that has files is not removed.
    if (snapshot === undefined) await rmdir(dirname(folder)).catch(() => undefined);
  }
}

/** Appends what is new and marks the parts as landed; where nothing is, they are remembered. */
async function commit(
  { step, context, session, landing, parts }: PartsJob,
  { rows, rowsRead, rowsNew, transactions }: Landing,
  snapshot: Snapshot | undefined,
  findings: Finding[],
): Promise<void> {
  if (rows === undefined) {
    await landing.rememberEmpty(parts, snapshot);
    landing.empty.push(...parts);
    return;
  }
  const version = (snapshot?.version ?? -1) + 1;
  const marked = landing.empty.splice(0).map(partTransaction);
  const all = [...transactions, ...marked.map((appId) => ({ appId, version }))];
  const rowCount = (await countRows(session, snapshot && scan(snapshot))) + rowsNew;
  const result = { step, context, inputs: {}, rowsIn: rowsRead, rowCount, findings };
  const record = recorder(result, snapshot?.version);
  await session.append(step.id, rows, { record, transactions: all });
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
