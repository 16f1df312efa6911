import type { MaintainEvent } from "../engine/engine.ts";
import type { CommandContext } from "./command.ts";
import { formatBytes, formatDuration } from "./table.ts";

/** Events less than this apart are not all shown. */
const showMs = 1_000;

/**
 * Tells on standard error which table is at work, and how far: a line that changes on a terminal,
 * a line a changed table elsewhere.
 */
export function maintainProgress({ note, flags }: Pick<CommandContext, "note" | "flags">): {
  event(event: MaintainEvent): void;
  end(): void;
} {
  const isTerminal = process.stderr.isTTY && !flags.quiet;
  const show = (text: string): void => {
    if (isTerminal) process.stderr.write(`\r\u001b[K${text}`);
  };
  let [started, shown] = [0, 0];
  return {
    event(event) {
      if (event.kind === "started") {
        started = performance.now();
        show(event.table);
      } else if (event.kind === "finished") {
        show("");
        if (event.changed)
          note(`${event.table.padEnd(32)} ${formatDuration(event.elapsedMs).padStart(8)}`);
      } else if (performance.now() - shown > showMs) {
        shown = performance.now();
        const { bytesDone, bytesTotal } = event;
        const leftMs = ((shown - started) * (bytesTotal - bytesDone)) / Math.max(1, bytesDone);
        show(
          `${event.table}  ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}, about ${formatDuration(leftMs)} left`,
        );
      }
    },
    end: () => show(""),
  };
}
