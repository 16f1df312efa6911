import type { Random } from "../../core/base/random.ts";
import type { Row, Table } from "./csv.ts";
import { dayFirst } from "./instant.ts";

/** What is wrong with a row or one of its cells. */
export type DefectKind =
  | "blank"
  | "case"
  | "null_word"
  | "date_form"
  | "duplicate"
  | "orphan"
  | "impossible";

/** One planted defect, as truth.json lists it. */
export type Defect = {
  readonly file: string;
  /** 1 for the first row below the header. */
  readonly row: number;
  readonly column?: string;
  readonly kind: DefectKind;
  /** Key of the row. */
  readonly id: string;
  /** What the cell would say in a clean file. */
  readonly was?: string;
  /** Of a duplicate: an exact copy, or an older version of the row that should be kept. */
  readonly note?: "exact copy" | "older version";
};

type Mark = Omit<Defect, "file" | "row" | "id">;

/** A row on its way into a file, with what was done to it. */
export type Entry = { readonly row: Record<string, string>; readonly marks: Mark[] };

/** How many cells of which columns to spoil, each cell at most once. */
export type MessPlan = {
  /** Leading, trailing or doubled blanks. */
  readonly blank?: readonly [count: number, columns: readonly string[]];
  /** Values of a fixed list written in other letters. */
  readonly case?: readonly [count: number, columns: readonly string[]];
  /** `NULL`, `N/A`, `-` or nothing where the value is missing; fills only cells that are empty. */
  readonly emptyNullWord?: readonly [count: number, columns: readonly string[]];
  /** The same in place of a value, which is lost. */
  readonly lostNullWord?: readonly [count: number, columns: readonly string[]];
  /** Days and instants in other forms. */
  readonly dateForm?: readonly [count: number, columns: readonly string[]];
};

const nullWords = ["NULL", "N/A", "-", ""] as const;

/** Entries of clean rows. */
export function entriesOf(rows: readonly Row[]): Entry[] {
  return rows.map((row) => ({ row: { ...row }, marks: [] }));
}

/** Spoils cells as planned; entries change in place. */
export function mess(random: Random, entries: readonly Entry[], plan: MessPlan): void {
  spoil(random.fork("date"), entries, {
    kind: "date_form",
    plan: plan.dateForm,
    change: otherDateForm,
  });
  spoil(random.fork("lost"), entries, {
    kind: "null_word",
    plan: plan.lostNullWord,
    change: lostWord,
  });
  spoil(random.fork("empty"), entries, {
    kind: "null_word",
    plan: plan.emptyNullWord,
    change: emptyWord,
  });
  spoil(random.fork("case"), entries, { kind: "case", plan: plan.case, change: otherCase });
  spoil(random.fork("blank"), entries, { kind: "blank", plan: plan.blank, change: withBlanks });
}

/** Says that something is wrong with the row, or with one cell, and sets the cell. */
export function plant(entry: Entry, mark: Omit<Mark, "was">, value?: string): void {
  if (mark.column === undefined || value === undefined) {
    entry.marks.push(mark);
    return;
  }
  const earlier = entry.marks.findIndex((item) => item.column === mark.column);
  const was = earlier < 0 ? entry.row[mark.column] : entry.marks[earlier]?.was;
  if (earlier >= 0) entry.marks.splice(earlier, 1);
  entry.marks.push({ ...mark, was: was ?? "" });
  entry.row[mark.column] = value;
}

/** A copy of an entry, with what was done to its cells, marked as a duplicate. */
export function duplicateOf(entry: Entry, note: "exact copy" | "older version"): Entry {
  return { row: { ...entry.row }, marks: [...entry.marks, { kind: "duplicate", note }] };
}

/** The finished file and the list of its defects. */
export function finish(
  entries: readonly Entry[],
  { path, columns }: Omit<Table, "rows">,
): { table: Table; defects: Defect[] } {
  const key = columns[0] ?? "";
  const defects = entries.flatMap(({ row, marks }, index) =>
    marks.map((mark) => ({ file: path, row: index + 1, id: row[key] ?? "", ...mark })),
  );
  return { table: { path, columns, rows: entries.map(({ row }) => row) }, defects };
}

type Change = (random: Random, value: string, index: number) => string | undefined;

function spoil(
  random: Random,
  entries: readonly Entry[],
  { kind, plan, change }: { kind: DefectKind; plan: MessPlan["blank"] | undefined; change: Change },
): void {
  if (plan === undefined) return;
  const [count, columns] = plan;
  const cells = entries.flatMap((entry) => columns.map((column) => [entry, column] as const));
  let done = 0;
  for (const [entry, column] of random.shuffled(cells)) {
    if (done === count) return;
    if (entry.marks.some((mark) => mark.column === column)) continue;
    const value = entry.row[column] ?? "";
    const changed = change(random, value, done);
    if (changed === undefined) continue;
    entry.row[column] = changed;
    entry.marks.push({ kind, column, was: kind === "null_word" ? "" : value });
    done++;
  }
}

/** Blanks before, behind, or doubled within, in turn. */
function withBlanks(random: Random, value: string, index: number): string | undefined {
  if (value === "") return undefined;
  if (index % 3 === 0) return " ".repeat(random.integer(1, 3)) + value;
  if (index % 3 === 1) return value + " ".repeat(random.integer(1, 3));
  return / /.test(value) ? value.replace(" ", "  ") : ` ${value} `;
}

function otherCase(random: Random, value: string): string | undefined {
  const lower = value.toLowerCase();
  const capital = lower.slice(0, 1).toUpperCase() + lower.slice(1);
  const others = [lower, capital, `${capital} `, value.toUpperCase()].filter(
    (text) => text.trim() !== value,
  );
  return value === "" || others.length === 0 ? undefined : random.pick(others);
}

function emptyWord(_: Random, value: string, index: number): string | undefined {
  return value === "" ? nullWords[index % 3] : undefined;
}

function lostWord(_: Random, value: string, index: number): string | undefined {
  return value === "" ? undefined : nullWords[index % 4];
}

/** `2026-03-09` or `2026-03-09 14:05:00` in another form; day-first forms lose the seconds. */
function otherDateForm(_: Random, value: string, index: number): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2})(:\d{2}))?$/.exec(value);
  if (match === null) return undefined;
  const [, day = "", time, seconds] = match;
  if (time === undefined) return index % 4 === 3 ? `${day}T00:00:00Z` : dayFirst(day);
  return index % 2 === 0 ? `${day}T${time}${seconds}Z` : `${dayFirst(day)} ${time}`;
}
