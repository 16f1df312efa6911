import { rename } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";

import type { Clock } from "../../core/base/clock.ts";
import { assert, EarshotError, messageOf, systemCode } from "../../core/base/errors.ts";
import { syncFolder } from "../../core/base/sync.ts";
import { championsBefore, type Aliases, type NewAuditEvent } from "./audit.ts";
import {
  listNumbers,
  passingPath,
  withLedger,
  type Ledger,
  type ModelPlace,
} from "./model-ledger.ts";
import { describeVersion, Manifest, type ModelVersion, type NewVersion } from "./model-version.ts";
import { judgePromotion, type PromoteInput } from "./promotion.ts";
import { AliasRefusedError, ModelMissingError, ModelNotWrittenError } from "./registry-errors.ts";
import {
  checkArtefacts,
  placeVersion,
  readVersionFolder,
  removeFolder,
  writeArtefacts,
} from "./version-folder.ts";

/** Who changes a registry, and since when. */
export type ChangeInput = {
  /** Default: the user of the operating system. */
  by?: string | undefined;
  reason?: string | undefined;
  runId?: string | undefined;
  signal?: AbortSignal | undefined;
};

/** A model in the hands of the registry. */
export type ModelFile = {
  name: string;
  place: ModelPlace;
  clock: Clock;
  /** Its shipped version, if it has one. */
  shipped: ModelVersion | undefined;
};

/** What a change did. */
export type Change = {
  /** False when everything stood so already. */
  isChanged: boolean;
  from: string | null;
  to: string | null;
};

/**
 * Writes a version and makes it the candidate.
 *
 * @throws ModelNotWrittenError when the disk won't take it; nothing of it is kept then.
 */
