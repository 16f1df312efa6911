import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";

import { readSettings } from "../../core/config/read-settings.ts";
import type { Settings } from "../../core/config/settings.ts";
import type { Detector } from "../../kernel/privacy/compose-detector.ts";
import { createDetector } from "../../kernel/privacy/detector.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { detectorOptionsOf, type DetectorSwitches } from "./detector-options.ts";
import { MaskInputError } from "./mask/mask-input-error.ts";
import type { MaskPlan } from "./mask/mask-plan.ts";
import { readPieces, writeWhole } from "./mask/mask-streams.ts";
import { runPlan } from "./mask/run-plan.ts";
import { emptyTally, type MaskTally } from "./mask/transform.ts";

/** More threads than this wait for the one that reads and writes; each takes about 300 MB. */
const workersMax = 4;

/** How a text that is to be masked is written. */
export const maskFormats = ["text", "csv", "ndjson", "json"] as const;
export type MaskFormat = (typeof maskFormats)[number];

export type MaskInput = DetectorSwitches & {
  /** Settings file; default `earshot.yaml` in the working folder, if there is one. */
  config?: string | undefined;
  /** None: standard input. */
  files: readonly string[];
  /** Default: by the file's name, else text. */
  format?: MaskFormat | undefined;
  /** Names or numbers of CSV columns; none: all. */
  columns: readonly string[];
  /** Paths of JSON fields; none: all. */
  fields: readonly string[];
  /** Column or field that tells which rows, standing together, are one conversation. */
  group?: string | undefined;
  delimiter?: string | undefined;
  /** Default: UTF-8. */
  encoding?: string | undefined;
  /** Where personal data stands, for lines of `{"id","text"}`, instead of the text without it. */
  spans: boolean;
  /** File (of several inputs: folder) to write; default: `write`. */
  output?: string | undefined;
  write: (text: string) => Promise<void>;
  signal?: AbortSignal | undefined;
  onProgress?: (bytesDone: number, bytesTotal: number | undefined) => void;
};

/** What was done. */
export type MaskReport = {
  files: { path: string; rows: number }[];
  rows: number;
  /** Values hidden, the most frequent type first. */
  values: Record<string, number>;
};

/**
 * Masks files or standard input, in order and with bounded memory.
 *
 * @throws MaskInputError with file and line for what can't be read; then its output is not written.
 */
export async function maskFiles(input: MaskInput): Promise<MaskReport> {
  refuseSameNames(input);
  const { settings } = readSettings({ file: input.config });
  const detector = createDetector(detectorOptionsOf(settings, input));
  const total = await totalBytes(input.files);
  let bytesDone = 0;
  const onBytes = (byteCount: number): void => {
    bytesDone += byteCount;
    input.onProgress?.(bytesDone, total);
  };
  const tally = emptyTally();
  const files: MaskReport["files"] = [];
  const paths = input.files.length === 0 ? ["-"] : input.files;
  for (const given of paths) {
    const path = given === "-" ? undefined : given;
    const { rows } = tally;
    await maskOne(path, { input, detector, settings, tally, onBytes });
    files.push({ path: given, rows: tally.rows - rows });
  }
  const values = [...tally.valuesByType].toSorted(([, a], [, b]) => b - a);
  return { files, rows: tally.rows, values: Object.fromEntries(values) };
}

async function totalBytes(files: readonly string[]): Promise<number | undefined> {
  if (files.length === 0 || files.includes("-")) return undefined;
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

type Work = {
  input: MaskInput;
  detector: Detector;
  settings: Settings;
  tally: MaskTally;
  onBytes: (byteCount: number) => void;
};

async function maskOne(path: string | undefined, work: Work): Promise<void> {
  const { input, onBytes, detector, settings, tally } = work;
  const { encoding = "utf-8", signal, output } = input;
  const plan = planOf(formatOf(path, input), work);
  const workers = Math.min(workersMax, settings.workers ?? availableParallelism());
  const run = { plan, detector, tally, workers };
  const pieces = runPlan(run, readPieces({ path, encoding, signal, onBytes }));
  try {
    if (output === undefined) for await (const piece of pieces) await input.write(piece);
    else await writeWhole(await outputPath(output, path, input.files.length), pieces, signal);
  } catch (error) {
    if (!(error instanceof MaskInputError) || path === undefined) throw error;
    // Names of files may hold names of people.
    throw new MaskInputError(`${maskPlain(path)}, ${error.message}`, { cause: error });
  }
}

/** Where a file goes: to the path that is given, or into it where that is a folder. */
async function outputPath(
  output: string,
  path: string | undefined,
  fileCount: number,
): Promise<string> {
  const isFolder = await stat(output).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return path !== undefined && (isFolder || fileCount > 1) ? join(output, basename(path)) : output;
}

/** Two files of one name would be written to the same place. */
function refuseSameNames({ files, output }: MaskInput): void {
  const names = files.map((path) => basename(path));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (output === undefined || twice === undefined) return;
  throw new MaskInputError(
    `two of the files are called ${maskPlain(twice)}, and would be written to the same place; ` +
      "mask them one after the other",
  );
}

/** The format that is given, or told by the name, or by what is to be masked. */
function formatOf(path: string | undefined, { format, columns, fields }: MaskInput): MaskFormat {
  if (format !== undefined) return format;
  const extension = /\.(\w+)(?:\.gz)?$/.exec(path ?? "")?.[1]?.toLowerCase() ?? "";
  const named = formatByExtension[extension];
  if (named !== undefined) return named;
  if (columns.length > 0) return "csv";
  return fields.length > 0 ? "ndjson" : "text";
}

const formatByExtension: Readonly<Record<string, MaskFormat>> = {
  csv: "csv",
  tsv: "csv",
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
};

function planOf(format: MaskFormat, { input, settings }: Work): MaskPlan {
  const { columns, fields, group, delimiter, spans } = input;
  const groups = group === undefined ? [] : [group];
  if (spans) refuseOfSpans([...columns, ...fields, ...groups]);
  else {
    refuseOthers("columns", columns, { format, having: ["csv"] });
    refuseOthers("fields", fields, { format, having: ["ndjson", "json"] });
    refuseOthers("rows that --group could put together", groups, {
      format,
      having: ["csv", "ndjson"],
    });
  }
  return {
    format: spans ? "spans" : format,
    detector: detectorOptionsOf(settings, input),
    columns,
    fields,
    group,
    delimiter,
    recordLengthMax: settings.limits.object_bytes,
  };
}

type Formats = { format: MaskFormat; having: readonly MaskFormat[] };

function refuseOthers(what: string, given: readonly string[], { format, having }: Formats): void {
  if (given.length === 0 || having.includes(format)) return;
  throw new MaskInputError(`this format has no ${what}; --format ${having.join(" or ")} has`);
}

function refuseOfSpans(given: readonly string[]): void {
  if (given.length === 0) return;
  throw new MaskInputError(
    "with --spans each line is one text under a name of its own; leave out --column, --field and --group",
  );
}
