import { assert } from "../../core/base/errors.ts";
import { seededRandom } from "../../core/base/random.ts";
import { bulkFileLineCount, openBulkChats } from "./bulk-chats.ts";
import { buildChats } from "./chats.ts";
import { chunked, csvLines, type Table } from "./csv.ts";
import { buildFeedback } from "./feedback.ts";
import { buildInquiries } from "./inquiries.ts";
import { readmeText } from "./readme-text.ts";
import { buildSales } from "./sales.ts";
import { settingsText } from "./settings-text.ts";
import { sourceSql, sourceTicketCount } from "./source-sql.ts";
import { buildSupport } from "./support.ts";
import { truthOf } from "./truth.ts";

/** What decides the bytes of every file. */
export type SampleOptions = {
  /** Any safe integer; 42 is the product's default. */
  readonly seed: number;
  /** 1 for the small company; K > 1 adds K × 1,000 bulk chats and changes nothing else. */
  readonly scale: number;
  /** The instant all days are counted back from. */
  readonly asOf: Date;
};

/** One file to write. */
export type SampleFile = {
  /** Relative to the folder the sample goes to, with `/`. */
  readonly path: string;
  /** Rows, lines or items; 1 for a document. */
  readonly rowCount: number;
  /** Streams the text in chunks of at most about 64 KiB, the same text at each call. */
  text(): Iterable<string>;
};

/**
 * The sample company: every file of it, in the order to write them.
 *
 * The small files are drawn here (about 0.1 s, 2 MB); the bulk chats only when their text is read,
 * one chunk at a time. The same options give the same bytes on every machine.
 */
export function sampleFiles({ seed, scale, asOf }: SampleOptions): SampleFile[] {
  assert(Number.isSafeInteger(scale) && scale >= 1, `scale ${scale} is not a whole number above 0`);
  const now = Math.floor(asOf.getTime() / 1_000) * 1_000;
  const random = seededRandom(`${seed}/sample`);
  const support = buildSupport(random.fork("support"), now);
  const sales = buildSales(random.fork("sales"), now);
  const { chats, frustratedHighValueIds } = buildChats(random.fork("chats"), support.people, now);
  const feedback = buildFeedback(random.fork("feedback"), support.people, now);
  const inquiries = buildInquiries(random.fork("inquiries"), support.people, now);
  const files = [
    ...[...support.tables, ...sales.tables, feedback.table].map(csvFile),
    jsonFile("sample_chats.json", chats),
    linesFile("raw/inquiries.ndjson", inquiries.raw),
    csvFile(inquiries.labeled),
    textFile("source_db_setup.sql", sourceSql(support.tickets), sourceTicketCount),
    textFile("earshot.yaml", settingsText(asOf, scale > 1)),
    textFile("README.md", readmeText({ seed, scale, asOf })),
    ...bulkFiles(scale, openBulkChats(seed, support.people, now)),
  ];
  const truth = truthOf(support, {
    seed,
    scale,
    asOf,
    files: files.map(({ path, rowCount }) => ({ path, row_count: rowCount })),
    defects: [...support.defects, ...sales.defects, ...feedback.defects],
    frustrated_high_value_chats: frustratedHighValueIds,
  });
  return [...files, textFile("truth.json", `${JSON.stringify(truth, undefined, 1)}\n`)];
}

function csvFile(table: Table): SampleFile {
  return { path: table.path, rowCount: table.rows.length, text: () => chunked(csvLines(table)) };
}

function textFile(path: string, text: string, rowCount = 1): SampleFile {
  return { path, rowCount, text: () => chunked(text.split(/(?<=\n)/)) };
}

/** A JSON array with an item a line. */
function jsonFile(path: string, items: readonly unknown[]): SampleFile {
  const line = (item: unknown, index: number): string =>
    `${JSON.stringify(item)}${index < items.length - 1 ? "," : ""}\n`;
  return { path, rowCount: items.length, text: () => chunked(["[\n", ...items.map(line), "]\n"]) };
}

function linesFile(path: string, items: readonly unknown[]): SampleFile {
  return {
    path,
    rowCount: items.length,
    text: () => chunked(items.map((item) => `${JSON.stringify(item)}\n`)),
  };
}

function bulkFiles(scale: number, bulkChats: ReturnType<typeof openBulkChats>): SampleFile[] {
  const total = scale > 1 ? scale * 1_000 : 0;
  return Array.from({ length: Math.ceil(total / bulkFileLineCount) }, (_, index) => {
    const first = index * bulkFileLineCount;
    const rowCount = Math.min(bulkFileLineCount, total - first);
    const path = `chats/chats-${String(index + 1).padStart(5, "0")}.ndjson`;
    return { path, rowCount, text: () => bulkChats(first, rowCount) };
  });
}
