import { createReadStream, existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";

import { run } from "../scripts/installing.ts";
import { type Finder, ourSpans } from "./mask-peers.ts";
import type { Found } from "./mask-timing.ts";

/** The labelled rows, which are no part of the repository. */
const kit = resolve(import.meta.dirname, "../../shared/data/pii");

/** A file of labelled rows, and those of them whose sentences nothing was fitted to. */
export type LabelledSet = { name: string; path: string; heldPath: string; bytes: number };

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

/** The two sets, unpacked below `folder`; none where they are not at hand. */
export async function labelledSets(folder: string): Promise<LabelledSet[]> {
  const names = { own: "dev.jsonl.gz", mixed: "dev-presidio.jsonl.gz" };
  if (!existsSync(join(kit, names.own))) return [];
  return Promise.all(
    Object.entries(names).map(async ([name, file]) => {
      const all = await text(createReadStream(join(kit, file)).pipe(createGunzip()));
      const [path, heldPath] = [join(folder, `${name}.jsonl`), join(folder, `${name}-held.jsonl`)];
      await writeFile(path, all);
      const lines = all.trimEnd().split("\n");
      await writeFile(heldPath, `${lines.filter(isHeldOut).join("\n")}\n`);
      return { name, path, heldPath, bytes: Buffer.byteLength(all) };
    }),
  );
}

/** Rows made of a template that starts with 0, 1 or 2 were not looked at while rules were made. */
function isHeldOut(line: string): boolean {
  const { templates, kind } = JSON.parse(line) as { templates: string[]; kind: string };
  return templates.some((id) => /^[012]/.test(kind === "presidio" ? hashed(id) : id));
}

/** The other set's templates are numbered, so a hash spreads them. */
function hashed(id: string): string {
  return createHash("sha256").update(id).digest("hex");
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
  await run(python, [join(kit, "score.py"), gold, mapped]);
  const score = await readFile(mapped.replace(/\.jsonl$/, ".all.score.json"), "utf8");
  return JSON.parse(score) as Score; // written by score.py
}
