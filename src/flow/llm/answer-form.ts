import { z } from "zod";

import { assert } from "../../core/base/errors.ts";
import type { JsonSchema } from "./chat-model.ts";

/** A JSON schema, as far as answers need it. */
export type Shape = {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  additionalProperties?: boolean | Shape;
  description?: string;
};

/** How the answer about one text looks. */
export type AnswerForm = {
  /** Of the answer about one text. */
  shape: Shape;
  /** Of a whole answer: `{"items": [{"id": 1, …}, …]}`. */
  schema: JsonSchema;
};

/** Works out the form of answers from the question's own schema. */
export function answerForm(answer: z.ZodType): AnswerForm {
  const shape = bare(z.toJSONSchema(answer, { io: "input", unrepresentable: "any" }) as Shape);
  assert(shape.properties !== undefined, "an answer is an object with named values");
  assert(!("id" in shape.properties), "an answer's id is the number of its text");
  const { type, properties, required, additionalProperties } = strict(shape);
  const item = {
    type,
    properties: { id: { type: "integer" }, ...properties },
    required: ["id", ...(required ?? [])],
    additionalProperties,
  };
  const schema = {
    type: "object",
    properties: { items: { type: "array", items: item } },
    required: ["items"],
    additionalProperties: false,
  };
  return { shape, schema };
}

/** Without the words of JSON Schema that not every provider takes. */
function bare(shape: Shape & { oneOf?: Shape[] }): Shape {
  const options = shape.anyOf ?? shape.oneOf;
  const values = shape.const === undefined ? shape.enum : [shape.const];
  return {
    ...(shape.type === undefined ? {} : { type: shape.type }),
    ...(shape.description === undefined ? {} : { description: shape.description }),
    ...(values === undefined ? {} : { enum: values }),
    ...(options === undefined ? {} : { anyOf: options.map(bare) }),
    ...(shape.items === undefined ? {} : { items: bare(shape.items) }),
    ...(shape.required === undefined ? {} : { required: shape.required }),
    ...(shape.properties === undefined ? {} : { properties: mapValues(shape.properties, bare) }),
    ...(shape.additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof shape.additionalProperties === "object"
              ? bare(shape.additionalProperties)
              : shape.additionalProperties,
        }),
  };
}

/** As strict structured output wants it: every key is required, and one that may be left out may be null. */
function strict(shape: Shape): Shape {
  const { properties, required = [], items, anyOf } = shape;
  const whole = {
    ...shape,
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(strict) }),
  };
  if (properties === undefined) return whole;
  const wanted = Object.entries(properties).map(([name, part]): [string, Shape] => {
    const inner = strict(part);
    return [name, required.includes(name) ? inner : { anyOf: [inner, { type: "null" }] }];
  });
  return {
    ...whole,
    properties: Object.fromEntries(wanted),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/**
 * A model's value, brought nearer to the form: labels in the form's own spelling, numbers that came
 * as text, no null where a value may be left out. What can't be brought nearer stays as it is.
 */
export function nearer(value: unknown, shape: Shape): unknown {
  if (shape.enum !== undefined) return typeof value === "string" ? label(value, shape.enum) : value;
  if (shape.anyOf !== undefined) return nearerToOne(value, shape.anyOf);
  if (typeof value === "string" && (shape.type === "number" || shape.type === "integer")) {
    return /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  }
  const { items } = shape;
  if (Array.isArray(value)) {
    return items === undefined ? value : value.map((part: unknown) => nearer(part, items));
  }
  return isRecord(value) ? nearerRecord(value, shape) : value;
}

/**
 * A model's answer with every text in it passed through `mask`, except labels, which are ours.
 */
export function maskValue(value: unknown, shape: Shape, mask: (text: string) => string): unknown {
  if (typeof value === "string") return isLabel(value, shape) ? value : mask(value);
  if (Array.isArray(value)) {
    const inner = itemShape(shape);
    return value.map((part: unknown) => maskValue(part, inner, mask));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const own = propertyShape(shape, name);
      return [own.isNamed ? name : mask(name), maskValue(part, own.shape, mask)];
    }),
  );
}

function itemShape({ items, anyOf = [] }: Shape): Shape {
  return items ?? anyOf.find((option) => option.items !== undefined)?.items ?? {};
}

/** The form of a named value; a name that the form does not have was made up by the model. */
function propertyShape(shape: Shape, name: string): { shape: Shape; isNamed: boolean } {
  for (const { properties } of [shape, ...(shape.anyOf ?? [])]) {
    const own = properties !== undefined && Object.hasOwn(properties, name);
    if (own) return { shape: properties[name] ?? {}, isNamed: true };
  }
  const { additionalProperties: rest } = shape;
  return { shape: typeof rest === "object" ? rest : {}, isNamed: false };
}

/** Every label that an answer of a form may have. */
export function labelsOfForm({ enum: own, items, properties = {}, anyOf = [] }: Shape): string[] {
  const inner = [...Object.values(properties), ...anyOf, ...(items === undefined ? [] : [items])];
  const labels = own?.filter((value) => typeof value === "string") ?? [];
  return [...labels, ...inner.flatMap(labelsOfForm)];
}

/** The labels in an answer, or undefined if the form knows none: what answers can be compared by. */
export function labelsOf(value: unknown, shape: Shape): string | undefined {
  const found: unknown[] = [];
  collect(value, shape, found);
  return found.length === 0 ? undefined : JSON.stringify(found);
}

function collect(value: unknown, shape: Shape, found: unknown[]): void {
  if (shape.enum !== undefined) found.push(value);
  for (const option of shape.anyOf ?? []) collect(value, option, found);
  if (!isRecord(value)) return;
  for (const [name, part] of Object.entries(shape.properties ?? {}))
    collect(value[name], part, found);
}

function isLabel(value: string, shape: Shape): boolean {
  if (shape.enum?.includes(value)) return true;
  return (shape.anyOf ?? []).some((option) => isLabel(value, option));
}

function nearerToOne(value: unknown, options: readonly Shape[]): unknown {
  if (value === null) return value;
  for (const option of options) {
    const near = nearer(value, option);
    if (near !== value || isLike(near, option)) return near;
  }
  return value;
}

function isLike(value: unknown, { type, enum: labels }: Shape): boolean {
  if (labels !== undefined) return labels.includes(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isRecord(value);
  return type === typeof value || (type === "integer" && Number.isInteger(value));
}

function nearerRecord(value: Record<string, unknown>, shape: Shape): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties } = shape;
  const entries = Object.entries(value).flatMap(([name, part]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own !== undefined) {
      const isLeftOut = part === null && !required.includes(name);
      return isLeftOut ? [] : [[name, nearer(part, own)] as const];
    }
    if (typeof additionalProperties === "object") {
      return [[name, nearer(part, additionalProperties)] as const];
    }
    return additionalProperties === true ? [[name, part] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The label that a model's spelling means: the same, else the only one that differs in case, spaces or signs. */
function label(value: string, labels: readonly unknown[]): unknown {
  if (labels.includes(value)) return value;
  const folded = fold(value);
  const alike = labels.filter((one) => typeof one === "string" && fold(one) === folded);
  return alike.length === 1 ? alike[0] : value;
}

function fold(text: string): string {
  return text
    .normalize("NFC")
    .trim()
    .replace(/^["'`]+|["'`.]+$/g, "")
    .trim()
    .toUpperCase()
    .replaceAll(/[\s_-]+/g, "_");
}

function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
