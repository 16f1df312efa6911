#!/usr/bin/env node
import { enableCompileCache } from "node:module";

import { packageVersion } from "../../core/base/version.ts";
import { commandList } from "./command-list.ts";

const [first, ...rest] = process.argv.slice(2);

if (first === undefined || first === "--help" || first === "-h" || first === "help") {
  if (first === "help" && rest[0] !== undefined) await run(rest[0], ["--help"]);
  else printHelp();
} else if (first === "--version" || first === "-V") {
  process.stdout.write(`${packageVersion()}\n`);
} else if (first.startsWith("-")) {
  // Global flags before the command: the command is the first word that belongs to no flag.
  const place = commandPlace(process.argv.slice(2));
  const words = process.argv.slice(2);
  const name = words[place];
  if (name === undefined) printHelp();
  else await run(name, [...words.slice(0, place), ...words.slice(place + 1)]);
} else await run(first, rest);

async function run(name: string, args: string[]): Promise<void> {
  // Reading the code takes most of the time that a short command needs; the second time it does not.
  enableCompileCache();
  const { runCommand } = await import("./run-command.ts");
  process.exitCode = await runCommand(name, args);
}

function commandPlace(words: readonly string[]): number {
  const takesValue = new Set(["--config", "--data", "--as-of"]);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (takesValue.has(word)) i += 1;
    else if (!word.startsWith("-")) return i;
  }
  return -1;
}

/** Help without loading a command: this is what people wait for most often. */
function printHelp(): void {
  const width = Math.max(...commandList.map(({ name }) => name.length)) + 2;
  const lines = [
    "Usage: earshot <command> [options]",
    "",
    "Turns raw customer records into tables you can trust, and tells what customers want and how",
    "they feel. Everything runs on this machine.",
    "",
    "Commands:",
    ...commandList.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    "",
    "Start with `earshot demo`, or with your own files: `earshot init FOLDER`, `earshot plan`,",
    "`earshot run`, `earshot report executive`.",
    "`earshot <command> --help` explains a command and its exit codes.",
    "",
    "Flags of every command: --config FILE, --data DIR, --as-of INSTANT, --json, --quiet",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
