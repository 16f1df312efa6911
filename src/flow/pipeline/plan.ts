import type { Connection } from "../../storage/duckdb/connection.ts";
import type { SourcePart } from "../ingest/source.ts";
import { readHead, type Lake, type StepRecord, type TableHead } from "./lake.ts";
import { openLanding } from "./landing-plan.ts";
import type { RejectedLines } from "./rejected-lines.ts";
import type { Project, Step } from "./steps.ts";

/** What a run would do with one step, and why. */
export type PlannedStep = {
  step: Step;
  /** `later`: whether it runs shows when the steps before it are done. */
  action: "run" | "later" | "up to date";
  reason: string;
  /** Rows it will read; undefined where that shows only later. */
  rowsIn: number | undefined;
  /** Of a landing: lines that can't be read and will be set aside. */
  rejected?: RejectedLines[];
  /** Of a stage that reuses answers: the most it will make, and the most that it will take over. */
  answers?: { newMost: number; standingMost: number };
};

/** What a run would do. */
export type Plan = {
  steps: PlannedStep[];
  /** Whether there is anything to do. */
  isEmpty: boolean;
  /** Everything is made anew, whatever stands there. */
  isFullRefresh: boolean;
};

export type PlanOptions = {
  lake: Lake;
  chosen: readonly Step[];
  fullRefresh?: boolean;
  /** To count the rows of files that are not landed yet. */
  connection: Connection;
  signal?: AbortSignal | undefined;
};

/**
 * Says what a run would do: which files are new, which steps are behind and why, and how many rows
 * they read. Reads the sources' file stamps and the latest commit of each table; new files are
 * counted.
 */
export async function planRun(project: Project, options: PlanOptions): Promise<Plan> {
  const { lake, chosen, connection, signal } = options;
  const heads = new Map<string, TableHead | undefined>();
  // What a step reads may be a table that no source feeds any more, and so no step.
  const ids = new Set(project.steps.flatMap(({ id, reads }) => [id, ...reads]));
  await Promise.all([...ids].map(async (id) => heads.set(id, await readHead(lake, id))));
  const changing = new Set<string>();
  const rows = new Map<string, number>();
  for (const step of project.steps) rows.set(step.id, heads.get(step.id)?.record?.row_count ?? 0);
  const steps: PlannedStep[] = [];
  for (const step of chosen) {
    signal?.throwIfAborted();
    const planned =
      step.task.kind === "landing"
        ? await planLanding(step, step.task.source)
        : planStep(project, step, {
            heads,
            changing,
            rows,
            fullRefresh: options.fullRefresh === true,
          });
    if (planned.action !== "up to date") {
      changing.add(step.id);
      rows.set(step.id, Math.max(rows.get(step.id) ?? 0, rowsGuess(planned, rows)));
    }
    steps.push(planned);
  }
  return { steps, isEmpty: changing.size === 0, isFullRefresh: options.fullRefresh === true };

  async function planLanding(step: Step, source: string): Promise<PlannedStep> {
    const landing = await openLanding(project, lake, source, { connection, signal });
    await landing.requireColumns(connection);
    if (landing.pending.length === 0)
      return { step, action: "up to date", reason: files(landing.parts), rowsIn: 0 };
    const { rowCount: rowsIn, rejected } = await landing.countRows(connection);
    rows.set(step.id, (rows.get(step.id) ?? 0) + rowsIn);
    const known = heads.get(step.id) === undefined ? "first landing" : "new or changed";
    const reason = `${files(landing.pending)}, ${known}`;
    return { step, action: "run", reason, rowsIn, rejected };
  }
}

function files(parts: readonly SourcePart[]): string {
  return parts.length === 1 ? "1 file" : `${parts.length} files`;
}

/** A first guess of a step's rows for those who read it; 0 where there is none. */
function rowsGuess({ step, rowsIn = 0 }: PlannedStep, rows: ReadonlyMap<string, number>): number {
  // An entity keeps about the rows it reads; a stage gives one for each, or for a group of them.
  if (step.task.kind === "entity") return landedRows(step, rows);
  return step.task.kind === "stage" ? rowsIn : 0;
}

