import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, truncate } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import type { Clock } from "../../core/base/clock.ts";
import { systemCode } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import { holdLock, ownHolder, processLives } from "../../core/base/process-lock.ts";
import { syncFolder, syncNames } from "../../core/base/sync.ts";
import { noAliases, readAliases, writeAliases, type AliasState } from "./aliases.ts";
import { appendEvent, readAudit, type Audit, type NewAuditEvent } from "./audit.ts";
import { RegistryDamagedError, RegistryHeldError } from "./registry-errors.ts";

/** Where the files of a model stand; all in one folder. */
export type ModelPlace = { folder: string; aliases: string; audit: string; lock: string };

const passingFolder = ".tmp";
const waitMs = 60_000;
const pollMs = 20;
const hostMark = sha256(hostname()).slice(0, 8);

/** The places of a model in its folder; nothing is made or read. */
export function placesOf(folder: string): ModelPlace {
  return {
    folder,
    aliases: join(folder, "aliases.json"),
    audit: join(folder, "audit.ndjson"),
    lock: join(folder, "registry.lock"),
  };
}

/** Numbers of the versions that are there, lowest first. */
export async function listNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return [];
    throw error;
  });
  const numbers = names.filter((name) => /^[1-9]\d{0,8}$/.test(name)).map(Number);
  return numbers.toSorted((a, b) => a - b);
}

/** A name for a folder of passing files of this process; the folder is not made. */
export function passingPath({ folder }: ModelPlace): string {
  const name = `${hostMark}-${process.pid}-${randomBytes(4).toString("hex")}`;
  return join(folder, passingFolder, name);
}

/** A model that this process alone may change. */
export type Ledger = {
  readonly audit: Audit;
  readonly aliases: AliasState;
  /** Writes an event to the audit, and then the aliases that it brings. */
  record(event: NewAuditEvent): Promise<void>;
};

export type LedgerOptions = {
  clock: Clock;
  by: string;
  name: string;
  signal?: AbortSignal | undefined;
};

/**
 * Lets one process at a time change a model. The audit is written first and the aliases follow from
 * it: what a killed process had in the audit only is made true by the next one. Where the audit was
 * lost, it begins anew with the aliases as they stand.
 *
 * @throws RegistryHeldError, RegistryDamagedError
 */
export async function withLedger<T>(
  place: ModelPlace,
  options: LedgerOptions,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const { clock, signal } = options;
  const aside = passingPath(place);
  await mkdir(aside, { recursive: true });
  try {
    const lock = await holdLock(place.lock, {
      aside,
      own: ownHolder(randomBytes(8).toString("hex"), clock),
      heldError: (holder) => new RegistryHeldError(place.lock, holder),
      waitMs,
      pollMs,
      signal,
    });
    try {
      await sweep(place);
      return await work(await openLedger(place, options));
    } finally {
      await lock[Symbol.asyncDispose]();
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function openLedger(place: ModelPlace, options: LedgerOptions): Promise<Ledger> {
  let audit = await readAudit(place.audit);
  const last = audit.events.at(-1);
  const found = await readAliases(place.aliases, place.audit).catch((error: unknown) => {
    if (error instanceof RegistryDamagedError && last !== undefined) return noAliases;
    throw error;
  });
  let aliases = last === undefined ? found : { event: last.event, ...last.aliases };
  // Also before the first line of the audit: from then on, no aliases means that they were lost.
  if (found.event < aliases.event || aliases.event === 0)
    await writeAliases(place.aliases, aliases);
  await syncNames(place.folder);
  const record = async (event: NewAuditEvent & { event?: number }): Promise<void> => {
    const before = audit;
    audit = await appendEvent(place.audit, before, event);
    const next = { event: audit.events.at(-1)?.event ?? 0, ...event.aliases };
    try {
      await writeAliases(place.aliases, next);
    } catch (error) {
      await truncate(place.audit, before.byteCount); // it did not happen, so nothing may tell of it
      audit = before;
      throw error;
    }
    aliases = next;
    await syncFolder(place.folder);
  };
  if (found.event > (last?.event ?? 0)) {
    const { event, ...kept } = found;
    await record({ ...recovered(options, kept), event: event + 1 });
  }
  return {
    get audit() {
      return audit;
    },
    get aliases() {
      return aliases;
    },
    record,
  };
}

function recovered(
  { name, by, clock }: LedgerOptions,
  aliases: NewAuditEvent["aliases"],
): NewAuditEvent {
  return {
    at: clock.now().toISOString(),
    by,
    action: "recovered",
    name,
    version: null,
    from: null,
    to: null,
    forced: false,
    reason: "lines of the audit are lost; the aliases stand as found",
    comparison: null,
    metrics: {},
    run_id: null,
    aliases,
  };
}

/** Removes what processes of this machine left that live no more. */
async function sweep({ folder }: ModelPlace): Promise<void> {
  for (const name of await readdir(join(folder, passingFolder))) {
    const [host, pid] = name.split("-");
    if (host === hostMark && !processLives(Number(pid)))
      await rm(join(folder, passingFolder, name), { recursive: true, force: true });
  }
  // Names that only the holder of the lock gives.
  for (const name of await readdir(folder))
    if (name.startsWith("aliases.json.")) await rm(join(folder, name), { force: true });
}
