import { messageOf } from "../../core/base/errors.ts";
import type { Action, AddFile, DomainMetadata, Metadata, Protocol, RemoveFile } from "./actions.ts";
import { timestampOf, versionAsOf } from "./as-of.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { DeltaCorruptError, DeltaUnsupportedError, DeltaVersionMissingError } from "./errors.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { commitFingerprint, commitPath, listLog, readCommit, type LogListing } from "./log.ts";
import { assertReadable } from "./protocol.ts";
import { applyActions, emptyState, type LogState } from "./replay.ts";
import { parseSchema, UnknownTypeError, type StructField } from "./schema.ts";
import type { SqlConnection } from "./sql.ts";

/** One version of a table: everything but its rows. It never changes once read. */
export type Snapshot = {
  readonly folder: string;
  readonly version: number;
  /** The table's own id; a table made anew in the same folder has another. */
  readonly tableId: string;
  readonly schema: StructField[];
  readonly partitionColumns: readonly string[];
  /** Table properties, such as `delta.appendOnly`. */
  readonly properties: Readonly<Record<string, string>>;
  /** Data files by their path on disk, relative to the folder. */
  readonly files: ReadonlyMap<string, AddFile>;
  /** How far each application has come, by its id. */
  readonly transactions: ReadonlyMap<string, number>;
  /** What the writer of this version said about it; ours is under `earshot`. */
  readonly commitInfo: JsonObject;
  /** When this version was committed; rises with every version that Earshot writes. */
  readonly timestamp: Date;
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  /** Files taken out lately, which a checkpoint must go on naming, by `fileKey`. */
  readonly removed: ReadonlyMap<string, RemoveFile>;
  /** What features and applications keep with the table, by domain. */
  readonly domains: ReadonlyMap<string, DomainMetadata>;
  /** Tells this version's commit file from another one of the same name. */
  readonly fingerprint: string;
};

/** Which version to read, and what is known already. */
export type ReadOptions = {
  /** Default: the latest. */
  version?: number | undefined;
  /** Instead of a version: the latest one committed at or before this instant. */
  asOf?: Date | undefined;
  /** An earlier snapshot of the same folder: only newer commits are read then. */
  previous?: Snapshot | undefined;
};

const commitsReadAtOnce = 16;

/** True when the folder holds a Delta table. */
export async function tableExists(folder: string): Promise<boolean> {
  return (await listLog(folder)) !== undefined;
}

/**
 * Reads one version of the table in `folder`; undefined when there is no table.
 *
 * Reads the newest usable checkpoint at or before that version, then the commits after it; with
 * `previous` only the commits after that, and nothing but a listing when there are none. A
 * damaged checkpoint is passed over in favour of an older one or the commits themselves.
 *
 * @throws DeltaVersionMissingError when the table does not have the version asked for.
 * @throws DeltaTimeMissingError when `asOf` is before its first version, or after its latest.
 * @throws DeltaCorruptError when a commit is damaged or missing.
 * @throws DeltaUnsupportedError when reading it needs a feature we lack.
 */
export async function readSnapshot(
  folder: string,
  { connection }: { connection: SqlConnection },
  options: ReadOptions = {},
): Promise<Snapshot | undefined> {
  const listing = await listLog(folder);
  if (listing === undefined) return undefined;
  const latest = Math.max(listing.commits.at(-1) ?? -1, listing.checkpoints[0]?.version ?? -1);
  const target = await targetVersion(folder, { listing, latest }, options);
  const known = await stillTrue(folder, target, options.previous);
  if (known?.version === target) return known;
  const { state, start } =
    known === undefined
      ? await stateAtCheckpoint(folder, connection, { listing, target, latest })
      : { state: stateOf(known), start: known.version + 1 };
  const last = await replay(folder, state, { start, target });
  return toSnapshot(folder, target, { state, last });
}

/** The version that is asked for. */
async function targetVersion(
  folder: string,
  { listing, latest }: { listing: LogListing; latest: number },
  { version = latest, asOf }: ReadOptions,
): Promise<number> {
  if (asOf !== undefined) return versionAsOf(folder, listing, asOf);
  if (version > latest || version < 0) throw new DeltaVersionMissingError(folder, version, latest);
  return version;
}

