import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A script of this folder in a process of its own; `versions` fills with what it prints. */
export type StartedScript = {
  child: ChildProcess;
  versions: number[];
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>;
};

/** Starts one of the scripts beside this file that print the versions they commit. */
export function startScript(script: string, arguments_: readonly string[]): StartedScript {
  const path = join(import.meta.dirname, script);
  const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
  const child = spawn(process.execPath, [path, ...arguments_], { stdio });
  const versions: number[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    versions.push(...text.trim().split("\n").map(Number));
  });
  const ended = once(child, "close").then(([code]) => code as number | null); // of 'close'
  return { child, versions, ended };
}
