import { SingleBar } from "cli-progress";

import { barStream } from "./standard-error.ts";
import { formatCount, formatDuration } from "./table.ts";

/** Shows how far the phases of some work are. */
export type CountProgress = {
  update(phase: string, done: number, total: number): void;
  end(): void;
};

/** Work that is done sooner shows no bar. */
const quietMs = 300;

/** A bar with phase, rate and time left on standard error, or nothing. */
export function openCountProgress({ isShown }: { isShown: boolean }): CountProgress {
  let [bar, phase, started]: [SingleBar | undefined, string, number] = [undefined, "", 0];
  return {
    update(next, done, total) {
      if (next !== phase) [phase, started] = [next, performance.now()];
      const elapsedMs = performance.now() - started;
      // A phase of few long steps says at once that it has begun.
      if (!isShown || (bar === undefined && done > 0 && elapsedMs < quietMs)) return;
      if (bar === undefined) {
        bar = openBar();
        bar.start(total, done, { phase, rate: "", left: "" });
      }
      bar.setTotal(total);
      const leftMs = done === 0 ? 0 : (elapsedMs / done) * (total - done);
      bar.update(done, {
        phase,
        rate: done > 20 ? `${formatCount(Math.round((done / elapsedMs) * 1_000))}/s` : "",
        left: leftMs > 0 ? `about ${formatDuration(leftMs)} left` : "",
      });
    },
    end: () => bar?.stop(),
  };
}

function openBar(): SingleBar {
  return new SingleBar({
    format: "{phase}  {bar} {percentage} %  {rate}  {left}",
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    stream: barStream(),
  });
}
