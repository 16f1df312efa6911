import type { z } from "zod";

import type { Earshot } from "../engine/engine.ts";

/** What a command is given besides its options. */
export type CommandContext = {
  /** Opens Earshot with the global flags; settings are read here, so only commands that need them fail on them. */
  engine: () => Earshot;
  /** Global flags as they were given. */
  flags: GlobalFlags;
  signal: AbortSignal;
  /** One line (or several) to standard output. */
  print: (text?: string) => void;
  /** One line to standard error, masked there, unless `--quiet`. */
  note: (text: string) => void;
  /** Bytes to standard output, waiting where a pipe is slow. */
  write: (chunk: string | Uint8Array) => Promise<void>;
};

/** Flags every command takes. */
export type GlobalFlags = {
  config?: string | undefined;
  data?: string | undefined;
  asOf?: string | undefined;
  json: boolean;
  quiet: boolean;
};

/** A command of the command line. */
export type Command<S extends z.ZodObject = z.ZodObject> = {
  name: string;
  summary: string;
  /** What it does, in a few lines, for its help. */
  details?: string;
  /**
   * Options, `--kebab-case`. `.meta({ positional: true })` makes an argument of one (of an array:
   * any number of them), and `.meta({ short: "f" })` gives it a letter. An option that is an array
   * may be given several times, and a boolean that is true by default is `--no-kebab-case`.
   */
  options: S;
  /** Command lines that work, without `earshot`. */
  examples: readonly string[];
  /** What is told after Ctrl-C; default: what was committed stays. */
  stopped?: string;
  /** Gives an exit code where it is not 0. */
  run(options: z.infer<S>, context: CommandContext): Promise<number | void>;
};

/** Declares a command; the file is named after it. */
export function defineCommand<S extends z.ZodObject>(command: Command<S>): Command<S> {
  return command;
}
