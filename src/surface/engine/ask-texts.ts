import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { join } from "node:path";

import { EarshotError } from "../../core/base/errors.ts";
import { nearestName } from "../../core/base/nearest-name.ts";
import { questionOf, type AiQuestion } from "../../flow/ai/ai-question.ts";
import type { AiAnswer } from "../../flow/ai/ai-answers.ts";
import type { AiTally } from "../../flow/ai/ai-tally.ts";
import { readRecords } from "../../flow/learn/record-file.ts";
import { urgencyLevels } from "../../kernel/learn/rules/urgency.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { openRegistry } from "../../storage/registry/registry.ts";
import { openAi } from "./open-ai.ts";
import { openScope, type EngineOptions, type Scope } from "./scope.ts";

/** Where texts come from. */
export type TextsInput = {
  texts: readonly string[];
  /** CSV, NDJSON, or a text a line; `-` is standard input. None, and no texts: standard input. */
  files: readonly string[];
  /** CSV column or NDJSON field that holds the text; default: `text`. */
  field?: string | undefined;
};

export type AskTextsInput = TextsInput & {
  signal?: AbortSignal | undefined;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
  onWarning?: ((message: string) => void) | undefined;
};

export type ClassifyInput = AskTextsInput & {
  /** The labels to choose from, two or more; or a task. */
  labels?: readonly string[] | undefined;
  /** A task whose model has labels of its own, such as `category`. */
  task?: string | undefined;
};

export type SummarizeInput = AskTextsInput & {
  /** Most words of a summary; 0 for any number, default 50. */
  wordCountMax?: number | undefined;
};

/** What was answered about each text, in order, and who did. */
export type AskedTexts = { answers: AiAnswer[]; tally: AiTally };

/** The texts, or what is asked of them, can't be used. */
export class AskTextsError extends EarshotError {
  readonly code = "ASK_TEXTS";
  readonly kind = "invalid";
}

/**
 * Gives each text one of some labels, as `ai_classify` does.
 *
 * @throws AskTextsError, AiArgumentError
 */
export async function classifyTexts(
  options: EngineOptions,
  input: ClassifyInput,
): Promise<AskedTexts> {
  const scope = openScope(options);
  const labels = input.labels ?? (await labelsOfTask(scope, input.task));
  return await ask(scope, questionOf("ai_classify", { labels }), input);
}

/** Gives a summary of each text, as `ai_summarize` does. */
export async function summarizeTexts(
  options: EngineOptions,
  { wordCountMax = 50, ...input }: SummarizeInput,
): Promise<AskedTexts> {
  return await ask(openScope(options), questionOf("ai_summarize", { wordCountMax }), input);
}

async function ask(
  scope: Scope,
  question: AiQuestion,
  { signal, onProgress, onWarning, ...input }: AskTextsInput,
): Promise<AskedTexts> {
  const texts = await readTexts(input, signal);
  await using ai = openAi(scope, { signal, onWarning });
  const what = question.name === "ai_classify" ? "classifying" : "summarizing";
  const different = [...new Set(texts)];
  const given = await ai.answer(
    question,
    different.map((text) => [text]),
    { signal, onProgress: (done, total) => onProgress?.(what, done, total) },
  );
  const byText = new Map(different.map((text, i) => [text, given[i]]));
  const answers = texts.map((text) => byText.get(text) ?? { answer: null });
  return { answers, tally: ai.tally() };
}

async function labelsOfTask(
  { dataFolder, clock }: Scope,
  task: string | undefined,
): Promise<readonly string[]> {
  if (task === undefined)
    throw new AskTextsError(
      "say which labels to choose from: --labels refund,delivery or --task category",
    );
  const registry = openRegistry({ folder: join(dataFolder, "models"), clock });
  const names = await registry.listModels();
  const version = names.includes(task) ? await registry.championOf(task) : undefined;
  if (task === "tags")
    throw new AskTextsError("tags gives a text any number of labels; name a task that gives one");
  if (version !== undefined) return version.labels;
  if (task === "urgency") return urgencyLevels;
  const near = nearestName(task, [...names, "urgency"]);
  const hint = near === undefined ? "`earshot models` lists them" : `did you mean ${near}?`;
  throw new AskTextsError(`there is no model ${task}; ${hint}`);
}

async function readTexts(
  { texts, files, field }: TextsInput,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const paths = texts.length === 0 && files.length === 0 ? ["-"] : files;
  const read = [...texts];
  for (const path of paths)
    for (const text of await readFileTexts(path, field, signal)) read.push(text);
  signal?.throwIfAborted();
  if (read.length === 0)
    throw new AskTextsError(
      "there is no text; give one as an argument, or files, or standard input",
    );
  return read;
}

async function readFileTexts(
  path: string,
  field: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (field === undefined && !/\.(?:csv|tsv|ndjson|jsonl)(?:\.gz)?$/i.test(path))
    return await readLines(path, signal);
  if (path === "-")
    throw new AskTextsError(
      "standard input is a text a line; give a file to read a column or field of",
    );
  const { records, path: shown } = await readRecords(path);
  const name = field ?? "text";
  return records.map(({ values, line }) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      const near = nearestName(name, Object.keys(values));
      const hint = near === undefined ? "name it with --column" : `did you mean ${near}?`;
      throw new AskTextsError(`${shown}, line ${line}: there is no ${maskPlain(name)}; ${hint}`);
    }
    return typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  });
}

/** The lines of a file or of standard input that hold anything. */
async function readLines(path: string, signal: AbortSignal | undefined): Promise<string[]> {
  const input = path === "-" ? process.stdin : createReadStream(path);
  const bytes = path.toLowerCase().endsWith(".gz") ? input.pipe(createGunzip()) : input;
  const lines: string[] = [];
  const reading = signal === undefined ? {} : { signal };
  for await (const line of createInterface({ input: bytes, crlfDelay: Infinity, ...reading }))
    if (line.trim() !== "") lines.push(line);
  return lines;
}
