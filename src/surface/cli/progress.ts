import { SingleBar } from "cli-progress";

import type { Plan, RunEvent } from "../engine/engine.ts";
import { formatCount, formatDuration } from "./table.ts";

/** Shows how far a run is: a bar with rate and time left on a terminal, lines elsewhere. */
export type Progress = {
  plan(plan: Plan): void;
  event(event: RunEvent): void;
  /** Clears the bar. */
  end(): void;
};

type Work = { rows: number; done: number };

/** Progress of a run on standard error. */
export function openProgress({
  isTerminal,
  note,
}: {
  isTerminal: boolean;
  note(text: string): void;
}): Progress {
  const work = new Map<string, Work>();
  let started = performance.now();
  let stepCount = 0;
  let endedCount = 0;
  let bar: SingleBar | undefined;

  const totals = (): { rows: number; done: number } => {
    let rows = 0;
    let done = 0;
    for (const item of work.values()) {
      rows += item.rows;
      done += item.done;
    }
    return { rows, done };
  };
  const rate = (): string =>
    `${formatCount(Math.round((totals().done / (performance.now() - started)) * 1_000))} rows/s`;
  const timeLeft = (): string => {
    const { rows, done } = totals();
    if (done === 0 || done >= rows) return "";
    return `about ${formatDuration(((performance.now() - started) / done) * (rows - done))} left`;
  };
  const refresh = (step: string): void => {
    const { rows, done } = totals();
    bar?.setTotal(Math.max(rows, 1));
    bar?.update(done, { step, rate: rate(), left: timeLeft() });
  };

  return {
    plan(plan) {
      started = performance.now();
      for (const { step, action, rowsIn } of plan.steps) {
        if (action === "up to date") continue;
        stepCount += 1;
        work.set(step.id, { rows: (rowsIn ?? 0) + 1, done: 0 });
      }
      if (!isTerminal || stepCount === 0) return;
      bar = new SingleBar({
        format: "{bar} {percentage} %  {rate}  {left}  {step}",
        hideCursor: true,
        clearOnComplete: true,
        barsize: 24,
        stream: process.stderr,
      });
      bar.start(Math.max(totals().rows, 1), 0, { step: "", rate: "", left: "" });
    },
    event(event) {
      const item = work.get(event.step) ?? { rows: 1, done: 0 };
      work.set(event.step, item);
      if (event.kind === "rows") item.done = Math.min(event.rowCount, item.rows);
      if (event.kind === "finished" || event.kind === "skipped") {
        endedCount += 1;
        item.done = item.rows;
      }
      if (bar !== undefined) refresh(event.step);
      else if (event.kind === "finished") {
        const rows = `${formatCount(event.rowsIn)} → ${formatCount(event.rowsOut)} rows`;
        const left = timeLeft();
        const place = `${endedCount}/${stepCount}`;
        note(
          `${place.padStart(7)}  ${event.step.padEnd(32)} ${rows.padEnd(28)} ${formatDuration(event.elapsedMs).padStart(8)}` +
            `${event.changed ? "" : "  unchanged"}${left === "" ? "" : `  ${rate()}, ${left}`}`,
        );
      }
    },
    end: () => bar?.stop(),
  };
}
