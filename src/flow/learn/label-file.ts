import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import type { Masker } from "../../kernel/privacy/masker.ts";
import { sha256 } from "../../core/base/hash.ts";
import type { NewCorrection } from "./corrections.ts";
import { LabelledFileError, linesText } from "./learn-errors.ts";
import { tagsOf, type AnswerKind } from "./labelled-rows.ts";
import { readRecords, type FileRecord } from "./record-file.ts";
import { conformLabels, type LabelList } from "./task-labels.ts";

/** A text that is worth a label. */
export type RowToLabel = {
  text_hash: string;
  /** Masked. */
  text: string;
  /** What the champion says; empty where there is none. */
  present_label: string;
  confidence: number | null;
};

/** Rows to label as a file: NDJSON, or CSV that spreadsheets open. */
export function formatLabelFile(rows: readonly RowToLabel[], format: "csv" | "ndjson"): string {
  if (format === "ndjson")
    return rows.map((row) => `${JSON.stringify({ ...row, label: "" })}\n`).join("");
  const head = "text_hash,text,present_label,confidence,label\r\n";
  // The mark is what makes Excel read UTF-8.
  return `\ufeff${head}${rows.map(csvLine).join("")}`;
}

function csvLine({ text_hash, text, present_label, confidence }: RowToLabel): string {
  const values = [
    text_hash,
    guarded(text),
    guarded(present_label),
    confidence?.toFixed(4) ?? "",
    "",
  ];
  return `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}\r\n`;
}

/** A text that a spreadsheet would run as a formula begins with an apostrophe. */
function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** The labels that people wrote into a file. */
export type ReadLabels = {
  kind: AnswerKind;
  corrections: readonly NewCorrection[];
  /** Rows whose label is still empty. */
  unlabelledCount: number;
  /** Rows that repeat another, and texts that had different labels: the commonest counts, or the last. */
  repeatedCount: number;
  disagreeingCount: number;
};

export type ReadLabelsOptions = {
  task: string;
  kind: AnswerKind;
  list: LabelList | undefined;
  masker: Masker;
  /** The masked text with a hash, where the lake has it. */
  textOf: (hash: string) => string | undefined;
};

type Labelled = NewCorrection & { line: number };

/**
 * Reads a file of labels: columns `label` (or `tags`), and `text_hash` or `text`.
 *
 * @throws LabelledFileError and UnknownLabelError with the lines.
 */
export async function readLabelFile(path: string, options: ReadLabelsOptions): Promise<ReadLabels> {
  const file = await readRecords(path);
  const fail = (lines: readonly number[], what: string): never => {
    throw new LabelledFileError(`${maskPlain(path)}, ${linesText(lines)}: ${what}`);
  };
  const first = file.records[0]!; // a file has at least one
  const field = ["label", "tags"].find((name) => Object.hasOwn(first.values, name));
  if (field === undefined) return fail([1], "there is no column label; it holds what people say");
  const kind = field === "tags" ? "multi" : options.kind;
  const given: Labelled[] = [];
  const untold: number[] = [];
  let unlabelledCount = 0;
  for (const record of file.records) {
    const value = record.values[field];
    if (isBlank(value)) {
      unlabelledCount += 1;
      continue;
    }
    const labels = labelsOf(value, kind);
    if (labels === undefined)
      return fail([record.line], `${field} is no ${kind === "multi" ? "list of tags" : "label"}`);
    const found = findText(record, options);
    if (found === undefined) untold.push(record.line);
    else given.push({ ...found, kind, labels, line: record.line });
  }
  if (untold.length > 0)
    fail(
      untold,
      "which text is meant? Give text_hash as `earshot label export` wrote it, or the text",
    );
  const { task, list } = options;
  const conformed = conformLabels(given, list, { task, path: maskPlain(path) });
  return { kind, unlabelledCount, ...settleEach(conformed) };
}

/** Whether nobody has said anything yet; of tags, `[]` says that there is none. */
function isBlank(value: unknown): boolean {
  return (
    value === null || value === undefined || (typeof value === "string" && value.trim() === "")
  );
}

function labelsOf(value: unknown, kind: AnswerKind): string[] | undefined {
  if (kind === "multi") return tagsOf(value)?.map(maskPlain);
  return ["string", "number", "boolean"].includes(typeof value)
    ? [maskPlain(String(value).trim())]
    : undefined;
}

/**
 * The text that a row means: by its hash in the lake, else as it is written there, masked. A
 * spreadsheet may have changed line ends and put an apostrophe before it.
 */
function findText(
  { values }: FileRecord,
  { textOf, masker }: ReadLabelsOptions,
): Pick<Labelled, "text" | "text_hash"> | undefined {
  const { text_hash: hash, text } = values;
  const given = typeof hash === "string" ? hash.trim().toLowerCase() : "";
  const known = textOf(given);
  if (known !== undefined) return { text_hash: given, text: known };
  if (typeof text !== "string" || text.trim() === "") return undefined;
  const masked = masker.mask(text).text;
  if (given === "") return { text_hash: sha256(masked), text: masked };
  const forms = [masked, text.replaceAll("\r\n", "\n"), text.replace(/^'/, "")];
  const same = forms.map((form) => masker.mask(form).text).find((form) => sha256(form) === given);
  return same === undefined ? undefined : { text_hash: given, text: same };
}

/** One label a text: the commonest of those in the file, of equally common ones the last. */
function settleEach(given: readonly Labelled[]) {
  const byText = Map.groupBy(given, ({ text_hash }) => text_hash);
  let disagreeingCount = 0;
  const corrections = [...byText.values()].map((rows): NewCorrection => {
    const counts = new Map<string, number>();
    for (const { labels } of rows) {
      const answer = labels.toSorted().join("\n");
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
    if (counts.size > 1) disagreeingCount += 1;
    const most = Math.max(...counts.values());
    const chosen = rows.findLast(
      ({ labels }) => counts.get(labels.toSorted().join("\n")) === most,
    )!; // one has it
    const { line: _line, ...correction } = chosen;
    return correction;
  });
  return { corrections, repeatedCount: given.length - corrections.length, disagreeingCount };
}
