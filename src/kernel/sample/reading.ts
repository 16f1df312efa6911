import type { SampleFile, SampleOptions } from "./sample.ts";
import { sampleFiles } from "./sample.ts";

/** For the tests: reads the files back with a parser of its own, which knows nothing of the writer. */
export type ReadRow = Readonly<Record<string, string>>;

/** All files of a sample, as whole texts by path. */
export class ReadSample {
  readonly files: readonly SampleFile[];
  readonly asOf: Date;

  constructor(options: Partial<SampleOptions> = {}) {
    this.asOf = options.asOf ?? new Date("2026-03-09T15:20:00Z");
    this.files = sampleFiles({ seed: 42, scale: 1, ...options, asOf: this.asOf });
  }

  text(path: string): string {
    const file = this.files.find((item) => item.path === path);
    if (file === undefined) throw new Error(`the sample has no ${path}`);
    return [...file.text()].join("");
  }

  rows(path: string): ReadRow[] {
    return readCsv(this.text(path));
  }
}

/** Rows of a CSV text with a header, by column. */
export function readCsv(text: string): ReadRow[] {
  const [header = [], ...records] = readRecords(text);
  return records.map((record) =>
    Object.fromEntries(header.map((column, index) => [column, record[index] ?? ""])),
  );
}

/** RFC 4180, one character at a time. */
function readRecords(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = "";
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') field += text[++i];
      else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ",") {
      record.push(field);
      field = "";
    } else if (character === "\n") {
      records.push([...record, field]);
      record = [];
      field = "";
    } else field += character;
  }
  return records;
}

const isoForm = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[ T](?<time>\d\d:\d\d:\d\d)Z?)?$/;
const localForm = /^(?<day>\d\d)\/(?<month>\d\d)\/(?<year>\d{4})(?: (?<time>\d\d:\d\d))?$/;

/** The instant of a cell in any of the four forms, or undefined when there is none. */
export function readInstant(cell: string | undefined): number | undefined {
  const text = (cell ?? "").trim();
  const parts = (isoForm.exec(text) ?? localForm.exec(text))?.groups;
  if (parts === undefined) return undefined;
  const day = `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
  const date = new Date(`${day}T${parts["time"] ?? "00:00"}Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
  return isReal ? date.getTime() : undefined;
}

/** The cell as a clean file would have it: trimmed, blanks single, null words gone. */
export function cleaned(cell: string | undefined): string {
  const text = (cell ?? "").trim().replaceAll(/ +/g, " ");
  return ["NULL", "N/A", "-"].includes(text) ? "" : text;
}
