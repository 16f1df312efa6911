import { createHash } from "node:crypto";

import { EarshotError } from "../../../core/base/errors.ts";
import { entityTypes } from "../span.ts";
import { hasNothing, isScored, type MarkedRow, type MarkedSpan } from "./marked-row.ts";
import { mark, unmark } from "./marks.ts";

/** A file of marked texts can't be read. The message names lines, and quotes no text of them. */
export class KitError extends EarshotError {
  readonly code = "PRIVACY_KIT";
  readonly kind = "invalid";

  constructor(file: string, problems: readonly string[]) {
    const more = problems.length > 8 ? [`and ${problems.length - 8} more`] : [];
    const list = [...problems.slice(0, 8), ...more].map((line) => `  ${line}`).join("\n");
    super(`${file} can't be read as marked texts:\n${list}`);
  }
}

type Head = Pick<MarkedRow, "id" | "language" | "locale" | "domain" | "known" | "weight">;

const headLine = /^== /;
const headForm = /^== (\S+) (\S+) (\S+)(?: weight=(\d+(?:\.\d+)?))?(?: +\|(.*))?$/;

/**
 * Reads texts with marks. Each row begins with a line `== id locale domain`, on which ` weight=2.5`
 * and ` | name | e-mail | phone` of the person of the record may follow; its text is what stands
 * below, up to the next such line, without blank lines at its end. What stands above the first row
 * is a remark. {@link unmark} tells of the marks.
 *
 * @param file - Name for messages.
 * @throws KitError that names every line that is wrong.
 */
export function parseKit(source: string, file: string): MarkedRow[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const starts = lines.flatMap((line, index) => (headLine.test(line) ? [index] : []));
  const problems: string[] = [];
  const ids = new Set<string>();
  const rows = starts.flatMap((start, index) => {
    const head = parseHead(lines[start] ?? "");
    const body = lines
      .slice(start + 1, starts[index + 1])
      .join("\n")
      .replace(/\n+$/, "");
    const { text, spans, problems: found } = unmark(body);
    for (const { line, message } of found) problems.push(`line ${start + line + 2}: ${message}`);
    for (const type of unknownTypes(spans))
      problems.push(
        `row of line ${start + 1}: nothing is called ${type}; known are ${known()}, and X_… for what counts neither way`,
      );
    if (typeof head === "string") problems.push(`line ${start + 1}: ${head}`);
    else if (ids.has(head.id)) problems.push(`line ${start + 1}: id ${head.id} is there twice`);
    if (typeof head === "string") return [];
    ids.add(head.id);
    const isHeldOut = isIdHeldOut(head.id);
    return [{ ...head, text, spans, isNegative: hasNothing(spans), isHeldOut }];
  });
  if (starts.length === 0) problems.push("no row: rows begin with a line `== id locale domain`");
  if (problems.length > 0) throw new KitError(file, problems);
  return rows;
}

/** Writes rows as {@link parseKit} reads them; texts lose lone surrogates, which UTF-8 has not. */
export function formatKit(rows: readonly MarkedRow[]): string {
  return rows.map((row) => `${formatHead(row)}\n${formatBody(row)}\n`).join("\n");
}

/**
 * Whether a row is kept for scoring: about one in three, by its id alone. Rows that came with a
 * change of the detector never are, for whoever wrote them saw what it finds; their ids name what
 * they are about, such as `de-addr-01`.
 */
export function isIdHeldOut(id: string): boolean {
  if (/-[a-z]{3,}-\d+$/.test(id)) return false;
  return createHash("sha256").update(id).digest().readUInt32BE(0) % 3 === 0;
}

function parseHead(line: string): Head | string {
  const [, id = "", locale = "", domain = "", weight, person] = headForm.exec(line) ?? [];
  if (id === "") return "a row begins with `== id locale domain [weight=2.5] [| name | …]`";
  const head = {
    id,
    locale,
    language: locale.replace(/_.*/, ""),
    domain,
    weight: Number(weight ?? 1),
  };
  if (person === undefined) return head;
  const [name, email, phone] = person.split("|").map((part) => part.trim() || undefined);
  return { ...head, known: { name, email, phone } };
}

function formatHead({ id, locale, domain, weight, known: person }: MarkedRow): string {
  const parts = [`== ${id} ${locale} ${domain}${weight === 1 ? "" : ` weight=${weight}`}`];
  if (person !== undefined)
    parts.push(...[person.name, person.email, person.phone].map((part) => onHead(part)));
  return parts.join(" | ").replace(/[ |]+$/, "");
}

/** A bar or a line break would end the value. */
function onHead(value = ""): string {
  return value.replace(/[|\s]+/g, " ").trim();
}

/** A blank line at the end, and a line like a head, are kept by an empty mark. */
function formatBody({ text, spans }: MarkedRow): string {
  const body = mark(text, spans).replace(/^== /gm, "⟦⟧$&");
  return body.endsWith("\n") ? `${body}⟦⟧` : body;
}

function unknownTypes(spans: readonly MarkedSpan[]): Set<string> {
  const types = spans.map(({ type }) => type);
  return new Set(types.filter((type) => !isScored(type) && !type.startsWith("X_")));
}

function known(): string {
  return entityTypes.join(", ");
}
