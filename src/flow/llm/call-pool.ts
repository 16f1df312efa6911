/** Lets a number of things happen at a time; the others wait in the order they came. */
export type CallPool = { run<T>(work: () => Promise<T>): Promise<T> };

/** Makes a pool of `size` places. */
export function createCallPool(size: number): CallPool {
  let free = size;
  const waiting: (() => void)[] = [];
  return {
    async run(work) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next(); // the place goes to it
      }
    },
  };
}
