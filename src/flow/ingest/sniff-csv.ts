import { csvHead } from "./csv-head.ts";
import { nextLine, readCsvRecord, type CsvDialect } from "./csv-record.ts";
import { sniffHeader, type Sniffed } from "./sniff-header.ts";

export type LineEnd = "LF" | "CR LF" | "CR";

/** How a CSV text is written, as its beginning tells. */
export type SniffedCsv = {
  delimiter: Sniffed<string>;
  /** Empty for none. */
  quote: Sniffed<string>;
  escape: Sniffed<string>;
  header: Sniffed<boolean>;
  /** Lines before the first that counts: a title, remarks. */
  skipLines: Sniffed<number>;
  /** Ends of the lines outside of quotes. */
  lineEnds: LineEnd[];
  /** Names of the columns; `column_1` and so on without a header. */
  columns: string[];
  /** Up to a thousand complete records behind the header, those of another width left out. */
  rows: string[][];
  /** Records looked at whose number of fields is another one. */
  oddCount: number;
};

type Sample = { records: SampleRecord[]; ends: Set<LineEnd> };
type SampleRecord = {
  fields: string[];
  quoted: boolean[];
  /** Lines before it. */
  line: number;
  isBroken: boolean;
};

const delimiters = [",", ";", "\t", "|", "^", "~"] as const;
const lineEnds: Readonly<Record<string, LineEnd>> = { "\n": "LF", "\r\n": "CR LF", "\r": "CR" };
const recordsMax = 1_000;
const charactersMax = 262_144;
const titleLinesMax = 50;

/**
 * Finds out how a CSV text is written. Every delimiter, quote and escape is tried; the one wins
 * whose records have the most even pattern and whose values look most like values, by the
 * consistency measure of van den Burg, Nazábal and Sutton 2019 ("Wrangling messy CSV files by
 * detecting row and type patterns").
 *
 * @param isWhole - False when the text is only the beginning of the file.
 */
export function sniffCsv(text: string, isWhole = true): SniffedCsv {
  const head = csvHead(text, {});
  const named = /^[\r\n]*sep=/.test(text) ? head.delimiter : undefined;
  const body = text.slice(head.start, head.start + charactersMax);
  const isBodyWhole = isWhole && head.start + charactersMax >= text.length;
  const tried = dialects(body, named).map((dialect) => tryDialect(body, isBodyWhole, dialect));
  // Quotes that can be read as quotes are: a pattern without them may look even by accident.
  const isQuoted = tried.some(
    ({ dialect, sample }) =>
      dialect.quote !== "" && !sample.records.some(({ isBroken }) => isBroken),
  );
  const ranked = tried
    .filter(({ dialect }) => !isQuoted || dialect.quote !== "")
    .toSorted((a, b) => b.score - a.score);
  const [best] = ranked as [Tried]; // one is tried at least
  const { delimiter } = best.dialect;
  const second = ranked.find(({ dialect }) => dialect.delimiter !== delimiter)?.score ?? 0;
  const before = text.slice(0, head.start);
  const isClear = best.score > 2 * second;
  if (commonestWidth(best.sample.records) > 1 || named !== undefined)
    return describe({ ...best, before, named, isClear });
  // In a file of one column no mark keeps fields apart, so one is named that does not occur.
  const free = delimiters.find((mark) => !body.includes(mark)) ?? delimiter;
  const single = tryDialect(body, isBodyWhole, { ...best.dialect, delimiter: free });
  return describe({ ...single, before, named, isClear: false });
}

type Tried = { dialect: CsvDialect; sample: Sample; score: number };

function tryDialect(text: string, isWhole: boolean, dialect: CsvDialect): Tried {
  const sample = readSample(text, isWhole, dialect);
  return { dialect, sample, score: patternScore(sample) * typeScore(sample, dialect) };
}

