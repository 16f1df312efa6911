import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";

import { findStrace } from "../../scripts/strace.ts";

/** What a process asked of the file system, in the order in which it came about. */
export type Call = {
  /** Of the thread that asked. */
  thread: string;
  name: string;
  /** Arguments as strace prints them; `bytesArgument` decodes texts. */
  arguments: string[];
  /** What the kernel answered; negative for an error. */
  result: number;
  /** For some calls it matters when they began; the call comes twice then. */
  begins: boolean;
};

const watched = [
  "openat,open,creat,close,dup,dup2,dup3,lseek",
  "write,pwrite64,writev,pwritev,pwritev2,copy_file_range,sendfile",
  "ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range",
  "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir",
  "io_uring_setup,io_uring_enter",
].join(",");

/** The program that records system calls; undefined when it cannot be had here. */
export const strace = await findStrace();

/**
 * Runs a Node script to its end and records what it asks of the file system.
 *
 * @param trace - File for the record; removed afterwards.
 * @throws Error when the script fails.
 */
export async function recordCalls(
  script: string,
  arguments_: readonly string[],
  trace: string,
): Promise<Call[]> {
  const options = ["-f", "-xx", "-s", "1000000000", "-o", trace, "-e", `trace=${watched}`];
  const command = [...options, process.execPath, script, ...arguments_];
  const child = spawn(strace ?? "strace", command, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "close")) as [number | null]; // of 'close'
  if (code !== 0) throw new Error(`the recorded process ended with ${code}`);
  const calls: Call[] = [];
  const open = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(trace) })) {
    calls.push(...parseLine(line, open));
  }
  await rm(trace);
  return calls;
}

/** The calls that a line of the record tells of; `open` holds those that have not ended. */
function parseLine(line: string, open: Map<string, string>): Call[] {
  const [thread = "", rest = ""] = line.split(/ +(.*)/s);
  const begun = / <unfinished \.\.\.>$/.exec(rest);
  if (begun !== null) {
    const start = rest.slice(0, begun.index);
    open.set(thread, start);
    return beginnings(parseCall(thread, `${start}) = 0`));
  }
  const resumed = /^<\.\.\. \w+ resumed>/.exec(rest);
  if (resumed !== null) {
    return parseCall(thread, `${open.get(thread)}${rest.slice(resumed[0].length)}`);
  }
  const calls = parseCall(thread, rest);
  return [...beginnings(calls), ...calls];
}

/** A sync covers what was there when it began; a descriptor is free as soon as its close begins. */
const toldTwice = new Set(["fsync", "fdatasync", "close"]);

function beginnings(calls: readonly Call[]): Call[] {
  return calls.filter(({ name }) => toldTwice.has(name)).map((call) => ({ ...call, begins: true }));
}

/** The call that a text spells; none for signals and ends of threads. */
function parseCall(thread: string, text: string): Call[] {
  const [, name, list = "", result] = /^(\w+)\((.*)\) += (-?\d+)/.exec(text) ?? [];
  if (name === undefined) return [];
  const parts = list.match(/(?:"[^"]*"(?:\.\.\.)?|\[[^\]]*\]|\{[^}]*\}|[^,"[{])+/g) ?? [];
  const trimmed = parts.map((part) => part.trim());
  return [{ thread, name, arguments: trimmed, result: Number(result), begins: false }];
}

/** The bytes of all texts in an argument: of one buffer, or of the buffers of a list. */
export function bytesArgument(argument: string | undefined): Buffer {
  if (argument === undefined || argument.includes('"...')) {
    throw new Error("the record lacks bytes");
  }
  const texts = [...argument.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)];
  return Buffer.from(texts.map(([, hex = ""]) => hex.replaceAll("\\x", "")).join(""), "hex");
}
