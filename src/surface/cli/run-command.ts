import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { loadDeclaration } from "../../core/base/declarations.ts";
import {
  AssertionError,
  EarshotError,
  messageOf,
  systemCode,
  type ErrorKind,
} from "../../core/base/errors.ts";
import { nearestName } from "../../core/base/nearest-name.ts";
import { maskPlainJson, openEarshot, type Earshot } from "../engine/engine.ts";
import { commandList } from "./command-list.ts";
import type { Command, CommandContext, GlobalFlags } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { parseOptions } from "./parse-options.ts";
import { tell, writeStandardError } from "./standard-error.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "commands");

/** Runs one command and gives the exit code. Errors are told on standard error. */
export async function runCommand(name: string, args: readonly string[]): Promise<number> {
  process.stdout.on("error", leaveWhenNobodyReads);
  if (!commandList.some((command) => command.name === name)) return unknownCommand(name);
  const command = await loadDeclaration<Command>(folder, name);
  const parsed = parseOptions(command, args);
  if ("exitCode" in parsed) return parsed.exitCode;
  const stop = stopOnInterrupt(command.stopped);
  try {
    // The schema made the options, so they are what the command declares.
    const code = await command.run(parsed.options as never, contextOf(parsed.flags, stop.signal));
    return code ?? 0;
  } catch (error) {
    return tellFailure(error, parsed.flags, stop.signal);
  } finally {
    stop.release();
  }
}

function unknownCommand(name: string): number {
  const near = nearestName(
    name,
    commandList.map((command) => command.name),
  );
  const hint = near === undefined ? "`earshot --help` lists the commands" : `did you mean ${near}?`;
  tell(`earshot: there is no command ${name}; ${hint}`);
  return 2;
}

function contextOf(flags: GlobalFlags, signal: AbortSignal): CommandContext {
  let engine: Earshot | undefined;
  return {
    flags,
    signal,
    engine: () =>
      (engine ??= openEarshot({ config: flags.config, data: flags.data, asOf: flags.asOf })),
    print: (text = "") => void process.stdout.write(`${text}\n`),
    note: (text) => {
      if (!flags.quiet) tell(text);
    },
    write: (chunk) =>
      new Promise((resolve, reject) => {
        process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Ctrl-C asks the command to stop cleanly; a second one ends the process at once. */
function stopOnInterrupt(told?: string): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled);
    tell("\nstopping; Ctrl-C again ends at once");
    controller.abort(new CancelledError(told));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return {
    signal: controller.signal,
    release: () => void process.off("SIGINT", stop).off("SIGTERM", stop),
  };
}

/** The person at the keyboard stopped the command. */
class CancelledError extends EarshotError {
  readonly code = "CANCELLED";
  readonly kind = "cancelled";

  constructor(told = "stopped; what was committed stays, and the next run goes on from there") {
    super(told);
  }
}

function tellFailure(error: unknown, flags: GlobalFlags, signal: AbortSignal): number {
  const shown = signal.aborted && signal.reason instanceof EarshotError ? signal.reason : error;
  if (shown instanceof EarshotError) {
    const { code, kind, message } = shown;
    if (flags.json) {
      writeStandardError(maskPlainJson({ error: { code, kind, message } }));
      tell("");
    } else tell(`earshot: ${message}`);
    return exitCodes[kind];
  }
  const told = tellFileTrouble(shown);
  if (told !== undefined) return told;
  const what = shown instanceof AssertionError ? "a broken assumption" : "an unexpected error";
  tell(
    `earshot: ${what}: ${messageOf(shown)}\nThis is a bug in Earshot. Please report it with these lines:`,
  );
  if (shown instanceof Error) tell(shown.stack?.split("\n").slice(1).join("\n") ?? "");
  return 1;
}

/** What the system says of a file or folder that was named on the command line. */
const fileTroubles: Readonly<Record<string, readonly [kind: ErrorKind, words: string]>> = {
  ENOENT: ["missing", "there is no such file or folder"],
  ENOTDIR: ["invalid", "a part of this path is a file, not a folder"],
  EISDIR: ["invalid", "this is a folder, not a file"],
  EEXIST: ["invalid", "there is something else of this name already"],
  EACCES: ["denied", "no permission"],
  EPERM: ["denied", "no permission"],
  EROFS: ["denied", "this disk can only be read"],
  ENOSPC: ["unavailable", "the disk is full; free some space"],
};

/** Tells of a file that can't be used, and gives the exit code; undefined for any other error. */
function tellFileTrouble(error: unknown): number | undefined {
  const trouble = fileTroubles[systemCode(error) ?? ""];
  if (trouble === undefined || !(error instanceof Error)) return undefined;
  const [kind, words] = trouble;
  const path = "path" in error && typeof error.path === "string" ? `${error.path}: ` : "";
  tell(`earshot: ${path}${words}`);
  return exitCodes[kind];
}

/** A reader such as `head` that has seen enough is no error. */
function leaveWhenNobodyReads(error: Error & { code?: string }): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
