import { readdir, readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

import { assert } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Instructions } from "./chat-model.ts";

const Header = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.int().min(1),
  summary: z.string().regex(/^[A-Z].+\.$/),
});

/** A prompt's file. */
export type Prompt = z.infer<typeof Header> & {
  /** With `{{name}}` for each value. */
  body: string;
};

/** All prompts, by name. */
export type Prompts = ReadonlyMap<string, Prompt>;

/** Values of a prompt by name. */
export type PromptValues = Readonly<Record<string, MaskedText>>;

/** Said at the end of every prompt: how texts come and answers go. */
export const formPrompt = "form";

const folder = new URL("./prompts/", import.meta.url);

/** Reads the folder of prompts. */
export async function loadPrompts(): Promise<Prompts> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".md")).toSorted();
  const prompts = await Promise.all(
    files.map(async (file) => {
      const prompt = parsePrompt(await readFile(new URL(file, folder), "utf8"));
      assert(`${prompt.name}.md` === file, `${file} holds the prompt ${prompt.name}`);
      return [prompt.name, prompt] as const;
    }),
  );
  return new Map(prompts);
}

/** Reads one prompt: a YAML header between lines of `---`, then the text. */
export function parsePrompt(text: string): Prompt {
  const [, header, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text.replaceAll("\r\n", "\n")) ?? [];
  assert(header !== undefined && body !== undefined, "a prompt begins with a header");
  return { ...Header.parse(parse(header)), body: body.trim() };
}

/** Whole instructions: the prompt with its values, then what holds for all prompts. */
export function fillPrompt(prompts: Prompts, name: string, values: PromptValues): Instructions {
  const prompt = promptNamed(prompts, name);
  return instruct(`${fill(prompt, values)}\n\n${promptNamed(prompts, formPrompt).body}`);
}

/** The prompt of a name; a name without a file is a bug. */
export function promptNamed(prompts: Prompts, name: string): Prompt {
  const prompt = prompts.get(name);
  assert(prompt !== undefined, `there is no prompt ${name}`);
  return prompt;
}

/** What was wrong with the answer about a text. */
export type Correction = { id: number; problem: string };

/**
 * Instructions that say what was wrong the last time.
 *
 * @param corrections - In words of our own: nothing of what the model answered stands in them.
 */
export function correctInstructions(
  instructions: Instructions,
  corrections: readonly Correction[],
): Instructions {
  const lines = corrections.map(({ id, problem }) => `- id ${id}: ${problem}`);
  return instruct(
    `${instructions}\n\nThese texts were asked about before, and the answer could not be used:\n${lines.join("\n")}`,
  );
}

function fill({ name, body }: Prompt, values: PromptValues): string {
  const unused = new Set(Object.keys(values));
  const filled = body.replaceAll(/\{\{(\w+)\}\}/g, (_, value: string) => {
    const text = values[value];
    assert(text !== undefined, `the prompt ${name} wants a value ${value}`);
    unused.delete(value);
    return text;
  });
  assert(unused.size === 0, `the prompt ${name} has no place for ${[...unused].join(", ")}`);
  return filled.trim();
}

function instruct(text: string): Instructions {
  return text as Instructions; // made of a prompt's file, of masked values and of words of ours
}
