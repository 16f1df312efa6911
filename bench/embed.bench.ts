import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

import { languageScores } from "../src/flow/enrich/language-detector.ts";
import { detectLanguage, type LanguageGuess } from "../src/kernel/text/language.ts";
import { sharedFiles } from "../test/shared-files.ts";
import { embeddingPeers } from "./embed-peers.ts";

/**
 * Embedding short texts: the static encoder against MiniLM int8 on onnxruntime and in
 * transformers.js, on the test texts of Banking77, one thread each, in turns. And how well and how
 * fast the language of tweets is told. `BENCH_PEERS=none` leaves the peers out, `BENCH_ROUNDS`
 * takes another number of rounds than three.
 */
type Way = { name: string; arguments: readonly string[]; rowCount: number; passes: number };
type Figures = { textCount: number; cpuMs: number; wallMs: number; first: number[] };

const roundCount = Number(process.env["BENCH_ROUNDS"] ?? 3);
const hasPeers = process.env["BENCH_PEERS"] !== "none";
const shipped = join(import.meta.dirname, "../src/kernel/learn/static-multilingual-256");
const languages = {
  english: "en",
  portuguese: "pt",
  spanish: "es",
  german: "de",
  french: "fr",
  italian: "it",
};

let folder = "";
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "earshot-bench-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

test(`embedding, ${roundCount} rounds`, { timeout: 3_600_000 }, async () => {
  const rows = await rowsOf("the test of Banking77", "data/banking77/test-dev.jsonl.gz");
  if (rows === undefined) return;
  const texts = rows.map(({ text }) => text);
  const ways = await waysToEmbed();
  const rates = new Map<string, number[]>();
  for (let round = 0; round < roundCount; round++) {
    for (const way of ways) {
      // One after another: they must not share the cores.
      const { textCount, cpuMs } = await timeOf(way, texts);
      rates.set(way.name, [...(rates.get(way.name) ?? []), textCount / (cpuMs / 1_000)]);
    }
  }
  const peer = median(rates.get("MiniLM int8, onnxruntime-node") ?? []);
  console.log("| | texts / CPU s | × MiniLM on onnxruntime |\n|---|---|---|");
  for (const [name, some] of rates) {
    const [least, most] = [Math.min(...some), Math.max(...some)].map(Math.round);
    const ratio = Number.isNaN(peer) ? "" : (median(some) / peer).toFixed(1);
    console.log(`| ${name} | ${Math.round(median(some))} (${least} to ${most}) | ${ratio} |`);
  }
  expect(median(rates.get("static, 256 d")!), "texts / CPU s").toBeGreaterThan(50_000);
});

test("language of tweets", { timeout: 600_000 }, async () => {
  const scores = languageScores();
  const plausible = Object.values(languages);
  let [all, right, long, longRight] = [0, 0, 0, 0];
  let cpuMs = 0;
  const lines: string[] = [];
  for (const [name, language] of Object.entries(languages)) {
    const split = name === "english" ? "val" : "test-dev";
    const rows = await rowsOf("tweets", `data/xlmt-sentiment/${name}-${split}.jsonl.gz`);
    if (rows === undefined) return;
    const guess = ({ text }: { text: string }): LanguageGuess =>
      detectLanguage(text, { scores, fallback: "", plausible });
    for (const row of rows) guess(row); // compiles the code before the clock runs
    const cpu = process.cpuUsage();
    const guesses = rows.map(guess);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs += (user + system) / 1_000;
    const asked = guesses.filter((some) => some.language !== "");
    const hits = asked.filter((some) => some.language === language).length;
    all += rows.length;
    right += hits;
    long += asked.length;
    longRight += hits;
    lines.push(`${language} ${((100 * hits) / asked.length).toFixed(1)} of ${asked.length}`);
  }
  const rate = (part: number, whole: number): string => ((100 * part) / whole).toFixed(1);
  console.log(
    `${rate(longRight, long)} % of ${long} with 15 letters, ${rate(right, all)} % of ${all}`,
  );
  console.log(`${lines.join(", ")}; ${Math.round(all / (cpuMs / 1_000))} texts / CPU s`);
  expect(longRight / long).toBeGreaterThan(0.96);
});

async function waysToEmbed(): Promise<Way[]> {
  const own = { rowCount: Infinity, passes: 100 };
  const ways = [
    { ...own, name: "static, 256 d", arguments: ["static", shipped, "256"] },
    { ...own, name: "static, first 128 d", arguments: ["static", shipped, "128"] },
  ];
  const peers = hasPeers ? await embeddingPeers(folder) : undefined;
  if (peers === undefined) return ways;
  const { model, packages } = peers;
  const peer = { rowCount: 500, passes: 1 };
  return [
    ...ways,
    { ...peer, name: "MiniLM int8, onnxruntime-node", arguments: ["onnx", model, packages] },
    { ...peer, name: "MiniLM int8, transformers.js", arguments: ["transformers", model, packages] },
  ];
}

async function timeOf(
  { arguments: [way = "", ...rest], rowCount, passes }: Way,
  texts: readonly string[],
): Promise<Figures> {
  const source = join(folder, "texts.json");
  await writeFile(source, JSON.stringify(texts.slice(0, rowCount)));
  const script = join(import.meta.dirname, "embed-process.ts");
  const options = [script, way, source, String(passes), ...rest];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return JSON.parse(stdout) as Figures; // as the process prints it
}

async function rowsOf(what: string, path: string): Promise<{ text: string }[] | undefined> {
  const file = sharedFiles(what, path);
  if (!file.isThere) return undefined;
  const lines = gunzipSync(await readFile(file.path))
    .toString()
    .trimEnd()
    .split("\n");
  return lines.map((line) => JSON.parse(line) as { text: string }); // rows of that set have a text
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
