import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";

import { systemCode } from "../../core/base/errors.ts";
import { KeyCommandError } from "./key-errors.ts";

const secondsMax = 30;
const bytesMax = 65_536;

export type KeyCommandOptions = {
  /** Working folder of the program. */
  folder: string;
  signal?: AbortSignal | undefined;
  /** Default: 30 seconds. */
  limitMs?: number;
};

/**
 * What a program prints on its standard output. No shell reads the words. Neither its arguments nor
 * what it says on standard error is repeated in messages, since both may hold secrets.
 *
 * @throws KeyCommandError when it can't be started, fails, says nothing or too much, or takes too long.
 */
export async function runKeyCommand(
  command: string | readonly string[],
  { folder, signal, limitMs = secondsMax * 1_000 }: KeyCommandOptions,
): Promise<string> {
  const [program = "", ...args] = typeof command === "string" ? command.split(/ +/) : command;
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(limitMs);
  const child = start(program, args, folder);
  try {
    return await printed(
      child,
      program,
      signal === undefined ? limit : AbortSignal.any([signal, limit]),
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw limit.aborted ? failed(program, `it took longer than ${limitMs / 1_000} s`) : error;
  } finally {
    // Whatever it started may hold the pipes open; nobody waits for that.
    child.kill("SIGKILL");
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function start(program: string, args: readonly string[], folder: string): Child {
  // Node's own message would repeat the words.
  if ([program, ...args].some((word) => word.includes("\0")))
    throw failed("named", "there is a NUL in its words");
  return spawn(program, args, { cwd: folder, shell: false, stdio: ["ignore", "pipe", "pipe"] });
}

/** Standard output of a program that ends well and says something. */
function printed(child: Child, program: string, stop: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let byteCount = 0;
    let complaintLineCount = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      byteCount += chunk.length;
      if (byteCount > bytesMax) reject(failed(program, `it printed more than ${bytesMax} bytes`));
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaintLineCount += chunk.filter((byte) => byte === 10).length;
    });
    child.on("error", (error) => reject(failed(program, whyNotStarted(error))));
    child.on("close", (code) => {
      const text = Buffer.concat(chunks).toString("utf8");
      if (code === 0 && text.trim() !== "") resolve(text);
      else reject(failed(program, `${ending(code)}${complained(complaintLineCount)}`));
    });
    stop.addEventListener("abort", () => reject(failed(program, "it was stopped")), { once: true });
  });
}

function whyNotStarted(error: Error): string {
  if (systemCode(error) === "ENOENT") return "there is no such program here";
  if (systemCode(error) === "EACCES") return "it may not be run";
  return `it could not be started (${systemCode(error) ?? "for an unknown reason"})`;
}

function ending(code: number | null): string {
  if (code === null) return "it was killed";
  return code === 0 ? "it printed nothing" : `it ended with code ${code}`;
}

function complained(lineCount: number): string {
  if (lineCount === 0) return "";
  const lines = lineCount === 1 ? "a line" : `${lineCount} lines`;
  return `; it wrote ${lines} to its standard error, not shown here because they may hold secrets`;
}

function failed(program: string, what: string): KeyCommandError {
  return new KeyCommandError(
    `the program ${program} (privacy.key_command) gave no keys: ${what}; run it by hand to see why`,
  );
}
