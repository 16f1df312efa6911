import type { LeftOut } from "./find-tables.ts";
import type { ReadingNote } from "./read-sample.ts";

/** A column of the entity, what feeds it and why. `column` "" leaves it unfed. */
export type FoundColumn = { target: string; column: string; why: string; isSure: boolean };

/** A column that feeds nothing, with what it seems to hold. */
export type UnusedColumn = { column: string; seems: string };

/** A setting with its reason. */
export type FoundSetting = {
  setting: string;
  value: string | number | boolean;
  why: string;
  isSure: boolean;
};

/** One source for the settings, and what is thought of it. */
export type FoundSource = {
  name: string;
  /** Path, glob or list, from the folder of the settings file. */
  path: string | string[];
  /** Why it is wider than the files that were found; undefined where it is not. */
  pathWhy: string | undefined;
  fileCount: number;
  bytes: number;
  /** Rows looked at, and whether these are all. */
  rowCount: number;
  isWhole: boolean;
  /** Absent: kept in bronze only. */
  entity: string | undefined;
  /** Why it is taken for that, a sentence. */
  why: string;
  system: string;
  /** Whether the system needs an entry, as the path would give another. */
  isSystemNamed: boolean;
  /** How the files are read. */
  reading: ReadingNote[];
  /** Order of dates, decimal mark. */
  forms: FoundSetting[];
  columns: FoundColumn[];
  /** Entity column: word: value; those only guessed are in `unsure` as well. */
  values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  messages: Readonly<Record<string, string | number>> | undefined;
  /** Columns that nothing feeds, with the value that silver takes in every row. */
  taken: { target: string; value: string }[];
  unused: UnusedColumn[];
  /** What a person should look at; `instead` is the setting that would change it. */
  unsure: { what: string; instead?: string }[];
};

/** What was found in a folder. */
export type Finding = {
  sources: FoundSource[];
  leftOut: LeftOut[];
  /** Columns that are fed and whose values stay in bronze: above it they are masked. */
  masked: string[];
  /** Whether times were found that name no zone. */
  hasLocalTimes: boolean;
};
