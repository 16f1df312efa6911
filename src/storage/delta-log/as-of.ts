import { DeltaTimeMissingError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { commitFingerprint, readCommit, type LogListing } from "./log.ts";

const commitsReadAtOnce = 16;

/**
 * The latest version committed at or before an instant.
 *
 * A version's time is what its commit says, else its file's. Where a clock was set back, a version
 * counts as one millisecond younger than the one before it, as in Delta's other clients: times
 * rise with the versions, so that the answer for an instant never jumps back and forth.
 *
 * Cost: reads every commit that is still there.
 *
 * @throws DeltaTimeMissingError before the first version that can be read, and after the latest.
 */
export async function versionAsOf(
  folder: string,
  listing: LogListing,
  instant: Date,
): Promise<number> {
  const versions = readableCommits(listing);
  let [first, last, found] = [Infinity, -Infinity, -1];
  for (let at = 0; at < versions.length; at += commitsReadAtOnce) {
    const some = versions.slice(at, at + commitsReadAtOnce);
    const times = await Promise.all(some.map((version) => timeOf(folder, version)));
    for (const [i, time] of times.entries()) {
      last = Math.max(time, last + 1);
      first = Math.min(first, last);
      if (last <= instant.getTime()) found = some[i] ?? found;
    }
  }
  if (found === -1 || instant.getTime() > last) {
    const range = versions.length === 0 ? [] : [new Date(first), new Date(last)];
    throw new DeltaTimeMissingError(folder, instant, range);
  }
  return found;
}

/** Versions that can be read and whose commit is there: all, or those from a checkpoint on. */
function readableCommits({ commits, checkpoints }: LogListing): number[] {
  const start = commits[0] === 0 ? 0 : (checkpoints.at(-1)?.version ?? Infinity);
  return commits.filter((version) => version >= start);
}

async function timeOf(folder: string, version: number): Promise<number> {
  const actions = await readCommit(folder, version);
  const info = actions.find(({ commitInfo }) => commitInfo !== undefined)?.commitInfo ?? {};
  return timestampOf(info, (await commitFingerprint(folder, version))?.modifiedAt).getTime();
}

/** When a version was committed: as the commit says, else when its file was written. */
export function timestampOf(
  { inCommitTimestamp, timestamp }: JsonObject,
  modifiedAt: Date | undefined,
): Date {
  const said = [inCommitTimestamp, timestamp].find((time) => typeof time === "number");
  return said === undefined ? (modifiedAt ?? new Date(0)) : new Date(said);
}
