import { nearestName } from "../../core/base/nearest-name.ts";
import { LabelledFileError, LearnInputError, linesText } from "./learn-errors.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { readRecords, type FileRecord, type RecordFile } from "./record-file.ts";

/** One label a text, or any number of tags. */
export type AnswerKind = "single" | "multi";

/** A text as it came, with its labels. */
export type LabelledRow = {
  text: string;
  /** One, or any number where rows have tags; what has a form of its own, as an e-mail, is masked. */
  labels: readonly string[];
  /** What the field `language` says, if there is one. */
  language: string | undefined;
  line: number;
};

/** The labelled texts of a file. */
export type LabelledRows = {
  path: string;
  kind: AnswerKind;
  rows: readonly LabelledRow[];
  /** Rows without a text, which were left out. */
  emptyCount: number;
};

/** Which fields or columns hold what. */
export type FieldNames = {
  /** Default: `text`. */
  textField?: string | undefined;
  /** Field of the one label; default: `label`, unless there are tags only. */
  labelField?: string | undefined;
  /** Field of the tags, as a JSON list or separated by `;`, `|` or `,`; default: `tags`. */
  tagsField?: string | undefined;
};

/**
 * Reads labelled texts out of CSV or NDJSON. A text that is empty is left out and counted; a field
 * that lacks, or a label that is empty, is refused.
 *
 * @throws LabelledFileError with the lines.
 */
export async function readLabelled(path: string, names: FieldNames = {}): Promise<LabelledRows> {
  const file = await readRecords(path);
  const textField = names.textField ?? "text";
  requireField(file, textField, "--text-field");
  const { field, kind } = answerField(file, names);
  const all = file.records.map((record) => rowOf(file, record, { textField, field, kind }));
  const rows = all.filter((row) => row !== undefined);
  const unlabelled = rows.filter(({ labels }) => kind === "single" && labels.length === 0);
  if (unlabelled.length > 0) {
    throw new LabelledFileError(
      `${file.path}, ${linesText(unlabelled.map(({ line }) => line))}: the label is empty; fill it in or take the row out`,
    );
  }
  return { path: file.path, kind, rows, emptyCount: all.length - rows.length };
}

/** The row of a record; undefined where it has no text. */
function rowOf(
  file: RecordFile,
  { line, values }: FileRecord,
  { textField, field, kind }: { textField: string; field: string; kind: AnswerKind },
): LabelledRow | undefined {
  const text = textOf(values[textField]);
  if (text === undefined) throw lineError(file, line, `${textField} is no text`);
  if (text.trim() === "") return undefined;
  const labels = kind === "multi" ? tagsOf(values[field]) : labelOf(values[field]);
  if (labels === undefined) throw lineError(file, line, `${field} is ${wanted[kind]}`);
  const { language: said } = values;
  const language = typeof said === "string" && said !== "" ? said : undefined;
  return { text: text.toWellFormed(), labels: labels.map(maskPlain), line, language };
}

const wanted: Readonly<Record<AnswerKind, string>> = {
  single: "no label; it needs a text, a number, true or false",
  multi: "no list of tags; it needs a JSON list of texts, or texts separated by ; | or ,",
};

function answerField(
  file: RecordFile,
  { labelField, tagsField }: FieldNames,
): { field: string; kind: AnswerKind } {
  if (labelField !== undefined && tagsField !== undefined)
    throw new LearnInputError("a row has one label or any number of tags; name one of the fields");
  const first = file.records[0]?.values ?? {};
  if (labelField !== undefined) {
    requireField(file, labelField, "--label-field");
    return { field: labelField, kind: Array.isArray(first[labelField]) ? "multi" : "single" };
  }
  if (tagsField !== undefined) {
    requireField(file, tagsField, "--tags-field");
    return { field: tagsField, kind: "multi" };
  }
  if (!Object.hasOwn(first, "label") && Object.hasOwn(first, "tags")) {
    requireField(file, "tags", "--tags-field");
    return { field: "tags", kind: "multi" };
  }
  requireField(file, "label", "--label-field, or --tags-field for tags,");
  return { field: "label", kind: "single" };
}

/** Names of the fields are told, never their values: in a file without a head they would be data. */
function requireField(file: RecordFile, field: string, flag: string): void {
  const lacking = file.records.find(({ values }) => !Object.hasOwn(values, field));
  if (lacking === undefined) return;
  const [first] = file.records;
  const isInSome = file.records.some(({ values }) => Object.hasOwn(values, field));
  const near = nearestName(field, Object.keys(first?.values ?? {}));
  const hint = near === undefined ? `name it with ${flag} NAME` : `did you mean ${flag} ${near}?`;
  const line = file.format === "csv" ? 1 : lacking.line;
  const what = isInSome ? `${field} is missing` : `there is no field ${field}`;
  throw lineError(file, line, isInSome ? `${what}; every row needs it` : `${what}; ${hint}`);
}

function lineError({ path }: RecordFile, line: number, what: string): LabelledFileError {
  return new LabelledFileError(`${path}, line ${line}: ${what}`);
}

function textOf(value: unknown): string | undefined {
  if (value === null) return "";
  return typeof value === "string" ? value : undefined;
}

/** The one label of a field; none where it is empty, undefined where it can't be one. */
function labelOf(value: FileRecord["values"][string]): string[] | undefined {
  if (value === null || value === undefined) return [];
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    return undefined;
  const label = String(value).trim();
  return label === "" ? [] : [label];
}

/** The tags of a field, each once; undefined where it can't be tags. */
export function tagsOf(value: unknown): string[] | undefined {
  if (value === null || value === undefined) return [];
  const written = typeof value === "string" ? listIn(value) : value;
  if (!Array.isArray(written)) return undefined;
  const tags = (written as unknown[]).filter((tag) => typeof tag === "string"); // Array.isArray gives any
  if (tags.length !== written.length) return undefined;
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))];
}

function listIn(text: string): unknown {
  const trimmed = text.trim();
  if (!trimmed.startsWith("[")) return trimmed.split(/[;|,]/);
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    return undefined;
  }
}