/** `previous` when it can be built upon: same folder, not newer, its commit file untouched. */
async function stillTrue(
  folder: string,
  target: number,
  previous: Snapshot | undefined,
): Promise<Snapshot | undefined> {
  if (previous === undefined || previous.folder !== folder || previous.version > target) {
    return undefined;
  }
  const print = await commitFingerprint(folder, previous.version);
  return print?.key === previous.fingerprint ? previous : undefined;
}

function stateOf(snapshot: Snapshot): LogState {
  return {
    protocol: snapshot.protocol,
    metadata: snapshot.metadata,
    files: new Map(snapshot.files),
    removed: new Map(snapshot.removed),
    transactions: new Map(snapshot.transactions),
    domains: new Map(snapshot.domains),
  };
}

/** The state at the newest usable checkpoint, and the first commit to read after it. */
async function stateAtCheckpoint(
  folder: string,
  connection: SqlConnection,
  { listing, target, latest }: { listing: LogListing; target: number; latest: number },
): Promise<{ state: LogState; start: number }> {
  const problems: string[] = [];
  for (const checkpoint of listing.checkpoints.filter(({ version }) => version <= target)) {
    const state = emptyState();
    try {
      const actions = await readCheckpoint(folder, connection, checkpoint.files);
      applyActions(state, actions, checkpoint.files[0] ?? "");
      return { state, start: checkpoint.version + 1 };
    } catch (error) {
      problems.push(messageOf(error)); // the commits say the same; only without them it matters
    }
  }
  if (listing.commits[0] === 0) return { state: emptyState(), start: 0 };
  if (problems.length === 0) throw new DeltaVersionMissingError(folder, target, latest);
  throw new DeltaCorruptError(
    commitPath(folder, 0),
    `this commit was cleaned away and the checkpoint after it is damaged (${problems.join("; ")})`,
  );
}

/** Applies the commits from `start` to `target`, in order; gives the last one's actions. */
async function replay(
  folder: string,
  state: LogState,
  { start, target }: { start: number; target: number },
): Promise<readonly Action[]> {
  let last: readonly Action[] = [];
  for (let first = start; first <= target; first += commitsReadAtOnce) {
    const count = Math.min(commitsReadAtOnce, target - first + 1);
    const versions = Array.from({ length: count }, (_, i) => first + i);
    const commits = await Promise.all(versions.map((version) => readCommit(folder, version)));
    commits.forEach((actions, i) => applyActions(state, actions, commitPath(folder, first + i)));
    last = commits.at(-1) ?? last;
  }
  return last;
}

async function toSnapshot(
  folder: string,
  version: number,
  { state, last }: { state: LogState; last: readonly Action[] },
): Promise<Snapshot> {
  const path = commitPath(folder, version);
  const { protocol, metadata, files, removed, transactions, domains } = state;
  if (protocol === undefined || metadata === undefined) {
    throw new DeltaCorruptError(path, `no commit up to version ${version} says what the table is`);
  }
  assertReadable(folder, protocol, metadata);
  const print = await commitFingerprint(folder, version);
  // At a checkpoint no commit was read, but this version's own may still be there.
  const actions = last.length > 0 || print === undefined ? last : await readCommit(folder, version);
  const commitInfo = actions.find((action) => action.commitInfo !== undefined)?.commitInfo ?? {};
  return {
    folder,
    version,
    tableId: metadata.id,
    schema: schemaOf(folder, metadata, path),
    partitionColumns: metadata.partitionColumns,
    properties: metadata.configuration,
    files,
    transactions,
    commitInfo,
    timestamp: timestampOf(commitInfo, print?.modifiedAt),
    protocol,
    metadata,
    removed,
    domains,
    fingerprint: print?.key ?? "",
  };
}

function schemaOf(folder: string, metadata: Metadata, path: string): StructField[] {
  try {
    return parseSchema(metadata.schemaString);
  } catch (cause) {
    if (cause instanceof UnknownTypeError) throw new DeltaUnsupportedError(folder, cause.message);
    throw new DeltaCorruptError(path, "the table's schema cannot be read", cause);
  }
}

/** What the writer of a version stored under `commitInfo.earshot`; empty for other writers. */
export function earshotInfo(snapshot: Snapshot): JsonObject {
  const { earshot } = snapshot.commitInfo;
  return isJsonObject(earshot) ? earshot : {};
}
