import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Settings } from "../../core/config/settings.ts";
import { largestIndex } from "../../kernel/learn/evaluate.ts";
import { urgencyModel, urgencyOf } from "../../kernel/learn/rules/urgency.ts";
import { shippedEncoder } from "../../kernel/learn/shipped-encoder.ts";
import type { StaticEncoder } from "../../kernel/learn/static-encoder.ts";
import { textFeatures } from "../../kernel/learn/text-features.ts";
import { labelWords, zeroShotModel, zeroShotScores } from "../../kernel/learn/zero-shot.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import type { Masker } from "../../kernel/privacy/masker.ts";
import type { Registry } from "../../storage/registry/registry.ts";
import { meaningfulText } from "../enrich/meaningful.ts";
import { onlyWord, oneWordConfidence } from "../enrich/one-word.ts";
import { hasLetter } from "../enrich/text-answerer.ts";
import { sourceName } from "../enrich/text-columns.ts";
import type { TextHead } from "../enrich/text-heads.ts";
import { readChampion } from "../learn/task-model.ts";
import type { AiQuestion } from "./ai-question.ts";
import { valueFinder } from "./extract-values.ts";
import { matchLabels, urgencyTask } from "./label-head.ts";
import { reportOf, reportSource, type ReportHeads } from "./report-text.ts";
import { summarizeText } from "./summarize-text.ts";

/** What is said of one text. */
export type LocalAnswer = {
  answer: string | null;
  /** Chance of being right, where that is known. */
  confidence?: number;
  /** A first guess, or not all of what was asked for: a language model would know more. */
  isPartial?: boolean;
};

/** Answers one question about texts, without network. */
export type LocalAnswerer = {
  /** Who answers: `local:category@shipped-1`. */
  source: string;
  /** A text a row; of functions of two texts, two. Undefined answers are beyond this tier. */
  answer(rows: readonly (readonly MaskedText[])[]): (LocalAnswer | undefined)[];
};

export type LocalParts = {
  settings: Settings;
  registry: Registry;
  /** Types of personal data that placeholders have. */
  types: ReadonlySet<string>;
  masker: Masker;
};

const nothing: LocalAnswer = { answer: null };

/** The tier that needs no network. Keeps models it has read; one serves one thread. */
export class LocalTier {
  readonly #parts: LocalParts;
  readonly #heads = new Map<string, Promise<TextHead | undefined>>();

  constructor(parts: LocalParts) {
    this.#parts = parts;
  }

  /** What answers a question here; undefined where nothing does. */
  async answererOf(question: AiQuestion): Promise<LocalAnswerer | undefined> {
    switch (question.name) {
      case "ai_analyze_sentiment":
        return await this.#sentiment();
      case "ai_classify":
        return await this.#classifier(question.labels);
      case "ai_extract":
        return this.#extractor(question.labels);
      case "ai_summarize":
        return summarizer(question.wordCountMax);
      case "ai_similarity":
        return similarity();
      case "ai_gen":
        return await this.#reporter();
      default:
        return undefined;
    }
  }

  /** The champion of a task, read once; undefined where there is none. */
  #head(task: string): Promise<TextHead | undefined> {
    const reading = this.#heads.get(task) ?? readHead(this.#parts.registry, task);
    this.#heads.set(task, reading);
    return reading;
  }

  async #sentiment(): Promise<LocalAnswerer | undefined> {
    const head = await this.#head("sentiment");
    if (head === undefined) return undefined;
    const { labels } = head.classifier;
    return headAnswerer(head, { own: labels, shown: labels.map((label) => label.toLowerCase()) });
  }

  async #classifier(labels: readonly string[]): Promise<LocalAnswerer> {
    const { registry, settings, masker } = this.#parts;
    const known = new Map<string, readonly string[]>();
    for (const task of await registry.listModels()) {
      const version = await registry.championOf(task);
      if (version !== undefined && task !== "tags") known.set(task, version.labels);
    }
    const match = matchLabels(labels, known, settings);
    const names = labels.map((label) => masker.mask(label).text);
    if (match === undefined) return byNames(labels, names);
    const { task, own } = match;
    const head = await this.#head(task);
    if (head?.classifier.state.kind === "single") return headAnswerer(head, { own, shown: labels });
    return task === urgencyTask ? urgencyAnswerer(own, labels) : byNames(labels, names);
  }

  #extractor(labels: readonly string[]): LocalAnswerer {
    const finders = labels.map((label) => [label, valueFinder(label, this.#parts.types)] as const);
    const isPartial = finders.some(([, find]) => find === undefined);
    return {
      source: "rules:forms@1",
      answer: (rows) =>
        rows.map(([text = maskedAlready("")]) => {
          const values = finders.map(([label, find]) => [label, find?.(text) ?? null]);
          return { answer: JSON.stringify(Object.fromEntries(values)), isPartial };
        }),
    };
  }

  async #reporter(): Promise<LocalAnswerer> {
    const heads: ReportHeads = {};
    for (const task of ["category", "subcategory", "sentiment"] as const) {
      const head = await this.#head(task);
      if (head !== undefined) heads[task] = head;
    }
    const encoder = encoderOf();
    return {
      source: reportSource,
      answer: (rows) =>
        rows.map(([prompt = maskedAlready("")]) => {
          const report = reportOf(prompt, { heads, encoder });
          return report === undefined ? undefined : { answer: report };
        }),
    };
  }
}

