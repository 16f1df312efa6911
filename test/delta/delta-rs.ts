import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { deltaRsEnv } from "../../scripts/python-env.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/storage/delta-log/json.ts";
import type { DeltaType, StructField } from "../../src/storage/delta-log/schema.ts";
import { formatMicros, parseMicros } from "../../src/storage/delta-log/stats.ts";

/** What to ask delta-rs about one table. */
export type Question = {
  folder: string;
  version?: number;
  /** A query on the table `t`. */
  sql?: string;
  /** Counts the files that remain for low ≤ column ≤ high. */
  filter?: [column: string, low: number | string, high: number | string];
  apps?: string[];
};

/** What delta-rs says. */
export type Answer = {
  version: number;
  files: number;
  rows: JsonObject[];
  schema: { fields: StructField[] };
  fragments: number;
  transactions: Record<string, number | null>;
};

/** The interpreter with delta-rs; undefined when it cannot be had here. */
export const deltaRs = await deltaRsEnv();

/** Asks delta-rs, all questions in one process. */
export async function askDeltaRs(questions: readonly Question[]): Promise<Answer[]> {
  return JSON.parse(await runPython("read_table.py", [], JSON.stringify(questions))) as Answer[];
}

/** Runs one of the Python scripts beside this file. */
export function runPython(
  script: string,
  arguments_: readonly string[],
  input = "",
): Promise<string> {
  return new Promise((resolve, reject) => {
    const path = join(import.meta.dirname, script);
    const child = spawn(deltaRs ?? "python3", [path, ...arguments_], { stdio: "pipe" });
    let [output, complaint] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(output) : reject(new Error(complaint))));
    child.stdin.end(input);
  });
}

/** A process that changes tables with delta-rs, a command at a time; starts with the first. */
export type DeltaRsProcess = {
  /** Gives the table's version afterwards. */
  change(command: JsonObject): Promise<number>;
} & AsyncDisposable;

/** Opens a {@link DeltaRsProcess}, which ends with its owner. */
export function openDeltaRs(): DeltaRsProcess {
  let running: ReturnType<typeof startChanges> | undefined;
  return {
    async change(command) {
      running ??= startChanges();
      running.child.stdin.write(`${JSON.stringify(command)}\n`);
      const { value, done } = await running.answers.next();
      if (done === true) throw new Error(`delta-rs failed at ${JSON.stringify(command)}`);
      return (JSON.parse(value) as { version: number }).version; // as change_table.py prints it
    },
    async [Symbol.asyncDispose]() {
      running?.child.stdin.end();
      await running?.ended;
    },
  };
}

function startChanges() {
  const path = join(import.meta.dirname, "change_table.py");
  const child = spawn(deltaRs ?? "python3", [path], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, answers, ended: once(child, "close") };
}

/** A row as DuckDB gives it, spelled as `read_table.py` spells delta-rs's. */
export function plainRow(row: JsonObject, schema: readonly StructField[]): JsonObject {
  return Object.fromEntries(
    schema.map(({ name, type }) => [name, plain(row[name] ?? null, type)] as const),
  );
}

function plain(value: Json, type: DeltaType): Json {
  if (value === null) return null;
  if (typeof type !== "string") return plainNested(value, type);
  if (type === "boolean" || type === "float" || type === "double") return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (type === "timestamp" || type === "timestamp_ntz") {
    const iso = formatMicros(parseMicros(text) ?? 0n);
    return type === "timestamp" ? iso : iso.slice(0, -1);
  }
  return type === "binary" ? blobBytes(text).toString("base64") : text;
}

/** The bytes of a BLOB, which DuckDB shows as ASCII with the others as `\xFF`. */
function blobBytes(text: string): Buffer {
  const latin = text.replaceAll(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(latin, "latin1");
}

function plainNested(value: Json, type: Exclude<DeltaType, string>): Json {
  if (type.type === "struct") return isJsonObject(value) ? plainRow(value, type.fields) : value;
  const items = Array.isArray(value) ? value : [];
  if (type.type === "array") return items.map((item) => plain(item, type.elementType));
  return items.map((item) => {
    const entry = isJsonObject(item) ? item : {};
    const key = plain(entry.key ?? null, type.keyType);
    return { key, value: plain(entry.value ?? null, type.valueType) };
  });
}
