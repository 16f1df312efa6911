import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

import type { AiTally, Earshot, TableRead } from "../engine/engine.ts";
import { aiLines } from "./ai-text.ts";
import type { CommandContext } from "./command.ts";
import type { CountProgress } from "./count-progress.ts";
import { formatBytes, formatCount, formatTable } from "./table.ts";

export type AnswerFormat = "table" | "csv" | "json" | "parquet";

export type AnswerOptions = Pick<CommandContext, "write" | "note" | "signal"> & {
  format: AnswerFormat;
  /** File to write to; undefined: standard output. */
  output: string | undefined;
  /** Say what was read of each table. */
  stats: boolean;
  /** Shows how far `ai_…` functions are. */
  progress: CountProgress;
};

/** Answers a query in the form asked for, with the rights of whoever holds the lake. All but tables are streamed, whatever their size. */
export async function writeAnswer(
  earshot: Earshot,
  sql: string,
  options: AnswerOptions,
): Promise<void> {
  const { format, output, stats, note, signal, progress } = options;
  const tell = (reads: readonly TableRead[], ai: AiTally | undefined): void => {
    if (stats) for (const read of reads) note(readLine(read));
    if (ai !== undefined) for (const line of aiLines(ai)) note(line);
  };
  const asked = {
    signal,
    onWarning: note,
    onProgress: (what: string, done: number, total: number) => progress.update(what, done, total),
  };
  if (format === "parquet") {
    const use = async (path: string, reads: readonly TableRead[], ai?: AiTally): Promise<void> => {
      progress.end();
      await copyOut(path, output);
      tell(reads, ai);
    };
    await earshot.queryToParquet(sql, use, asked);
    return;
  }
  await using answer = await earshot.query(sql, { ...asked, rights: "maintain" });
  progress.end();
  const file = output === undefined ? undefined : await open(output, "w");
  const write: Write =
    file === undefined ? options.write : async (chunk) => void (await file.write(chunk));
  try {
    if (format === "csv") await writeCsv(answer, write);
    else if (format === "json") await writeJson(answer, write);
    else {
      const rowsMax = earshot.settings.settings.limits.sql_rows;
      await writeTable(answer, write, { rowsMax, note });
    }
    tell(answer.reads, answer.ai);
  } finally {
    await file?.close();
  }
}

function readLine({ table, version, filesRead, files, bytesRead, bytes }: TableRead): string {
  return (
    `${table}, version ${version}: ${formatCount(filesRead)} of ${formatCount(files)} files, ` +
    `${formatBytes(bytesRead)} of ${formatBytes(bytes)}`
  );
}

type Answer = { columns: string[]; chunks: AsyncIterable<unknown[][]> };
type Write = (chunk: string) => Promise<void>;

async function copyOut(path: string, output: string | undefined): Promise<void> {
  if (output !== undefined) await pipeline(createReadStream(path), createWriteStream(output));
  else for await (const chunk of createReadStream(path)) process.stdout.write(chunk);
}

async function writeCsv({ columns, chunks }: Answer, write: Write): Promise<void> {
  await write(`${columns.map(csvField).join(",")}\n`);
  for await (const rows of chunks)
    await write(rows.map((row) => `${row.map(csvField).join(",")}\n`).join(""));
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function writeJson({ columns, chunks }: Answer, write: Write): Promise<void> {
  let first = true;
  await write("[");
  for await (const rows of chunks) {
    const objects = rows.map((row) =>
      JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
    );
    if (objects.length > 0) await write(`${first ? "\n" : ",\n"}${objects.join(",\n")}`);
    first &&= objects.length === 0;
  }
  await write(first ? "]\n" : "\n]\n");
}

async function writeTable(
  { columns, chunks }: Answer,
  write: Write,
  { rowsMax, note }: { rowsMax: number; note: (text: string) => void },
): Promise<void> {
  const shown: unknown[][] = [];
  let count = 0;
  for await (const rows of chunks) {
    shown.push(...rows.slice(0, Math.max(0, rowsMax - shown.length)));
    count += rows.length;
    if (count > rowsMax) break;
  }
  await write(`${onlyText(columns, shown) ?? formatTable(columns, shown)}\n`);
  if (count > rowsMax)
    note(`only the first ${formatCount(rowsMax)} rows are shown; --format csv or json gives all`);
  else note(`${formatCount(count)} ${count === 1 ? "row" : "rows"}`);
}

/** The one text of an answer where it has lines of its own, such as a report: a table would run them together. */
function onlyText(columns: readonly string[], rows: readonly unknown[][]): string | undefined {
  const only = columns.length === 1 && rows.length === 1 ? rows[0]?.[0] : undefined;
  return typeof only === "string" && only.includes("\n") ? only : undefined;
}
