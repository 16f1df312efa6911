import { assert, EarshotError } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { enumerations } from "../../core/domain/enumeration.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import type { LlmFailure, LlmOutcome, LlmPrice } from "../llm/llm.ts";
import { labelQuestion, summaryQuestion, type TextQuestion } from "./llm-questions.ts";
import { addedPrices } from "./llm-price.ts";
import type { StageParameters } from "./stage-parameters.ts";
import type { AskContext, AskedRow, Asker, AskTally } from "./stage.ts";

/** The run is to stop where the language model gives no answer, and it gave none. */
export class LlmNoAnswerError extends EarshotError {
  readonly code = "LLM_NO_ANSWER";
  readonly kind = "unavailable";

  constructor(count: number, failure: LlmFailure) {
    super(
      `the language model has not answered about ${count} texts: ${failureWords[failure]}. What was paid for is kept and the next run goes on from there; llm.on_failure: local would go on without`,
    );
  }
}

/** Why there is no answer, in words. */
export const failureWords: Readonly<Record<LlmFailure, string>> = {
  budget: "its budget is spent (llm.budget)",
  denied: "it refuses the key, the address or the model's name",
  unavailable: "it can't be reached, or is too busy",
  rejected: "it does not take these texts",
  invalid: "what it says is no answer to what it was asked",
};

const passingFailures: readonly LlmFailure[] = ["budget", "denied", "unavailable"];

/** Whether the next run may not meet a failure again. */
export function isPassing(failure: LlmFailure): boolean {
  return passingFailures.includes(failure);
}

/** Rows that are asked about at a time: enough that all workers have calls to make. */
const rowsAtOnce = 5_000;

/** Columns that answers fill, without which rows have none. */
const answerColumns = [
  "category",
  "subcategory",
  "sentiment",
  "sentiment_score",
  "frustration_level",
  "urgency",
  "tags",
  "summary",
];

const writes = [
  ...answerColumns,
  "model_version",
  "source",
  "summary_source",
  "tokens_in",
  "tokens_out",
  "cost_usd",
  "failure",
];

/** A question, and the rows that it is asked about. */
type Part = TextQuestion & { rows: number[]; texts: MaskedText[]; source: string };

/** What is asked about some rows: of each its labels, its summary, or both. */
function partsOf(
  batch: readonly AskedRow[],
  { settings: { llm, enrichment } }: StageParameters,
): Part[] {
  assert(llm !== undefined && enrichment !== undefined, "the stage names its settings");
  const tags = enrichment.tags ?? enumerations.subcategory.values;
  const parts = [
    { asked: labelQuestion(llm.tasks, tags), flag: "asks_labels", source: "source" },
    { asked: summaryQuestion(), flag: "asks_summary", source: "summary_source" },
  ];
  return parts.flatMap(({ asked, flag, source }) => {
    const part: Omit<Part, keyof TextQuestion> = { rows: [], texts: [], source };
    batch.forEach((row, at) => {
      if (row[flag] !== true) return;
      part.rows.push(at);
      part.texts.push(maskedAlready(row["text"] as string)); // masked, as the stage's input says
    });
    return asked === undefined ? [] : [{ ...asked, ...part }];
  });
}

/** Opens the language model for the texts of a stage. */
export async function openLlmAsker(
  parameters: StageParameters,
  { llm: openLlm, runId, stopsOnFailure }: AskContext,
): Promise<Asker> {
  const llm = await openLlm();
  const tally = openTally();
  return {
    reads: ["text", "asks_labels", "asks_summary"],
    writes,
    rowsAtOnce,
    async answer(batch, signal, onProgress) {
      const columns = blank(batch.length, parameters.version);
      const parts = partsOf(batch, parameters);
      const textCount = parts.reduce((sum, { rows }) => sum + rows.length, 0);
      let before = 0;
      for (const part of parts) {
        const { question, texts, rows } = part;
        if (rows.length === 0) continue;
        const told = (done: number): void =>
          onProgress?.(Math.floor(((before + done) / textCount) * batch.length));
        const outcomes = await llm.answer(question, texts, { runId, signal, onProgress: told });
        assert(outcomes.length === rows.length, "there is one outcome a text");
        outcomes.forEach((outcome, i) => fill(columns, rows[i]!, { outcome, part }));
        for (const outcome of outcomes) tally.add(outcome);
        before += texts.length;
      }
      if (stopsOnFailure) tally.requireAnswers();
      return columns;
    },
    price: async (batch) => {
      const prices: LlmPrice[] = [];
      for (const { question, texts } of partsOf(batch, parameters))
        prices.push(await llm.price(question, texts));
      return addedPrices(prices);
    },
    tally: tally.read,
    // whoever opened the language model closes it
    [Symbol.asyncDispose]: async () => undefined,
  };
}

type Columns = Record<string, unknown[]>;
type Unanswered = Extract<LlmOutcome, { failure: LlmFailure }>;

function blank(rowCount: number, version: string): Columns {
  const columns: Columns = Object.fromEntries(
    writes.map((name) => [name, Array.from({ length: rowCount }, (): unknown => null)]),
  );
  columns["model_version"]!.fill(version);
  for (const name of ["tokens_in", "tokens_out", "cost_usd"]) columns[name]!.fill(0);
  return columns;
}

/** Fills in what became of one question about one row. */
function fill(
  columns: Columns,
  row: number,
  { outcome, part }: { outcome: LlmOutcome<Readonly<Record<string, unknown>>>; part: Part },
): void {
  if ("failure" in outcome) {
    // What was paid for a text that has both answers and none stays noted; the reason is the first.
    columns["failure"]![row] ??= outcome.failure;
    if (outcome.paid !== undefined) addPaid(outcome.paid);
    // No version: so it does not stand, and the next run asks again.
    if (isPassing(outcome.failure)) columns["model_version"]![row] = null;
    return;
  }
  for (const [name, value] of Object.entries(part.columns(outcome.answer)))
    columns[name]![row] = value;
  columns[part.source]![row] = outcome.source;
  addPaid(outcome);

  function addPaid({ tokensIn, tokensOut, costUsd }: NonNullable<Unanswered["paid"]>): void {
    add("tokens_in", tokensIn);
    add("tokens_out", tokensOut);
    add("cost_usd", costUsd);
  }

  function add(name: string, value: number): void {
    columns[name]![row] = (columns[name]![row] as number) + value; // as `blank` put it there
  }
}

/** Counts what asking comes to. */
function openTally() {
  const failures = new Map<LlmFailure, number>();
  const sums = { askedCount: 0, keptCount: 0 };
  return {
    add(outcome: LlmOutcome): void {
      sums.askedCount += 1;
      if ("failure" in outcome) {
        failures.set(outcome.failure, (failures.get(outcome.failure) ?? 0) + 1);
      } else if (outcome.isKept) {
        sums.keptCount += 1;
      }
    },
    read: (): AskTally => ({ ...sums, failures: Object.fromEntries(failures) }),
    /** @throws LlmNoAnswerError where answers are missing that may be had later. */
    requireAnswers(): void {
      for (const failure of passingFailures) {
        const count = failures.get(failure) ?? 0;
        if (count > 0) throw new LlmNoAnswerError(count, failure);
      }
    },
  };
}