function dialects(text: string, named: string | undefined): CsvDialect[] {
  const marks = named === undefined ? delimiters.filter((mark) => text.includes(mark)) : [named];
  const quotes = ['"', ...(/(?:^|[,;\t|^~\r\n])'/.test(text) ? ["'"] : []), ""];
  return (marks.length === 0 ? [","] : marks).flatMap((delimiter) =>
    quotes.flatMap((quote) => {
      const escapes = quote !== "" && text.includes(`\\${quote}`) ? [quote, "\\"] : [quote];
      return escapes.map((escape) => ({ delimiter, quote, escape }));
    }),
  );
}

function readSample(text: string, isWhole: boolean, dialect: CsvDialect): Sample {
  const records: SampleRecord[] = [];
  const ends = new Set<LineEnd>();
  let line = 0;
  for (let at = 0; at < text.length && records.length < recordsMax;) {
    const { fields, quoted, end, next, fault } = readCsvRecord(text, at, dialect);
    const isCut = !isWhole && (next >= text.length || fault === "open");
    if (isCut && records.length > 0) break;
    const isBroken = fault !== undefined;
    const mark = isBroken ? undefined : lineEnds[text.slice(end, next)];
    if (mark !== undefined) ends.add(mark);
    const isEmpty = fields.length === 1 && fields[0] === "";
    if (!isEmpty) records.push({ fields, quoted, line, isBroken });
    // A quote without its end must not swallow the lines behind it.
    const behind = isBroken ? nextLine(text, at) : next;
    line += countLines(text.slice(at, behind));
    at = behind;
  }
  return { records, ends };
}

/** How even the records are: high for few widths, many fields, and none that is broken. */
function patternScore({ records }: Sample): number {
  const widths = new Map<number, number>();
  for (const { fields, isBroken } of records)
    if (!isBroken) widths.set(fields.length, (widths.get(fields.length) ?? 0) + 1);
  const sum = [...widths].reduce(
    (total, [width, n]) => total + (n * Math.max(0.001, width - 1)) / width,
    0,
  );
  return sum === 0 ? 0 : sum / widths.size / records.length;
}

const knownValues: readonly RegExp[] = [
  /^$/,
  /^[-+(]?[\p{Sc}R]{0,3} ?[-+]?\d[\d.,' \u00a0]*(?:e[-+]?\d+)?\)? ?[%\p{Sc}]?$/iu,
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d{2}.{0,16})?$/,
  /^\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?$/,
  /^[^\s@"',;|]+@[^\s@"',;|]+$/,
  /^https?:\/\/\S+$/i,
  /^[\p{L}\p{N}\p{M}_#&/()[\]{}.:!?%+*=@$€<>°–-]+(?:(?: |, )[\p{L}\p{N}\p{M}_#&/()[\]{}.:!?%+*=@$€<>°'’–-]+)*[.:!?]?$/u,
];

/** Part of the fields that look like a value: a number, a date, words, or something in quotes. */
function typeScore({ records }: Sample, { quote }: CsvDialect): number {
  let count = 0;
  let known = 0;
  for (const { fields, quoted } of records.slice(0, 200)) {
    for (const [i, field] of fields.entries()) {
      const value = field.trim();
      count += 1;
      const isQuoted = quoted[i] === true && quote !== "";
      if (isQuoted || (value.length < 1_000 && knownValues.some((form) => form.test(value))))
        known += 1;
    }
  }
  return count === 0 ? 0 : Math.max(known / count, 1e-9);
}

type Winner = {
  dialect: CsvDialect;
  sample: Sample;
  /** What stands before the sample: nothing, or a line `sep=;`. */
  before: string;
  named: string | undefined;
  /** Whether no other delimiter comes near. */
  isClear: boolean;
};

function describe(winner: Winner): SniffedCsv {
  const { records, ends } = winner.sample;
  const width = commonestWidth(records);
  const first = firstRecord(records, width);
  const table = records.slice(first);
  const even = table.filter(({ fields, isBroken }) => fields.length === width && !isBroken);
  const values = even.map(({ fields }) => fields);
  const header = sniffHeader(values);
  const columns = values[0] ?? [];
  return {
    delimiter: delimiterOf(winner, width, `${even.length} of ${table.length}`),
    ...quotesOf(winner),
    header,
    skipLines: skipLinesOf(winner, records[first]?.line ?? 0),
    lineEnds: [...ends],
    columns: header.value ? columns : columns.map((_, i) => `column_${i + 1}`),
    rows: header.value ? values.slice(1) : values,
    oddCount: table.length - even.length,
  };
}

/** The number of fields that most records have; of equal ones the larger. */
function commonestWidth(records: readonly SampleRecord[]): number {
  const counts = new Map<number, number>();
  for (const { fields, isBroken } of records) {
    if (!isBroken) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  }
  const [first] = [...counts].toSorted(([a, m], [b, n]) => n - m || b - a);
  return first?.[0] ?? 1;
}

/** Index of the record that the table begins with: behind titles, which fill few fields. */
function firstRecord(records: readonly SampleRecord[], width: number): number {
  if (width === 1) return 0;
  const filled = ({ fields }: SampleRecord): number =>
    fields.filter((field) => field !== "").length;
  const isTitle = (record: SampleRecord): boolean => width > 2 && filled(record) <= 1;
  const first = records.findIndex((record, i) => {
    if (record.fields.length !== width || record.isBroken) return false;
    if (!isTitle(record)) return true;
    const behind = records.slice(i + 1, i + 1 + titleLinesMax).find((one) => !isTitle(one));
    return behind?.fields.length !== width || filled(behind) < width - 1;
  });
  return first < 0 || (records[first]?.line ?? 0) > titleLinesMax ? 0 : first;
}

const shownMarks: Readonly<Record<string, string>> = { "\t": "a tab" };

function delimiterOf(
  { dialect, named, isClear }: Winner,
  width: number,
  share: string,
): Sniffed<string> {
  const value = dialect.delimiter;
  const mark = shownMarks[value] ?? value;
  if (named !== undefined) return { value, why: `its first line says sep=${mark}`, isSure: true };
  if (width === 1) return { value, why: "it has one column, so there is none", isSure: false };
  const why = `with ${mark} ${share} records have ${width} fields`;
  return { value, why, isSure: isClear };
}

function quotesOf({ dialect, sample }: Winner): Pick<SniffedCsv, "quote" | "escape"> {
  const { quote, escape } = dialect;
  const fields = sample.records.flatMap((record) => record.quoted);
  const count = fields.filter(Boolean).length;
  if (count === 0) {
    const why = quote === "" ? "its quotes are a part of the values" : "no value stands in quotes";
    return {
      quote: { value: quote, why, isSure: quote !== "" },
      escape: { value: quote, why, isSure: true },
    };
  }
  return {
    quote: { value: quote, why: `${count} values stand in ${quote}`, isSure: true },
    escape: {
      value: escape,
      why:
        escape === quote
          ? "a quote inside is written twice"
          : `${escape} stands before a quote inside`,
      isSure: true,
    },
  };
}

function skipLinesOf({ before }: Winner, titleLines: number): Sniffed<number> {
  if (titleLines === 0) return { value: 0, why: "the table begins at once", isSure: true };
  const value = countLines(before) + titleLines; // a reader that skips does not look for `sep=;`
  return { value, why: `the first ${value} lines do not fit the table`, isSure: false };
}

function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
