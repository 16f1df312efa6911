/** Waits for budget that calls under way may set free. */
export type BudgetHold = {
  /**
   * Reserves by `reserve`, again each time a call has ended, until it has something or no call is
   * under way that could set something free.
   */
  take<T>(reserve: () => Promise<T | undefined>): Promise<T | undefined>;
  /** Says that a call which was taken has ended. */
  release(): void;
};

/** Makes one for all calls of a process. */
export function createBudgetHold(): BudgetHold {
  let underWay = 0;
  let endedCount = 0;
  let waiting: (() => void)[] = [];
  return {
    async take(reserve) {
      for (;;) {
        const before = endedCount;
        const taken = await reserve();
        if (taken !== undefined) {
          underWay++;
          return taken;
        }
        if (endedCount !== before) continue;
        if (underWay === 0) return undefined;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    release() {
      underWay--;
      endedCount++;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}
