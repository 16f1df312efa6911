import { open, readFile, truncate } from "node:fs/promises";
import { z } from "zod";

import { systemCode } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import { Comparison } from "./model-version.ts";
import { RegistryDamagedError } from "./registry-errors.ts";

/** Which of the user's versions has which name; null: none, and so the shipped one is champion. */
export const Aliases = z.strictObject({
  champion: z.int().nullable(),
  candidate: z.int().nullable(),
});
export type Aliases = z.infer<typeof Aliases>;

/** One line of the audit: who did what, when and why, and how the aliases stand since then. */
export const AuditEvent = z.strictObject({
  /** 1, 2, 3 …: the order that counts, whatever the clock says. */
  event: z.int().min(1),
  at: z.iso.datetime(),
  by: z.string(),
  action: z.enum(["registered", "promoted", "rolled_back", "archived", "checked", "recovered"]),
  name: z.string(),
  /** The version that it is about; null with `recovered`, and where none of the user's is meant. */
  version: z.int().nullable(),
  /** Champion before and after, where it changed. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  forced: z.boolean(),
  reason: z.string(),
  comparison: Comparison.nullable(),
  metrics: z.record(z.string(), z.number()),
  run_id: z.string().nullable(),
  aliases: Aliases,
  /** SHA-256 of the line before, so that a line changed or taken out is seen. */
  previous: z.string(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** An event before it has its place in the audit. */
export type NewAuditEvent = Omit<AuditEvent, "event" | "previous">;

/** The audit of one model. */
export type Audit = {
  events: readonly AuditEvent[];
  /** Hash that the next line names. */
  lastHash: string;
  /** Bytes of whole lines; what follows them was cut off while it was written. */
  byteCount: number;
};

/**
 * Reads the audit of a model. A last line without its end was never finished and counts as not
 * written.
 *
 * @throws RegistryDamagedError when a line was changed, or is missing.
 */
export async function readAudit(path: string): Promise<Audit> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const events: AuditEvent[] = [];
  let lastHash = "";
  for (const [index, line] of whole.split("\n").slice(0, -1).entries()) {
    const event = parseLine(line);
    if (event?.previous !== lastHash || event.event <= (events.at(-1)?.event ?? 0)) {
      throw new RegistryDamagedError(
        `${path}, line ${index + 1}, was changed, or a line before it is gone; restore the file from a copy, ` +
          "or move it elsewhere: a new one then begins with the aliases as they stand",
      );
    }
    events.push(event);
    lastHash = sha256(line);
  }
  return { events, lastHash, byteCount: Buffer.byteLength(whole) };
}

/**
 * Adds one line, which outlives a power cut afterwards, and gives the audit with it. When the line
 * can't be written whole, as on a full disk, nothing of it stays.
 */
export async function appendEvent(
  path: string,
  audit: Audit,
  given: NewAuditEvent & { event?: number },
): Promise<Audit> {
  const event = {
    event: (audit.events.at(-1)?.event ?? 0) + 1,
    ...given,
    previous: audit.lastHash,
  };
  const line = JSON.stringify(event);
  const handle = await open(path, "a");
  try {
    await handle.truncate(audit.byteCount); // what a killed process left of its line
    await handle.appendFile(`${line}\n`);
    await handle.sync();
  } catch (error) {
    await truncate(path, audit.byteCount).catch(() => undefined); // readers pass over the rest anyway
    throw error;
  } finally {
    await handle.close();
  }
  return {
    events: [...audit.events, event],
    lastHash: sha256(line),
    byteCount: audit.byteCount + Buffer.byteLength(line) + 1,
  };
}

/**
 * The champions before the present one, the oldest first; null stands for none of the user's own.
 * A rollback takes the way back, so that two of them go back two steps.
 */
export function championsBefore(events: readonly AuditEvent[]): (number | null)[] {
  let way: (number | null)[] = [null];
  for (const { action, aliases } of events) {
    const { champion } = aliases;
    if (action === "recovered" && champion !== way.at(-1))
      way = champion === null ? [null] : [champion];
    if (action === "promoted") way.push(champion);
    if (action === "rolled_back") {
      way.pop();
      if (way.at(-1) !== champion) way.push(champion);
    }
  }
  return way.slice(0, -1);
}

function parseLine(line: string): AuditEvent | undefined {
  try {
    return AuditEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
