import type { z } from "zod";

import { isRecord, nearer, type AnswerForm } from "./answer-form.ts";

/** One answer, by the number of its text, as the model gave it. */
export type ReadItem = { id: number; value: Record<string, unknown> };

/** What became of one text's place in an answer. */
export type GradedItem = { answer: unknown } | { problem: string };

/** Deepest nesting in which answers are looked for where the whole is broken. */
const depthMax = 6;

/**
 * Finds the answers in what a model wrote: JSON, also within a fence or with words around it, also
 * cut off or broken, where each answer that is whole by itself is found.
 *
 * @param onlyId - Of the one text that was asked about, whose answer may come without it.
 */
export function readItems(text: string, onlyId?: number): ReadItem[] {
  const whole = parsed(text.trim()) ?? parsed(unfenced(text)) ?? parsed(between(text));
  if (whole === undefined) return salvage(text);
  const items = itemsOf(whole);
  if (items.length > 0 || onlyId === undefined) return items;
  const [bare] = Array.isArray(whole) ? whole : [whole];
  return isRecord(bare) && !("items" in bare) ? [{ id: onlyId, value: bare }] : [];
}

/**
 * Holds answers against the texts asked: what is valid is good, whatever else the answer holds.
 *
 * @param count - Texts asked; their ids are 1 to `count`. Other ids are ignored.
 */
export function gradeItems(
  items: readonly ReadItem[],
  { count, form, answer }: { count: number; form: AnswerForm; answer: z.ZodType },
): GradedItem[] {
  const graded = Array.from({ length: count }, (): GradedItem => missing);
  const seen = new Map<number, string>();
  for (const { id, value } of items) {
    if (id < 1 || id > count) continue;
    const { id: _, ...rest } = value;
    const near = nearer(rest, form.shape);
    const said = JSON.stringify(near);
    const before = seen.get(id);
    if (before === said) continue;
    seen.set(id, said);
    graded[id - 1] = before === undefined ? graded1(near, answer) : twice;
  }
  return graded;
}

const missing: GradedItem = { problem: "no item had this id" };
const twice: GradedItem = { problem: "two items had this id and said different things" };

function graded1(value: unknown, answer: z.ZodType): GradedItem {
  const { success, data, error } = answer.safeParse(value);
  if (success) return { answer: data };
  // The names are the form's own; what the model wrote is not repeated to it.
  const names = new Set(
    error.issues.map(({ path }) => String(path[0] ?? "")).filter((name) => name !== ""),
  );
  return {
    problem: names.size === 0 ? "its form was wrong" : `wrong value of ${[...names].join(", ")}`,
  };
}

function itemsOf(whole: unknown): ReadItem[] {
  if (Array.isArray(whole)) return whole.flatMap(itemOf);
  if (!isRecord(whole)) return [];
  if (Array.isArray(whole["items"])) return whole["items"].flatMap(itemOf);
  const own = itemOf(whole);
  if (own.length > 0) return own;
  const lists = Object.values(whole).filter((value) => Array.isArray(value));
  if (lists.length === 1) return (lists[0] ?? []).flatMap(itemOf);
  return Object.entries(whole).flatMap(([id, value]) =>
    /^\d{1,6}$/.test(id) && isRecord(value) ? itemOf({ ...value, id: Number(id) }) : [],
  );
}

function itemOf(value: unknown): ReadItem[] {
  if (!isRecord(value)) return [];
  const given = value["id"];
  const id = typeof given === "string" && /^\d{1,6}$/.test(given) ? Number(given) : given;
  return typeof id === "number" && Number.isInteger(id) ? [{ id, value }] : [];
}

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unfenced(text: string): string {
  return /```(?:json)?\s*(.*?)```/is.exec(text)?.[1]?.trim() ?? "";
}

function between(text: string): string {
  const start = text.search(/[[{]/);
  const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
  return start < 0 ? "" : text.slice(start, end + 1);
}

/** Answers that are whole in a text that is not: the outermost `{…}` that have an id. */
function salvage(text: string): ReadItem[] {
  const found: (ReadItem & { start: number })[] = [];
  for (const { start, end } of bracesOf(text)) {
    const [item] = itemOf(parsed(text.slice(start, end)));
    if (item === undefined) continue;
    while ((found.at(-1)?.start ?? -1) > start) found.pop();
    found.push({ ...item, start });
  }
  return found;
}

/** Every `{…}` of a text that is not nested too deep, inner ones first. */
function* bracesOf(text: string): Generator<{ start: number; end: number }> {
  const open: number[] = [];
  const begun = Math.max(0, text.search(/[[{]/)); // quotation marks before it mean nothing
  const signs = /[{}]|"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)/gs;
  signs.lastIndex = begun;
  for (const { 0: sign, index } of text.matchAll(signs)) {
    if (sign === "{") open.push(index);
    if (sign !== "}") continue; // a text within the JSON
    const start = open.pop();
    if (start !== undefined && open.length < depthMax) yield { start, end: index + 1 };
  }
}
