import { damagedFiles } from "../../storage/delta-log/damaged-files.ts";
import { DeltaFileMissingError } from "../../storage/delta-log/errors.ts";
import type { Snapshot } from "../../storage/delta-log/snapshot.ts";
import type { LocalExecutor } from "../pipeline/local-executor.ts";
import { QueryError } from "./query-errors.ts";

/**
 * What to tell who asks for an earlier version whose files were deleted since, which is nothing
 * wrong with the table; undefined for any other failure.
 */
export async function goneVersion(
  cause: unknown,
  { id, snapshot, executor }: { id: string; snapshot: Snapshot; executor: LocalExecutor },
): Promise<QueryError | undefined> {
  if (!(cause instanceof DeltaFileMissingError)) return undefined;
  const latest = await executor.snapshot(id);
  if (latest === undefined || latest.version <= snapshot.version) return undefined;
  const versionAt = (version: number): Promise<Snapshot | undefined> =>
    executor.snapshot(id, { version });
  const oldest = await oldestWhole(snapshot.version + 1, latest, versionAt);
  const rest = oldest === undefined ? "" : `; the oldest version that can be read is ${oldest}`;
  return new QueryError(
    `version ${snapshot.version} of ${id} can't be read any more: files that it needs were deleted, as \`earshot vacuum\` does${rest}`,
    { cause },
  );
}

/**
 * The first version of which every file is there. Vacuum deletes the files of the oldest versions,
 * so it is looked for by halves: ten versions are read of a thousand.
 */
async function oldestWhole(
  from: number,
  latest: Snapshot,
  versionAt: (version: number) => Promise<Snapshot | undefined>,
): Promise<number | undefined> {
  const isWhole = async (snapshot: Snapshot | undefined): Promise<boolean> =>
    snapshot !== undefined && (await damagedFiles(snapshot)).length === 0;
  if (!(await isWhole(latest))) return undefined;
  let [low, high] = [from, latest.version];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isWhole(await versionAt(middle))) high = middle;
    else low = middle + 1;
  }
  return high;
}
