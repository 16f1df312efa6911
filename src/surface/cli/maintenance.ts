import {
  maintainWarnings,
  maskPlain,
  type MaintainEvent,
  type MaintainInput,
  type OptimizedTable,
  type VacuumedTable,
} from "../engine/engine.ts";
import type { CommandContext } from "./command.ts";
import { isWatched, writeStandardError } from "./standard-error.ts";
import { formatBytes, formatDuration } from "./table.ts";

/** Events less than this apart are not all shown. */
const showMs = 1_000;

/**
 * Maintains tables, all when none is named, and tells on standard error how far it is, whom it
 * waits for, and what went wrong without harm.
 */
export async function maintain<T extends OptimizedTable | VacuumedTable>(
  context: Pick<CommandContext, "note" | "flags" | "signal">,
  { tables, wait }: { tables: readonly string[]; wait: boolean },
  work: (input: MaintainInput) => Promise<T[]>,
): Promise<T[]> {
  const { note, signal } = context;
  const progress = maintainProgress(context);
  const done = await work({
    tables: tables.length === 0 ? "all" : tables,
    signal,
    waitMs: wait ? Infinity : 0,
    onWait: ({ runId, pid }) => note(`waiting for run ${runId} (process ${pid}) to end`),
    onEvent: (event) => progress.event(event),
  }).finally(() => progress.end());
  for (const warning of maintainWarnings(done)) note(`warning: ${warning}`);
  return done;
}

/**
 * Tells on standard error which table is at work, and how far: a line that changes on a terminal,
 * a line a changed table elsewhere.
 */
function maintainProgress({ note, flags }: Pick<CommandContext, "note" | "flags">): {
  event(event: MaintainEvent): void;
  end(): void;
} {
  const isTerminal = isWatched() && !flags.quiet;
  const show = (text: string): void => {
    if (isTerminal) writeStandardError(maskPlain(`\r\u001b[K${text}`));
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
