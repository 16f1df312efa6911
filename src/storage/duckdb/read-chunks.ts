import type { Json } from "@duckdb/node-api";

import { StreamCutError } from "./duckdb-errors.ts";

/**
 * Chunks that call `end` when they are over: read to the end, given up, failed or cut. They fail
 * when cut, and when fewer rows came than there are, so that nobody takes a part for the whole.
 *
 * @param rows - Chunks as the driver gives them.
 * @param rowCount - Rows there are.
 */
export function readChunks(
  rows: AsyncIterator<Json[][]>,
  rowCount: number,
  end: () => void,
): { chunks: AsyncIterable<Json[][]>; cut: () => void } {
  let isCut = false;
  let isOver = false;
  let readCount = 0;
  let reading: Promise<unknown> = Promise.resolve();
  const finish = (): void => {
    isOver = true;
    end();
  };
  async function read(): Promise<IteratorResult<Json[][], undefined>> {
    if (isCut) throw new StreamCutError();
    if (isOver) return { done: true, value: undefined };
    try {
      const step = await rows.next();
      if (step.done !== true) readCount += step.value.length;
      if (isCut || (step.done === true && readCount !== rowCount)) throw new StreamCutError();
      if (step.done !== true) return step;
      finish();
      return { done: true, value: undefined };
    } catch (error) {
      finish();
      throw error;
    }
  }
  const iterator: AsyncIterator<Json[][], undefined> = {
    next() {
      const step = reading.then(read);
      reading = step.catch(() => undefined);
      return step;
    },
    async return() {
      await reading;
      finish();
      return { done: true, value: undefined };
    },
  };
  return {
    chunks: { [Symbol.asyncIterator]: () => iterator },
    cut() {
      if (isOver) return;
      isCut = true;
      void reading.then(finish);
    },
  };
}
