import { isIdHeldOut, KitError } from "./read-kit.ts";
import { hasNothing, type MarkedRow, type MarkedSpan } from "./marked-row.ts";

/**
 * Reads marked texts of JSON Lines: `id`, `text`, `spans` of `start`, `end` (UTF-16 code units) and
 * `type`; optionally `lang`, `locale`, `domain`, `kind` (`neg`: nothing to find), `held_out` and
 * `crm` (`name`, `email`, `phone` of the person of the record).
 *
 * @param file - Name for messages.
 * @throws KitError that names every line that is wrong.
 */
export function parseMarkedLines(source: string, file: string): MarkedRow[] {
  const problems: string[] = [];
  const rows = source.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const row = parseLine(line);
    if (typeof row !== "string") return [row];
    problems.push(`line ${index + 1}: ${row}`);
    return [];
  });
  if (rows.length === 0 && problems.length === 0) problems.push("no row");
  if (problems.length > 0) throw new KitError(file, problems);
  return rows;
}

function parseLine(line: string): MarkedRow | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "no JSON";
  }
  const fields = fieldsOf(value);
  const { id, text } = fields;
  if ((typeof id !== "string" && typeof id !== "number") || typeof text !== "string")
    return "id and text are wanted, as texts";
  const spans = spansOf(fields["spans"], text.length);
  if (typeof spans === "string") return spans;
  const heldOut = fields["held_out"];
  return {
    ...headOf(fields),
    id: String(id),
    text,
    spans,
    isNegative: fields["kind"] === undefined ? hasNothing(spans) : fields["kind"] === "neg",
    isHeldOut: typeof heldOut === "boolean" ? heldOut : isIdHeldOut(String(id)),
    weight: 1,
  };
}

function headOf(
  fields: Record<string, unknown>,
): Pick<MarkedRow, "language" | "locale" | "domain" | "known"> {
  const locale = textOf(fields["locale"]) ?? textOf(fields["lang"]) ?? "und";
  const language = textOf(fields["lang"]) ?? locale.replace(/_.*/, "");
  const domain = textOf(fields["domain"]) ?? textOf(fields["kind"]) ?? "texts";
  if (!(fields["crm"] instanceof Object)) return { language, locale, domain };
  const person = fieldsOf(fields["crm"]);
  const [name, email, phone] = [person["name"], person["email"], person["phone"]].map(textOf);
  return { language, locale, domain, known: { name, email, phone } };
}

function spansOf(value: unknown, length: number): MarkedSpan[] | string {
  if (!Array.isArray(value)) return "spans are wanted, as a list";
  const spans: MarkedSpan[] = [];
  for (const each of value) {
    const { start, end, type } = fieldsOf(each);
    const isStretch = Number.isInteger(start) && Number.isInteger(end);
    if (!isStretch || typeof type !== "string") return "a span has start, end and type";
    const span = { start: Number(start), end: Number(end), type };
    if (span.start < 0 || span.start >= span.end || span.end > length)
      return `a span goes from ${span.start} to ${span.end}, and the text to ${length}`;
    spans.push(span);
  }
  return spans.toSorted((a, b) => a.start - b.start);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return value instanceof Object ? (value as Record<string, unknown>) : {}; // any object has these
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
