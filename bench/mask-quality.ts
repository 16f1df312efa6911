import { createReadStream, existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";

import { run } from "../scripts/installing.ts";
import { parseKit } from "../src/kernel/privacy/kit/read-kit.ts";
import { type Finder, ourSpans } from "./mask-peers.ts";
import type { Found } from "./mask-timing.ts";

/** Labelled rows and their scorer, which are no part of the repository. */
const shared = resolve(import.meta.dirname, "../../shared/data/pii");

/** A file of labelled rows, and those of them whose sentences nothing was fitted to. */
export type LabelledSet = { name: string; path: string; heldPath: string };

/** What the scorer of the labelled set says of one type; F is strict, pF where spans only touch. */
export type TypeScore = {
  n: number;
  P: number;
  R: number;
  F: number;
  pP: number;
  pR: number;
  pF: number;
};

/** What it says of all; `neg_rows_with_fp` is such as `2/732`. */
export type Score = Record<string, TypeScore> & {
  MICRO: TypeScore;
  char_recall: number;
  overmask_chars: number;
  neg_rows_with_fp: string;
};

/**
 * The labelled rows as score.py takes them, below `folder`: its own two sets, and our hard cases.
 * None where score.py is not at hand.
 */
export async function labelledSets(folder: string): Promise<LabelledSet[]> {
  if (!existsSync(join(shared, "score.py"))) return [];
  return [
    await writeSet(folder, "kit", await sharedRows("dev.jsonl.gz")),
    await writeSet(folder, "Presidio's rows", await sharedRows("dev-presidio.jsonl.gz")),
    await writeSet(folder, "hard cases", await hardCases()),
  ];
}

type GoldRow = { line: string; isHeldOut: boolean };

async function writeSet(folder: string, name: string, rows: GoldRow[]): Promise<LabelledSet> {
  const file = name.replaceAll(/\W/g, "-").toLowerCase();
  const [path, heldPath] = [join(folder, `set-${file}`), join(folder, `set-${file}-held`)];
  await writeFile(path, rows.map(({ line }) => `${line}\n`).join(""));
  const held = rows.filter(({ isHeldOut }) => isHeldOut);
  await writeFile(heldPath, held.map(({ line }) => `${line}\n`).join(""));
  return { name, path, heldPath };
}

/** Rows whose sentences begin with 0, 1 or 2 in their ids are kept from those who make rules. */
async function sharedRows(file: string): Promise<GoldRow[]> {
  const all = await text(createReadStream(join(shared, file)).pipe(createGunzip()));
  return all
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { templates, kind } = JSON.parse(line) as { templates: string[]; kind: string }; // its form
      // Presidio's templates are numbered, so a hash spreads them.
      const ids = kind === "presidio" ? templates.map(hashed) : templates;
      return { line, isHeldOut: ids.some((id) => /^[012]/.test(id)) };
    });
}

function hashed(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** Texts of domains and languages that the others have not: `kernel/privacy/kit`. */
async function hardCases(): Promise<GoldRow[]> {
  const folder = resolve(import.meta.dirname, "../src/kernel/privacy/kit");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".txt"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return files.flatMap((file, i) =>
    parseKit(texts[i]!, file).map(({ id, locale, text: words, spans, ...row }) => {
      const kind = row.isNegative ? "neg" : "msg";
      const crm = row.known ?? null;
      const line = JSON.stringify({ id, locale, kind, text: words, spans, crm, templates: [] });
      return { line, isHeldOut: row.isHeldOut };
    }),
  );
}

/**
 * Scores what a finder wrote to `path`, with the set's own `score.py`. It holds days that are no
 * birthdays against nobody in whose file's name it reads `presidio`.
 */
export async function scoreOf(
  [finder, python]: readonly [finder: Finder, python: string],
  { path, gold }: { path: string; gold: string },
): Promise<Score> {
  const mapped = path.replace(
    /[^/\\]+$/,
    finder.name.startsWith("Presidio") ? "presidio.jsonl" : "other.jsonl",
  );
  const lines = (await readFile(path, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { id, spans } = JSON.parse(line) as { id: string; spans: Found[] };
      return JSON.stringify({ id, spans: ourSpans(finder, spans) });
    });
  await writeFile(mapped, `${lines.join("\n")}\n`);
  await run(python, [join(shared, "score.py"), gold, mapped]);
  const score = await readFile(mapped.replace(/\.jsonl$/, ".all.score.json"), "utf8");
  return JSON.parse(score) as Score; // written by score.py
}
