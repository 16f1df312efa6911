import { EarshotError, messageOf, systemCode } from "../../core/base/errors.ts";
import type { Span } from "../../kernel/privacy/span.ts";
import { scanText } from "../../kernel/privacy/scan/scan-text.ts";
import { sha256 } from "../../core/base/hash.ts";
import type { FoundFile, LeftOut } from "./find-tables.ts";
import { evenly, profileColumn, type ColumnProfile } from "./profile.ts";
import { readSample, type ReadingNote, type TableSample, type Tools } from "./read-sample.ts";
import { readValues, type Readings } from "./read-values.ts";
import { headerTokens } from "./words.ts";

/** One column of a table, as far as it was looked at. */
export type Column = ColumnProfile & { readings: Readings };

/** Files of one shape: what one source of the settings reads. */
export type Table = {
  /** Name of its source: lower-case letters, digits and _. */
  name: string;
  files: FoundFile[];
  columns: Column[];
  rowCount: number;
  /** Some whole rows, for what columns say together. */
  sample: string[][];
  /** Rows in what was looked at that a run sets aside, and those that are equal to another one. */
  brokenCount: number;
  equalCount: number;
  /** Names that several columns of one file have. */
  repeated: string[];
  /** Whether all rows of all files were looked at. */
  isWhole: boolean;
  reading: ReadingNote[];
  /** What its files are called, or else their folder, in words of the vocabulary; and the folder. */
  words: { file: readonly string[]; folder: readonly string[]; said: string };
};

/** Files read of one table, and files read at all; those beyond are taken to be like the others. */
const filesPerTable = 6;
/** Of small files more are read, until there are rows enough. */
const rowsEnough = 2_000;
const headsMax = 500;
const wholeRowsMax = 500;

/** Reads some rows of each file, puts files of one shape together and profiles their columns. */
export async function readTables(
  files: readonly FoundFile[],
  rootName: string,
  tools: Tools,
): Promise<{ tables: Table[]; leftOut: LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const groups: { files: FoundFile[]; samples: TableSample[] }[] = [];
  const byPattern = new Map<string, typeof groups>();
  let readCount = 0;
  for (const file of files) {
    tools.signal?.throwIfAborted();
    const pattern = namePattern(file.name);
    const siblings = byPattern.get(pattern) ?? [];
    const [known] = siblings;
    const isEnough = known !== undefined && hasEnough(known.samples);
    if (isEnough && readCount >= headsMax) {
      known.files.push(file);
      continue;
    }
    let sample: TableSample;
    try {
      sample = await readSample(file, tools);
      readCount += 1;
    } catch (error) {
      tools.signal?.throwIfAborted();
      leftOut.push({ name: file.name, why: whyUnreadable(file, error) });
      continue;
    }
    const home =
      siblings.find((group) => isAlike(group.samples[0]!, sample, 0.6)) ?? // groups have one at least
      groups.find((group) => belongTogether(group.samples[0]!, sample));
    if (home === undefined) {
      const group = { files: [file], samples: [sample] };
      groups.push(group);
      byPattern.set(pattern, [...siblings, group]);
    } else {
      home.files.push(file);
      if (!hasEnough(home.samples)) home.samples.push(sample);
    }
  }
  const names = tableNames(
    groups.map((group) => group.files),
    rootName,
  );
  const drafts = groups.map((group, i) => draftTable(group, names[i]!, rootName)); // one each
  const columns = drafts.flatMap((table) => table.columns);
  const readings = await readValues(columns, tools.connection);
  let at = 0;
  const tables = drafts.map((table) => ({
    ...table,
    columns: table.columns.map((column) => ({ ...column, readings: readings[at++]! })), // one each
  }));
  return { tables, leftOut };
}

function hasEnough(samples: readonly TableSample[]): boolean {
  const rowCount = samples.reduce((sum, { rows }) => sum + rows.length, 0);
  return samples.length >= filesPerTable && rowCount >= rowsEnough;
}

function whyUnreadable(file: FoundFile, error: unknown): string {
  if (systemCode(error) === "EACCES") return "no permission to read it";
  const message = error instanceof EarshotError ? error.message : messageOf(error).split(",")[0]!; // one at least
  return message.replace(`${file.name}: `, "");
}

/** A path without its numbers: `tickets_2024-01.csv` and `tickets_2024-02.csv` have the same. */
function namePattern(name: string): string {
  return name.replace(/\d+/g, "#");
}

function isAlike(a: TableSample, b: TableSample, least: number): boolean {
  if (a.file.format !== b.file.format) return false;
  const names = new Set(a.columns);
  const common = b.columns.filter((name) => names.has(name)).length;
  return common / (a.columns.length + b.columns.length - common) >= least;
}

/** Whether two files of one folder with the same columns are parts of one table. */
function belongTogether(a: TableSample, b: TableSample): boolean {
  if (folderOf(a.file.name) !== folderOf(b.file.name) || !isAlike(a, b, 1)) return false;
  if (a.columns.length < 2 || a.reading.some(({ setting }) => setting === "header")) return false;
  const [one, other] = [a, b].map(({ file }) => meaningfulWords(file.name).join(" "));
  return one === other;
}

export function folderOf(name: string): string {
  return name.split("/").slice(0, -1).join("/");
}

