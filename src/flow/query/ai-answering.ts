import type { AiAnswers } from "../ai/ai-answers.ts";
import type { AiTally } from "../ai/ai-tally.ts";
import type { RowStream } from "../../storage/duckdb/connection.ts";
import type { LocalExecutor } from "../pipeline/local-executor.ts";
import { openAiMemory, type AiNotes } from "./ai-memory.ts";
import { runPasses } from "./ai-passes.ts";
import type { AiQuery } from "./ai-rewrite.ts";
import type { QueryTimer } from "./query-timer.ts";
import type { QueryOptions } from "./run-query.ts";

/** Runs a query until nothing that it asks is unanswered; earlier runs are dropped. */
export type Answered = (run: () => Promise<RowStream>) => Promise<RowStream>;

export type AnsweringParts = {
  ai: AiAnswers | undefined;
  executor: LocalExecutor;
  timer: QueryTimer;
  options: Pick<QueryOptions, "settings" | "signal" | "onProgress">;
};

/**
 * Makes the functions that look a query's answers up known to the engine. A query without any runs
 * once, as ever.
 *
 * @throws AiNeedsLlmError, AiArgumentError for a question that nothing here can answer.
 */
export async function openAnswering(
  query: AiQuery | undefined,
  { ai, executor, timer, options }: AnsweringParts,
): Promise<{ answered: Answered; tally: () => AiTally | undefined }> {
  if (query === undefined || ai === undefined)
    return { answered: (run) => run(), tally: () => undefined };
  const { sites } = query;
  for (const { question } of sites) ai.check(question);
  const { limits } = options.settings;
  const memory = openAiMemory(limits.ai_rows);
  for (const site of sites) await executor.defineFunction(site.called, memory.functionOf(site));
  // In one thread rows come in the same order each time, so lists and texts of them are the same.
  await executor.define("SET threads = 1");
  const answer = async ({ question, rows }: AiNotes): Promise<(string | null)[]> => {
    const answers = await ai.answer(question, rows, {
      signal: options.signal,
      onProgress: (done, total) => {
        timer.check();
        options.onProgress?.(question.name, done, total);
      },
      waiting: (work) => timer.pausing(work),
    });
    return answers.map((given) => given.answer);
  };
  const answered: Answered = async (run) => {
    const given = await runPasses({ memory, sites, run: () => overflowing(run), drop, answer });
    await ai[Symbol.asyncDispose](); // nobody has to wait for the answer to be read
    return given;
  };
  return { answered, tally: () => ai.tally() };

  /** The engine tells of an error in a function as its own. */
  async function overflowing<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (cause) {
      throw memory.overflow() ?? cause;
    }
  }
}

async function drop({ chunks }: RowStream): Promise<void> {
  await chunks[Symbol.asyncIterator]().return?.();
}
