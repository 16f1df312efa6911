import { countText, type AskedText } from "./asked.ts";
import { allOf, askGroup, type Asking } from "./ask-group.ts";
import type { TokenCounter } from "./count-tokens.ts";
import { packCalls } from "./pack-calls.ts";

export type AskTextsOptions = {
  counter: TokenCounter;
  batchSize: number;
  textsPerCall: number;
  /** Groups worked at a time; calls are bounded over the whole process beside that. */
  workers: number;
  /** Told which texts have their outcome, after each batch. */
  onBatch: (texts: readonly AskedText[]) => void;
};

/**
 * Asks about different texts, batch by batch in calls. A worker takes the next call as soon as it
 * is free, also of the next batch: nobody waits for the slowest call of a batch. What shares a call
 * follows from the texts alone, so the number of workers changes nothing but the time.
 */
export async function askTexts(
  asking: Asking,
  texts: readonly AskedText[],
  options: AskTextsOptions,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([asking.signal, stop.signal]);
  const groups = callsOf(asking, texts, options);
  const work = async (): Promise<void> => {
    // A generator is shared by all workers, each of which takes its next call from it.
    for (const group of groups) {
      signal.throwIfAborted();
      try {
        await askGroup({ ...asking, signal }, group.texts);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
      group.done();
    }
  };
  await allOf(Array.from({ length: options.workers }, work));
}

function* callsOf(
  { question }: Asking,
  texts: readonly AskedText[],
  { counter, batchSize, textsPerCall, onBatch }: AskTextsOptions,
): Generator<{ texts: ReturnType<typeof countText>[]; done: () => void }> {
  for (let start = 0; start < texts.length; start += batchSize) {
    const batch = texts
      .slice(start, start + batchSize)
      .map((text) => countText(text, question, counter));
    const calls = packCalls(batch, textsPerCall);
    let left = calls.length;
    const done = (): void => {
      left--;
      if (left === 0) onBatch(batch);
    };
    for (const call of calls) yield { texts: call.map((index) => batch[index]!), done };
  }
}
