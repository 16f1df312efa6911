import { SingleBar } from "cli-progress";

import { barStream } from "./standard-error.ts";
import { formatBytes, formatDuration } from "./table.ts";

/** Shows how much of some bytes is done. */
export type ByteProgress = {
  /** @param bytesTotal - Undefined when nobody knows. */
  update(bytesDone: number, bytesTotal: number | undefined): void;
  end(): void;
};

/** Work that is done sooner shows no bar. */
const quietMs = 300;

/** A bar with rate and time left on standard error, or nothing. */
export function openByteProgress({ isShown }: { isShown: boolean }): ByteProgress {
  const started = performance.now();
  let bar: SingleBar | undefined;
  return {
    update(bytesDone, bytesTotal) {
      const elapsedMs = performance.now() - started;
      if (!isShown || elapsedMs < quietMs) return;
      if (bar === undefined) {
        bar = openBar(bytesTotal === undefined);
        bar.start(bytesTotal ?? 0, 0, { rate: "", left: "", done: "" });
      }
      const leftMs =
        bytesTotal === undefined ? 0 : (elapsedMs / bytesDone) * (bytesTotal - bytesDone);
      bar.update(bytesDone, {
        done: formatBytes(bytesDone),
        rate: `${formatBytes((bytesDone / elapsedMs) * 1_000)}/s`,
        left: leftMs > 0 ? `about ${formatDuration(leftMs)} left` : "",
      });
    },
    end: () => bar?.stop(),
  };
}

function openBar(isEndless: boolean): SingleBar {
  return new SingleBar({
    format: isEndless ? "{done}  {rate}" : "{bar} {percentage} %  {rate}  {left}",
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    stream: barStream(),
  });
}
