import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import type { MaskedField } from "../../../kernel/privacy/mask-fields.ts";
import {
  decodeJsonString,
  jsonLiterals,
  type DecodedString,
  type JsonChoice,
  type JsonLiteral,
} from "./json-literals.ts";
import { lineError, MaskInputError } from "./mask-input-error.ts";
import { openLineTransform } from "./record-transform.ts";
import { replacementsOf } from "./replacements.ts";
import { openRowMasker, type OpenRow } from "./row-masker.ts";
import type { MaskTally, Transform } from "./transform.ts";

export type JsonMaskerOptions = {
  detector: Detector;
  tally: MaskTally;
  /** Paths of the fields to mask, such as `customer.name`; none: all strings, numbers and keys. */
  fields: readonly string[];
  /** Field whose value tells which rows, standing together, are one conversation. */
  group: string | undefined;
  /** One JSON value a line, or one over many lines. */
  isLines: boolean;
  /** Longest JSON value, in characters. */
  recordLengthMax: number;
  /** Paths of `fields` and `group` that some row has are added here. */
  seen: Set<string>;
  /** Line that the text begins in; default: 1. */
  line?: number;
};

/** Masks fields of JSON texts; all else stays as it is written, byte for byte. */
export function openJsonMasker(options: JsonMaskerOptions): Transform {
  const { detector, tally, fields, isLines, recordLengthMax: lengthMax } = options;
  const rows = openRowMasker(detector, tally);
  const path = options.group?.split(".");
  const choice: JsonChoice =
    fields.length === 0 ? "all" : { paths: new Set(fields), seen: options.seen };
  return openLineTransform({
    take: (written, line) =>
      // An empty line is no row, and ends a group.
      /^\ufeff?\s*$/.test(written)
        ? rows.flush() + written
        : rows.add(openRow(written, { line, choice, group: path, seen: options.seen })),
    flush: () => rows.flush(),
    lengthMax,
    line: options.line,
    isOne: !isLines,
  });
}

/** For fields that no row had: with a typo in its name everything would stay as it was. */
export function unseenError(fields: readonly string[], seen: ReadonlySet<string>): MaskInputError {
  const unseen = fields.filter((path) => !seen.has(path));
  return new MaskInputError(
    `no row has a field ${unseen.join(" or ")}; a field within another is written customer.name`,
  );
}

type RowPlace = {
  line: number;
  choice: JsonChoice;
  group: readonly string[] | undefined;
  seen: Set<string>;
};

function openRow(written: string, { line, choice, group: path, seen }: RowPlace): OpenRow {
  const value = parseJson(written, line);
  const group = path === undefined ? undefined : valueAt(value, path);
  if (path !== undefined && group !== undefined) seen.add(path.join("."));
  const literals = jsonLiterals(written, choice);
  const decoded = literals.map(({ kind, start, end }): DecodedString => {
    const literal = written.slice(start, end);
    if (kind !== "number") return decodeJsonString(literal);
    return { text: literal, writtenAt: (position) => position };
  });
  return {
    texts: decoded.map(({ text }) => text),
    // A row without a value there is a conversation of its own.
    group: group === undefined || group === null ? undefined : JSON.stringify(group),
    render: (fields) => rendered(written, { literals, decoded, fields }),
  };
}

/** A JSON value; the parser's own message would show some of it. */
export function parseJson(written: string, line: number): unknown {
  try {
    return JSON.parse(written.replace(/^\ufeff/, ""));
  } catch {
    throw lineError(line, "this is no JSON; is --format right?");
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      inner !== null && typeof inner === "object" && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key] // by the line above
        : undefined,
    value,
  );
}

type Found = {
  literals: readonly JsonLiteral[];
  decoded: readonly DecodedString[];
  fields: readonly MaskedField[];
};

function rendered(written: string, { literals, decoded, fields }: Found): string {
  let output = "";
  let at = 0;
  for (const [i, { kind, start, end }] of literals.entries()) {
    const [text, field] = [decoded[i], fields[i]];
    if (text === undefined || field === undefined || field.spans.length === 0) continue;
    if (kind === "number") {
      // What is left of a number is none: it becomes a string.
      output += `${written.slice(at, start)}"${field.text}"`;
      at = end;
      continue;
    }
    for (const replacement of replacementsOf(field)) {
      output += written.slice(at, start + text.writtenAt(replacement.start)) + replacement.text;
      at = start + text.writtenAt(replacement.end);
    }
  }
  return output + written.slice(at);
}