export async function registerVersion(
  file: ModelFile,
  given: NewVersion,
  signal?: AbortSignal,
): Promise<ModelVersion> {
  const passing = passingPath(file.place);
  try {
    await writeArtefacts(passing, given.artefacts, signal);
    return await withLedger(file.place, ledgerOptions(file, { signal }), async (ledger) => {
      await recordUnrecorded(file, ledger);
      const version = await claim(file, { passing, given, ledger });
      await recordRegistered(file, { version, ledger, passing, reason: "trained" });
      return version;
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof EarshotError || systemCode(error) === undefined) throw error;
    throw new ModelNotWrittenError(
      `${file.name} could not be written to ${file.place.folder} (${messageOf(error)}); nothing of it was kept`,
      { cause: error },
    );
  } finally {
    await removeFolder(passing);
  }
}

/** Gives written files the next number that never was one. */
async function claim(
  { name, place, clock }: ModelFile,
  { passing, given, ledger }: { passing: string; given: NewVersion; ledger: Ledger },
): Promise<ModelVersion> {
  const known = ledger.audit.events.map(({ version }) => version ?? 0);
  let number = Math.max(0, ...known, ...(await listNumbers(place.folder))) + 1;
  for (; ; number++) {
    const times = { createdAt: clock.now(), createdBy: userName() };
    const manifest = describeVersion(name, number, { given, ...times });
    const parsed = Manifest.safeParse(manifest);
    assert(parsed.success, `a version that can be read again: ${parsed.error?.message ?? ""}`);
    const target = join(place.folder, String(number));
    if (!(await placeVersion(passing, target, manifest))) continue;
    await syncFolder(place.folder);
    const version = await readVersionFolder(target, { isShipped: false });
    assert(version !== undefined, "a version that was just placed");
    return version;
  }
}

async function recordRegistered(
  file: ModelFile,
  {
    version,
    ledger,
    passing,
    reason,
  }: { version: ModelVersion; ledger: Ledger; passing: string; reason: string },
): Promise<void> {
  const aliases = { ...standing(ledger), candidate: version.version };
  try {
    await ledger.record({ ...registered(file, version, reason), aliases });
  } catch (error) {
    await rename(version.folder, passing); // out of sight in one step; removed by the caller
    throw error;
  }
}

/** Notes versions whose process was killed before it could. */
async function recordUnrecorded(file: ModelFile, ledger: Ledger): Promise<void> {
  const known = new Set(ledger.audit.events.map(({ version }) => version));
  for (const number of await listNumbers(file.place.folder)) {
    if (known.has(number)) continue;
    const folder = join(file.place.folder, String(number));
    const version = await readVersionFolder(folder, { isShipped: false }).catch(() => undefined);
    if (version === undefined) continue; // what is damaged is told where it is read
    const reason = "found; the process that wrote it was stopped before it noted so";
    await ledger.record({ ...registered(file, version, reason), aliases: standing(ledger) });
  }
}

function registered(
  file: ModelFile,
  version: ModelVersion,
  reason: string,
): Omit<NewAuditEvent, "aliases"> {
  const { created_by: by, run_id: runId, comparison } = version;
  return { ...eventOf(file, version, { by, reason, runId: runId ?? undefined }), comparison };
}

/**
 * Makes a version the champion, or the shipped one again.
 *
 * @throws PromotionRefusedError when it has not shown that it is better and is not forced,
 * ModelDamagedError when a file of it is not whole.
 */
export async function promoteVersion(
  file: ModelFile,
  version: ModelVersion,
  input: PromoteInput & ChangeInput,
): Promise<Change> {
  await checkArtefacts(version);
  return await withLedger(file.place, ledgerOptions(file, input), async (ledger) => {
    await recordUnrecorded(file, ledger);
    const from = championRef(file, ledger.aliases.champion);
    if (from === version.ref) return { isChanged: false, from, to: from };
    const judged = judgePromotion(version, from, input);
    const champion = version.isShipped ? null : version.version;
    const { candidate } = ledger.aliases;
    const aliases = { champion, candidate: candidate === champion ? null : candidate };
    const event = { ...eventOf(file, version, input), ...judged };
    await ledger.record({ ...event, action: "promoted", from, to: version.ref, aliases });
    return { isChanged: true, from, to: version.ref };
  });
}

/**
 * Goes back to the champion before the present one.
 *
 * @throws AliasRefusedError when there was none, ModelMissingError or ModelDamagedError when it can't
 * be used any more.
 */
export async function rollBack(file: ModelFile, input: ChangeInput): Promise<Change> {
  return await withLedger(file.place, ledgerOptions(file, input), async (ledger) => {
    const { champion, candidate } = ledger.aliases;
    const from = championRef(file, champion);
    const before = championsBefore(ledger.audit.events).at(-1);
    const target = before === undefined ? undefined : await championVersion(file, before);
    if (target === undefined) {
      throw new AliasRefusedError(
        `${file.name} had no champion before ${from ?? "this"}; \`earshot models promote\` makes another version champion`,
      );
    }
    await checkArtefacts(target);
    const next = target.isShipped ? null : target.version;
    const aliases = { champion: next, candidate: candidate === next ? null : candidate };
    const reason = input.reason ?? "went back to the champion before";
    const event = eventOf(file, target, { ...input, reason });
    await ledger.record({ ...event, action: "rolled_back", from, to: target.ref, aliases });
    return { isChanged: true, from, to: target.ref };
  });
}

/**
 * Takes the name of candidate from a version.
 *
 * @throws AliasRefusedError for the champion, which another version must replace.
 */
export async function archiveVersion(
  file: ModelFile,
  version: ModelVersion,
  input: ChangeInput,
): Promise<Change> {
  return await withLedger(file.place, ledgerOptions(file, input), async (ledger) => {
    const from = championRef(file, ledger.aliases.champion);
    if (from === version.ref) {
      throw new AliasRefusedError(
        `${file.name} ${version.ref} is the champion; promote another version, or roll back`,
      );
    }
    const isCandidate = !version.isShipped && ledger.aliases.candidate === version.version;
    if (!isCandidate) return { isChanged: false, from, to: from };
    const aliases = { ...standing(ledger), candidate: null };
    await ledger.record({ ...eventOf(file, version, input), action: "archived", aliases });
    return { isChanged: true, from, to: from };
  });
}

/** Notes that somebody looked at how the champion does, and what they found; nothing else changes. */
export async function noteCheck(
  file: ModelFile,
  { metrics, ...input }: ChangeInput & { metrics: Readonly<Record<string, number>> },
): Promise<void> {
  await withLedger(file.place, ledgerOptions(file, input), async (ledger) => {
    await recordUnrecorded(file, ledger);
    const { champion } = ledger.aliases;
    await ledger.record({
      at: file.clock.now().toISOString(),
      by: input.by ?? userName(),
      action: "checked",
      name: file.name,
      version: champion,
      from: null,
      to: championRef(file, champion),
      forced: false,
      reason: input.reason ?? "",
      comparison: null,
      metrics: { ...metrics },
      run_id: input.runId ?? null,
      aliases: standing(ledger),
    });
  });
}

/** Writes the aliases again as the audit has them, and gives them. */
export async function repairModel(file: ModelFile, input: ChangeInput): Promise<Aliases> {
  return await withLedger(file.place, ledgerOptions(file, input), async (ledger) => {
    await recordUnrecorded(file, ledger);
    return standing(ledger);
  });
}

async function championVersion(
  { name, place, shipped }: ModelFile,
  number: number | null,
): Promise<ModelVersion | undefined> {
  if (number === null) return shipped;
  const folder = join(place.folder, String(number));
  const version = await readVersionFolder(folder, { isShipped: false });
  if (version !== undefined) return version;
  throw new ModelMissingError(
    `${name} ${number}, the champion before, is gone from ${folder}; restore it from a copy, or promote another version`,
  );
}

/** What a champion is called: a number of the user's own, or the shipped one. */
function championRef({ shipped }: ModelFile, number: number | null): string | null {
  return number === null ? (shipped?.ref ?? null) : String(number);
}

function standing({ aliases: { champion, candidate } }: Ledger): Aliases {
  return { champion, candidate };
}

function eventOf(
  { name, clock }: ModelFile,
  { version, isShipped, metrics }: ModelVersion,
  { by, reason = "", runId }: ChangeInput,
): Omit<NewAuditEvent, "aliases"> {
  return {
    at: clock.now().toISOString(),
    by: by ?? userName(),
    action: "registered",
    name,
    version: isShipped ? null : version,
    from: null,
    to: null,
    forced: false,
    reason,
    comparison: null,
    metrics,
    run_id: runId ?? null,
  };
}

function ledgerOptions({ name, clock }: ModelFile, { by, signal }: ChangeInput) {
  return { name, clock, by: by ?? userName(), signal };
}

/** The user of the operating system; in a container it may be a number only. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}
