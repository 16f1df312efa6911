import { Argument, Command as Parser, CommanderError, Option } from "commander";
import { z } from "zod";

import type { Command, GlobalFlags } from "./command.ts";
import { exitCodeHelp } from "./exit-codes.ts";
import { tell } from "./standard-error.ts";

/** What a command line asks for; `help` was printed already, or a mistake told. */
export type Parsed = { options: unknown; flags: GlobalFlags } | { exitCode: number };

type Meta = { positional?: boolean; short?: string; value?: string };

/** Reads the arguments of one command, and prints its help where that is asked for. */
export function parseOptions(command: Command, args: readonly string[]): Parsed {
  const parser = new Parser(`earshot ${command.name}`);
  parser.exitOverride().showHelpAfterError(`(earshot ${command.name} --help shows its options)`);
  parser.configureOutput({ writeErr: (text) => tell(text.trimEnd()) });
  parser.description([command.summary, command.details].filter(Boolean).join("\n\n"));
  const positional: string[] = [];
  for (const [name, schema] of Object.entries(command.options.shape)) {
    if (metaOf(schema).positional) positional.push(addArgument(parser, name, schema));
    else parser.addOption(optionOf(name, schema));
  }
  addGlobalFlags(parser, command);
  parser.addHelpText("after", helpEnd(command));
  try {
    parser.parse([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
  const { config, data, asOf, json, quiet, ...rest } = parser.opts<Record<string, unknown>>();
  const own = Object.hasOwn(command.options.shape, "data") ? { data } : {};
  const given = Object.fromEntries(
    positional.map((name, i) => [name, parser.processedArgs[i] as unknown]),
  );
  const values = Object.fromEntries(
    Object.entries({ ...rest, ...given, ...own }).filter(([, value]) => value !== undefined),
  );
  const parsed = command.options.safeParse(values);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      ({ path, message }) => `--${kebab(String(path[0]))}: ${message}`,
    );
    tell(`${lines.join("\n")}\n(earshot ${command.name} --help shows its options)`);
    return { exitCode: 2 };
  }
  const text = (value: unknown): string | undefined =>
    typeof value === "string" ? value : undefined;
  return {
    options: parsed.data,
    flags: {
      config: text(config),
      data: text(data),
      asOf: text(asOf),
      json: json === true,
      quiet: quiet === true,
    },
  };
}

/** Flags every command takes, as help prints them. */
const globalFlagHelp: readonly (readonly [flag: string, doc: string])[] = [
  ["--config <file>", "settings file (default: earshot.yaml here, if there is one)"],
  ["--data <folder>", "data folder that holds the lake"],
  ["--as-of <instant>", "what to take for now, such as 2026-01-31T12:00:00Z"],
  ["--json", "answer as JSON"],
  ["--quiet", "no progress, only the answer"],
];

/** Of a name that the command has an option of, its own counts. */
function addGlobalFlags(parser: Parser, { options }: Command): void {
  for (const [flag, doc] of globalFlagHelp) {
    const option = new Option(flag, doc);
    if (!Object.hasOwn(options.shape, option.attributeName())) parser.addOption(option);
  }
}

function addArgument(parser: Parser, name: string, schema: unknown): string {
  const { inner, isOptional } = innermost(schema);
  const shown = `${kebab(name)}${inner instanceof z.ZodArray ? "..." : ""}`;
  const argument = new Argument(isOptional ? `[${shown}]` : `<${shown}>`, docOf(schema));
  if (inner instanceof z.ZodEnum) argument.choices(inner.options.map(String));
  parser.addArgument(argument);
  return name;
}

function optionOf(name: string, schema: unknown): Option {
  const { inner } = innermost(schema);
  const { short, value } = metaOf(schema);
  const letter = short === undefined ? "" : `-${short}, `;
  if (inner instanceof z.ZodBoolean)
    return new Option(`${letter}--${isOn(schema) ? "no-" : ""}${kebab(name)}`, docOf(schema));
  const flag = `${letter}--${kebab(name)}`;
  const option = new Option(
    `${flag} <${value ?? (inner instanceof z.ZodNumber ? "number" : "text")}>`,
    docOf(schema),
  );
  if (inner instanceof z.ZodEnum) option.choices(inner.options.map(String));
  if (inner instanceof z.ZodArray)
    option.argParser((text, before: string[] | undefined) => [...(before ?? []), text]);
  if (inner instanceof z.ZodNumber) {
    option.argParser((text) =>
      text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text),
    );
  }
  return option;
}

/** Whether a flag is on unless it is given, as `--no-…`. */
export function isOn(schema: unknown): boolean {
  return schema instanceof z.ZodDefault && schema.def.defaultValue === true;
}

/** The schema within optionals and defaults, and whether the value can be left out. */
function innermost(schema: unknown): { inner: unknown; isOptional: boolean } {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return { inner: innermost(schema.unwrap()).inner, isOptional: true };
  }
  return { inner: schema, isOptional: false };
}

function metaOf(schema: unknown): Meta {
  let current = schema;
  while (current instanceof z.ZodType) {
    const meta = current.meta() as Meta | undefined; // our own keys, declared beside the option
    if (meta?.positional !== undefined || meta?.short !== undefined || meta?.value !== undefined)
      return meta;
    if (!(current instanceof z.ZodOptional || current instanceof z.ZodDefault)) break;
    current = current.unwrap();
  }
  return {};
}

function docOf(schema: unknown): string {
  let current = schema;
  while (current instanceof z.ZodType) {
    if (current.description !== undefined) return current.description;
    if (!(current instanceof z.ZodOptional || current instanceof z.ZodDefault)) break;
    current = current.unwrap();
  }
  return "";
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function helpEnd(command: Command): string {
  const examples = command.examples.map((example) => `  earshot ${example}`);
  return `\nExamples:\n${examples.join("\n")}\n\nExit codes: ${exitCodeHelp.join(", ")}.`;
}
