import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { z } from "zod";

import type { Clock } from "../../core/base/clock.ts";
import { systemCode } from "../../core/base/errors.ts";
import { holdLock, ownHolder } from "../../core/base/process-lock.ts";
import { syncFolder, syncNames } from "../../core/base/sync.ts";
import { LabelsDamagedError, LabelsHeldError } from "./learn-errors.ts";
import type { AnswerKind, LabelledRows } from "./labelled-rows.ts";

/** A label that a person gave a text. */
export const Correction = z.strictObject({
  at: z.iso.datetime(),
  by: z.string(),
  /** SHA-256 of the masked text, as `text_hash` in the lake. */
  text_hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Masked. */
  text: z.string(),
  kind: z.enum(["single", "multi"]),
  labels: z.array(z.string()),
});
export type Correction = z.infer<typeof Correction>;

/** A correction before it is known who gives it, and when. */
export type NewCorrection = Omit<Correction, "at" | "by">;

export type LabelStore = { folder: string; clock: Clock };

/** Where the corrections of a task stand. */
export function correctionsPath({ folder }: LabelStore, task: string): string {
  return join(folder, `${task}.ndjson`);
}

/** Tasks that have corrections. */
export async function listCorrected({ folder }: LabelStore): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(".ndjson"))
    .map((name) => name.slice(0, -".ndjson".length))
    .toSorted();
}

/**
 * All corrections of a task, the oldest first. A last line without its end was never finished and
 * counts as not written.
 *
 * @throws LabelsDamagedError when a line can't be read.
 */
export async function readCorrections(store: LabelStore, task: string): Promise<Correction[]> {
  const path = correctionsPath(store, task);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  });
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
  return lines.map((line, index) => {
    const parsed = parseLine(line);
    if (parsed !== undefined) return parsed;
    throw new LabelsDamagedError(
      `${path}, line ${index + 1}, was changed or cut off; restore the file from a copy, or take the line out`,
    );
  });
}

/** The corrections that count: of each text the last, in the order in which those were given. */
export function lastCorrections(all: readonly Correction[]): Correction[] {
  const last = new Map<string, Correction>();
  for (const each of all) {
    last.delete(each.text_hash); // so that it stands where it was given last
    last.set(each.text_hash, each);
  }
  return [...last.values()];
}

/** Corrections as rows to train on. */
export function correctionRows(path: string, corrections: readonly Correction[]): LabelledRows {
  const kind: AnswerKind = corrections.at(-1)?.kind ?? "single";
  const rows = corrections
    .filter((each) => each.kind === kind)
    .map(({ text, labels }, index) => ({ text, labels, language: undefined, line: index + 1 }));
  return { path, kind, rows, emptyCount: 0 };
}

/**
 * Adds corrections; they outlive a power cut when this returns. One that says what the last one of
 * its text said is not added again, so that a file may be taken in twice, or after a kill in the
 * middle.
 *
 * @returns How many were new.
 * @throws LabelsHeldError when another process writes them and goes on doing so.
 */
export async function appendCorrections(
  store: LabelStore,
  task: string,
  { given, by = userName(), signal }: AppendInput,
): Promise<number> {
  const path = correctionsPath(store, task);
  const aside = join(store.folder, `.tmp-${process.pid}-${randomBytes(4).toString("hex")}`);
  await mkdir(aside, { recursive: true });
  try {
    const lock = await holdLock(`${path}.lock`, {
      aside,
      own: ownHolder(randomBytes(8).toString("hex"), store.clock),
      heldError: (holder) => new LabelsHeldError(`${path}.lock`, holder),
      waitMs,
      pollMs,
      signal,
    });
    try {
      return await appendFresh(store, task, { given, by });
    } finally {
      await lock[Symbol.asyncDispose]();
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function appendFresh(
  store: LabelStore,
  task: string,
  { given, by }: { given: readonly NewCorrection[]; by: string },
): Promise<number> {
  const all = await readCorrections(store, task);
  const last = new Map(all.map((each) => [each.text_hash, answerOf(each)]));
  const fresh = given.filter((each) => last.get(each.text_hash) !== answerOf(each));
  const at = store.clock.now().toISOString();
  const lines = fresh.map((each) => `${JSON.stringify({ at, by, ...each })}\n`);
  if (lines.length > 0) await appendWhole(correctionsPath(store, task), lines.join(""));
  await syncFolder(store.folder);
  await syncNames(store.folder);
  return fresh.length;
}

export type AppendInput = {
  given: readonly NewCorrection[];
  /** Who gives them; default: the user of the operating system. */
  by?: string | undefined;
  signal?: AbortSignal | undefined;
};

const waitMs = 60_000;
const pollMs = 20;

/** Appends behind the last whole line; when the disk won't take it, nothing of it stays. */
async function appendWhole(path: string, text: string): Promise<void> {
  const file = await open(path, "a+");
  try {
    const before = await file.readFile();
    const whole = before.lastIndexOf(10) + 1;
    await file.truncate(whole); // what a killed process left of its line
    try {
      await file.appendFile(text);
      await file.sync();
    } catch (error) {
      await file.truncate(whole).catch(() => undefined); // readers pass over an unfinished line anyway
      throw error;
    }
  } finally {
    await file.close();
  }
}

function answerOf({ kind, labels }: NewCorrection): string {
  return JSON.stringify([kind, labels.toSorted()]);
}

function parseLine(line: string): Correction | undefined {
  try {
    return Correction.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The user of the operating system; in a container it may be a number only. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}