let encoder: StaticEncoder | undefined;

function encoderOf(): StaticEncoder {
  encoder ??= shippedEncoder();
  return encoder;
}

async function readHead(registry: Registry, task: string): Promise<TextHead | undefined> {
  const { model, ref, problem } = await readChampion(registry, task);
  if (model === undefined || ref === undefined || problem !== undefined) return undefined;
  return { classifier: model.classifier, source: `local:${task}@${ref}` };
}

/** The rows whose texts say something, without greeting, signature and quoted replies. */
function spokenOf(rows: readonly (readonly MaskedText[])[]): {
  at: number[];
  texts: MaskedText[];
} {
  const at: number[] = [];
  const texts: MaskedText[] = [];
  rows.forEach(([text], row) => {
    if (text === undefined || !hasLetter(text)) return;
    at.push(row);
    texts.push(meaningfulText(text));
  });
  return { at, texts };
}

type Shown = { own: readonly string[]; shown: readonly string[] };

/** The likeliest of some labels of a head, as the question spells them. */
function headAnswerer({ classifier, source }: TextHead, { own, shown }: Shown): LocalAnswerer {
  const columns = own.map((label) => classifier.labels.indexOf(label));
  const isShipped = source.includes("@shipped-");
  return {
    source,
    answer(rows) {
      const answers: LocalAnswer[] = rows.map(() => nothing);
      const { at, texts } = spokenOf(rows);
      if (texts.length === 0) return answers;
      const { model } = encoderOf();
      const features = textFeatures(texts, { vectors: encoderOf().embed(texts), model });
      const scores = classifier.score(features);
      at.forEach((row, text) => {
        const start = text * classifier.labels.length;
        const chances = columns.map((column) => scores[start + column]!);
        const best = largestIndex(chances, 0, chances.length);
        const sum = chances.reduce((total, chance) => total + chance, 0);
        const sure = sum === 0 ? 0 : chances[best]! / sum;
        // One word tells a model that was taught with messages little.
        const isDoubted = isShipped && onlyWord(texts[text]!) !== undefined;
        const confidence = isDoubted ? Math.min(sure, oneWordConfidence) : sure;
        answers[row] = { answer: shown[best]!, confidence };
      });
      return answers;
    },
  };
}

/** By the names of the labels alone: the one whose words are nearest to the text. */
function byNames(labels: readonly string[], names: readonly MaskedText[]): LocalAnswerer {
  const { dimension } = encoderOf();
  const vectors = encoderOf().embed(names.map((name) => maskedAlready(labelWords(name))));
  return {
    source: sourceName(zeroShotModel),
    answer(rows) {
      const answers: LocalAnswer[] = rows.map(() => nothing);
      const { at, texts } = spokenOf(rows);
      const scores = zeroShotScores(encoderOf().embed(texts), vectors, dimension);
      at.forEach((row, text) => {
        const start = text * labels.length;
        const best = largestIndex(scores, start, labels.length);
        answers[row] = {
          answer: labels[best]!,
          confidence: scores[start + best]!,
          isPartial: true,
        };
      });
      return answers;
    },
  };
}

function urgencyAnswerer(own: readonly string[], shown: readonly string[]): LocalAnswerer {
  const levels = new Map(own.map((level, i) => [level, shown[i]!]));
  return {
    source: sourceName(urgencyModel),
    answer(rows) {
      const answers: LocalAnswer[] = rows.map(() => nothing);
      const { at, texts } = spokenOf(rows);
      at.forEach((row, text) => {
        const { label, confidence } = urgencyOf(texts[text]!);
        answers[row] = { answer: levels.get(label) ?? null, confidence };
      });
      return answers;
    },
  };
}

function summarizer(wordCountMax: number): LocalAnswerer {
  return {
    source: "local:summary@1",
    answer: (rows) =>
      rows.map(([text]) => ({
        answer:
          text === undefined ? null : summarizeText(text, { encoder: encoderOf(), wordCountMax }),
      })),
  };
}

function similarity(): LocalAnswerer {
  const { model } = encoderOf();
  return {
    source: sourceName(model),
    answer(rows) {
      const vectors = encoderOf().embed(rows.flatMap(([one, other]) => [one!, other!]));
      const { dimension } = encoderOf();
      return rows.map((_, row) => {
        let cosine = 0;
        const start = 2 * row * dimension;
        for (let i = 0; i < dimension; i++) {
          cosine += vectors[start + i]! * vectors[start + dimension + i]!;
        }
        const clipped = Math.min(1, Math.max(0, cosine));
        return { answer: String(Math.round(clipped * 1e6) / 1e6) };
      });
    },
  };
}