/** A file's name without folder and extension, and without a customer's address or number. */
function stemOf(name: string): string {
  const stem = (name.split("/").at(-1) ?? name).replace(/\.[a-z0-9]+(\.gz)?$/i, "");
  const cut = (text: string, { start, end }: Span): string =>
    `${text.slice(0, start)} ${text.slice(end)}`;
  return scanText(stem, {}).reduceRight(cut, stem);
}

/** Words that tell parts of a data set apart, or nothing. */
const partWords =
  /^(?:train|test|dev|val|valid|validation|eval|part|parts|sample|export|exported|data|dataset|dump|file|full|final|clean|processed|raw|copy|new|old|all|v|q|chunk|split|holdout|english|german|french|spanish|portuguese|italian|en|de|fr|es|pt|it|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|oos|folds|table)$/;

function meaningfulWords(name: string): string[] {
  return plainWords(stemOf(name)).filter((word) => !partWords.test(word));
}

function plainWords(text: string): string[] {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "" && !/^\d+$/.test(word));
}

/** A name for each table, by its files, else its folder; no two are the same. */
function tableNames(groups: readonly (readonly FoundFile[])[], rootName: string): string[] {
  const taken = new Set<string>();
  return groups.map((files) => {
    const name = files[0]!.name; // one at least
    const folder = folderOf(name).split("/").at(-1) || rootName;
    const own = meaningfulWords(name);
    const words = own.length > 0 ? own : plainWords(folder);
    const plain = (words.length > 0 ? words : plainWords(stemOf(name))).join("_");
    const base = /^[a-z]/.test(plain) ? plain.slice(0, 60) : `table_${plain}`.replace(/_$/, "");
    const withFolder = `${plainWords(folder).join("_")}_${base}`;
    let result = base;
    if (taken.has(result) && /^[a-z]/.test(withFolder)) result = withFolder;
    for (let n = 2; taken.has(result); n++) result = `${base}_${n}`;
    taken.add(result);
    return result;
  });
}

type Draft = Omit<Table, "columns"> & { columns: ColumnProfile[] };

function draftTable(
  group: { files: FoundFile[]; samples: TableSample[] },
  name: string,
  rootName: string,
): Draft {
  const { files, samples } = group;
  const [firstSample] = samples;
  const names = [...new Set(samples.flatMap((sample) => sample.columns))];
  const values = new Map(names.map((column) => [column, [] as string[]]));
  let rowCount = 0;
  for (const { columns, rows } of samples) {
    rowCount += rows.length;
    for (const column of names) {
      const at = columns.indexOf(column);
      const list = values.get(column)!; // each has one
      for (const row of rows) list.push(at < 0 ? "" : (row[at] ?? ""));
    }
  }
  return {
    name,
    files,
    columns: names.map((column) => profileColumn(column, values.get(column)!)), // each has one
    rowCount,
    sample: evenly(firstSample!.rows, wholeRowsMax).map((row) => {
      const at = new Map(firstSample!.columns.map((column, i) => [column, row[i] ?? ""]));
      return names.map((column) => at.get(column) ?? "");
    }),
    brokenCount: samples.reduce((sum, sample) => sum + sample.brokenCount, 0),
    equalCount: rowCount - countDifferent(samples),
    repeated: [...new Set(samples.flatMap((sample) => sample.repeated))],
    isWhole: samples.length === files.length && samples.every((sample) => sample.isWhole),
    reading: mergedReading(samples),
    words: nameWords(files, rootName),
  };
}

/** Different rows, told by a hash so that few bytes of each are kept. */
function countDifferent(samples: readonly TableSample[]): number {
  const hashes = new Set<string>();
  for (const { columns, rows } of samples) {
    const names = JSON.stringify(columns);
    for (const row of rows) hashes.add(sha256(names + JSON.stringify(row)).slice(0, 32));
  }
  return hashes.size;
}

/** What the names of files say; those that are only numbered go by the name of their folder. */
function nameWords(files: readonly FoundFile[], rootName: string): Table["words"] {
  const name = files[0]!.name; // one at least
  const folder = folderOf(name);
  const own = meaningfulWords(name);
  const nearest = folder.split("/").at(-1) || rootName;
  const called = (own.length > 0 ? own : meaningfulWords(nearest)).join(" ");
  return {
    file: headerTokens(called).filter((word) => word !== "list"),
    folder: headerTokens(folder),
    said: own.length > 0 ? saidOf(files, called) : `its folder is called ${nearest}`,
  };
}

function saidOf([first, second]: readonly FoundFile[], called: string): string {
  if (first === undefined || second !== undefined) return `its files are called ${called}`;
  return `its file is called ${stemOf(first.name)}`;
}

/** One note a setting; files that disagree make it unsure. */
function mergedReading(samples: readonly TableSample[]): ReadingNote[] {
  const notes = new Map<string, ReadingNote>();
  for (const { reading } of samples) {
    for (const note of reading) {
      const known = notes.get(note.setting);
      if (known === undefined) notes.set(note.setting, note);
      else if (known.value !== note.value) notes.set(note.setting, { ...known, isSure: false });
    }
  }
  return [...notes.values()].map((note) =>
    samples.every(({ reading }) => reading.some(({ setting }) => setting === note.setting))
      ? note
      : { ...note, isSure: false, why: `${note.why}, in some of the files` },
  );
}
