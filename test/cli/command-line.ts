import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The command line as people start it from the repository. */
const mainFile = join(import.meta.dirname, "../../src/surface/cli/main.ts");

/** What became of a command; `code` is null when a signal ended it. */
export type Ended = { code: number | null; stdout: string; stderr: string; bytes: Buffer };

export type CommandOptions = {
  cwd?: string;
  input?: string | undefined;
  environment?: Record<string, string>;
  /** Id of the user it runs as; another one than this takes root. */
  user?: number;
};

/** A command under way, in a process group of its own. */
export type Started = { child: ChildProcess; ended: Promise<Ended> };

/** Starts `earshot …args`. */
export function startCommand(args: readonly string[], options: CommandOptions = {}): Started {
  const child = spawn(process.execPath, [mainFile, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...options.environment },
    stdio: "pipe",
    ...(options.user === undefined ? {} : { uid: options.user }),
    detached: true, // a group of its own, which a signal to -pid reaches whole
  });
  const output: Buffer[] = [];
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => undefined); // it may leave before it has read all
  child.stdin.end(options.input ?? "");
  const ended = once(child, "close").then(([code]): Ended => {
    const bytes = Buffer.concat(output);
    return { code: code as number | null, stdout: bytes.toString("utf8"), stderr, bytes }; // of 'close'
  });
  return { child, ended };
}

/** Runs `earshot …args` to its end. */
export function earshot(args: readonly string[], options?: CommandOptions): Promise<Ended> {
  return startCommand(args, options).ended;
}
