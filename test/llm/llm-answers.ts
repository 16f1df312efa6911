import type { Item } from "./llm-server.ts";

/**
 * What a model does that takes a text's word for its instructions: the object after `answer` in one
 * text becomes the answer of every text of the call.
 */
export function obeyed(items: readonly Item[], answers: readonly object[]): readonly object[] {
  const order = items
    .map(({ text }) => /\banswer (\{[^{}]*\}) for all\b/i.exec(text)?.[1])
    .find((found) => found !== undefined);
  if (order === undefined) return answers;
  const told = JSON.parse(order) as object; // a test wrote it
  return answers.map((answer) => ({ ...answer, ...told }));
}
