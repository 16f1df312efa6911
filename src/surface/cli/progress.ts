import { SingleBar } from "cli-progress";

import type { MaskedText } from "../../core/base/masked-text.ts";
import { maskPlain, type Plan, type RunEvent } from "../engine/engine.ts";
import { barStream } from "./standard-error.ts";
import { askedWords, priceLine } from "./llm-text.ts";
import { formatCount, formatDuration } from "./table.ts";

/** Shows how far a run is: a bar with rate and time left on a terminal, lines elsewhere. */
export type Progress = {
  plan(plan: Plan): void;
  event(event: RunEvent): void;
  /** Clears the bar. */
  end(): void;
};

export type ProgressOptions = { isTerminal: boolean; note: (text: string) => void };

/** Progress of a run on standard error. */
export function openProgress({ isTerminal, note }: ProgressOptions): Progress {
  const tally = openTally();
  let bar: SingleBar | undefined;
  let toldMs = 0;
  return {
    plan(plan) {
      tally.start(plan);
      if (!isTerminal || tally.stepCount() === 0) return;
      bar = openBar();
      bar.start(tally.totals().rows, 0, barWords("", tally));
    },
    event(event) {
      tally.count(event);
      if (event.kind === "priced") return note(priceLine(event));
      if (event.kind === "asked") return tellAsked(event);
      if (bar === undefined) {
        if (event.kind === "finished") note(tally.line(event));
        return;
      }
      const { rows, done } = tally.totals();
      bar.setTotal(rows);
      bar.update(done, barWords(event.step, tally));
    },
    end: () => bar?.stop(),
  };

  /** Calls to a language model are slow: their own pace stands for that of the run. */
  function tellAsked(pace: RunEvent & { kind: "asked" }): void {
    const words = askedWords(pace);
    if (bar !== undefined) return bar.update({ step: maskPlain(words) });
    const { elapsedMs, doneCount, rowCount } = pace;
    if (elapsedMs - toldMs < linesApartMs && doneCount < rowCount) return;
    toldMs = elapsedMs;
    note(`${pace.step}: ${words}`);
  }
}

/** Milliseconds between two lines about one step. */
const linesApartMs = 10_000;

/** What the bar shows beside its share. */
function barWords(step: string, tally: Tally): Record<"step" | "rate" | "left", MaskedText> {
  const [rate, left] = [maskPlain(tally.rate()), maskPlain(tally.timeLeft())];
  return { step: maskPlain(step), rate, left };
}

function openBar(): SingleBar {
  return new SingleBar({
    format: "{bar} {percentage} %  {rate}  {left}  {step}",
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    stream: barStream(),
  });
}

type Tally = {
  start(plan: Plan): void;
  count(event: RunEvent): void;
  stepCount(): number;
  totals(): { rows: number; done: number };
  rate(): string;
  timeLeft(): string;
  /** One finished step as a line. */
  line(event: RunEvent & { kind: "finished" }): string;
};

/** Counts the rows of the planned steps against those that are done. */
function openTally(): Tally {
  const work = new Map<string, { rows: number; done: number }>();
  let started = performance.now();
  let endedCount = 0;
  const tally: Tally = {
    start(plan) {
      started = performance.now();
      for (const { step, action, rowsIn } of plan.steps) {
        // One more than its rows, so that a step without rows counts too.
        if (action !== "up to date") work.set(step.id, { rows: (rowsIn ?? 0) + 1, done: 0 });
      }
    },
    count(event) {
      const item = work.get(event.step) ?? { rows: 1, done: 0 };
      work.set(event.step, item);
      if (event.kind === "rows") item.done = Math.min(event.rowCount, item.rows);
      if (event.kind !== "finished" && event.kind !== "skipped") return;
      endedCount += 1;
      item.done = item.rows;
    },
    stepCount: () => work.size,
    totals() {
      const items = [...work.values()];
      const sum = (key: "rows" | "done"): number =>
        items.reduce((total, item) => total + item[key], 0);
      return { rows: sum("rows"), done: sum("done") };
    },
    rate() {
      const seconds = (performance.now() - started) / 1_000;
      return `${formatCount(Math.round(tally.totals().done / seconds))} rows/s`;
    },
    timeLeft() {
      const { rows, done } = tally.totals();
      if (done === 0 || done >= rows) return "";
      return `about ${formatDuration(((performance.now() - started) / done) * (rows - done))} left`;
    },
    line({ step, rowsIn, rowsOut, elapsedMs, changed }) {
      const rows = `${formatCount(rowsIn)} → ${formatCount(rowsOut)} rows`;
      const place = `${endedCount}/${work.size}`.padStart(7);
      const time = formatDuration(elapsedMs).padStart(8);
      const left = tally.timeLeft();
      const pace = left === "" ? [] : [tally.rate(), left];
      const rest = [...(changed ? [] : ["unchanged"]), ...pace];
      return `${place}  ${step.padEnd(32)} ${rows.padEnd(28)} ${time}  ${rest.join(", ")}`.trimEnd();
    },
  };
  return tally;
}