function landedRows(step: Step, rows: ReadonlyMap<string, number>): number {
  return step.reads
    .filter((id) => id.startsWith("bronze."))
    .reduce((sum, id) => sum + (rows.get(id) ?? 0), 0);
}

type Known = {
  heads: ReadonlyMap<string, TableHead | undefined>;
  changing: ReadonlySet<string>;
  rows: ReadonlyMap<string, number>;
  fullRefresh: boolean;
};

function planStep(project: Project, step: Step, known: Known): PlannedStep {
  const { changing, rows } = known;
  const rowsIn = step.reads.reduce((sum, id) => sum + (rows.get(id) ?? 0), 0);
  const head = known.heads.get(step.id);
  const reason = known.fullRefresh ? "full refresh" : staleReason(project, step, head, known.heads);
  const answers = answersOf(step, { head, rowsIn, fullRefresh: known.fullRefresh });
  if (reason !== undefined) return { step, action: "run", reason, rowsIn, ...answers };
  const moving = step.reads.filter((id) => changing.has(id));
  if (moving.length === 0) return { step, action: "up to date", reason: "", rowsIn: 0 };
  return {
    step,
    action: "later",
    reason: `if ${moving.join(", ")} ${moving.length > 1 ? "change" : "changes"}`,
    rowsIn,
    ...answers,
  };
}

/** How many answers a step makes and takes over shows only with its input; these are the bounds. */
function answersOf(
  { task, fingerprint }: Step,
  {
    head,
    rowsIn,
    fullRefresh,
  }: { head?: TableHead | undefined; rowsIn: number; fullRefresh: boolean },
): Pick<PlannedStep, "answers"> {
  if (task.kind !== "stage" || task.loaded.stage.reuses === undefined) return {};
  const isSame = !fullRefresh && head?.record?.fingerprint === fingerprint;
  const standing = isSame ? (head?.record?.row_count ?? 0) : 0;
  return { answers: { newMost: rowsIn, standingMost: Math.min(standing, rowsIn) } };
}

/**
 * Why a step's table is behind; undefined when it is not. It is behind when there is none, its
 * SQL, code or settings are others, a table it reads has other rows, or its day is over.
 */
export function staleReason(
  project: Project,
  step: Step,
  head: TableHead | undefined,
  heads: ReadonlyMap<string, TableHead | undefined>,
): string | undefined {
  if (head === undefined) return "first run";
  const { record } = head;
  if (record === undefined) return "another program wrote to it";
  if (record.fingerprint !== step.fingerprint) return "its SQL, code or settings changed";
  const changed = step.reads.filter((id) => {
    const input = heads.get(id);
    return input?.dataVersion !== record.inputs[id];
  });
  if (changed.length > 0) return `${changed.join(", ")} changed`;
  if (step.daily && record.day !== asOfKey(project)) return "as of another time";
  return unansweredReason(record);
}

/** Why a stage asks a language model again although nothing else changed. */
function unansweredReason({ unanswered = {} }: StepRecord): string | undefined {
  const reasons = Object.entries(unanswered);
  if (reasons.length === 0) return undefined;
  const count = reasons.reduce((sum, [, n]) => sum + n, 0);
  const texts = count === 1 ? "1 text has" : `${count} texts have`;
  return `${texts} no answer of the language model yet (${reasons.map(([name]) => name).join(", ")})`;
}

/** What a daily step keeps of the time it stands for. */
export function asOfKey(project: Project): string {
  // A fixed instant counts to the millisecond; the clock counts by the business day.
  if (project.loaded.settings.as_of !== undefined) return project.asOf.toISOString();
  return new Intl.DateTimeFormat("en-CA", { timeZone: project.loaded.settings.time_zone }).format(
    project.asOf,
  );
}
