import Table from "cli-table3";

/** Digits of a number that mean something; what follows is how computers keep 12.35. */
const digitsMost = 12;

/** A value as people read it: nothing for NULL, times without their zone's zeros. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" && !Number.isInteger(value)) {
    return String(Number(value.toPrecision(digitsMost)));
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/.test(text) ? text.slice(0, 19) : text;
}

/** Widest a column gets before its text wraps. */
const columnWidthMax = 60;

/** No narrower than this does a column get to fit the terminal, unless it is narrower anyhow. */
const columnWidthLeast = 12;

/** A word up to so long is not broken to fit the terminal. */
const wordLengthKept = 24;

/** How wide the terminal is, or what COLUMNS says; undefined where nobody watches. */
function terminalWidth(): number | undefined {
  const { columns } = process.stdout as { columns?: number }; // no terminal has none
  const told = columns ?? Number(process.env["COLUMNS"]);
  return Number.isInteger(told) && told > 0 ? told : undefined;
}

/**
 * A table of text with a head; numbers stand to the right, long texts wrap. Where it would be wider
 * than `width`, its widest columns wrap more; with too many columns even for that, each row is a
 * block with a column a line.
 *
 * @param width - Characters; by default the terminal's, and any where nobody watches.
 */
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  width: number | undefined = terminalWidth(),
): string {
  const natural = columns.map((name, i) => {
    const longest = Math.max(name.length, ...rows.map((row) => cell(row[i]).length));
    return Math.min(longest, columnWidthMax);
  });
  const widths =
    width === undefined ? natural : fittedWidths(natural, leastWidths(columns, rows), width);
  if (widths === undefined) return formatBlocks(columns, rows, width!); // only where there is a width
  const isNumber = columns.map(
    (_, i) => rows.some((row) => cell(row[i]) !== "") && rows.every((row) => numeric(row[i])),
  );
  const table = new Table({
    head: [...columns],
    colAligns: isNumber.map((right) => (right ? "right" : "left")),
    colWidths: columns.map((name, i) => {
      const longest = Math.max(name.length, ...rows.map((row) => cell(row[i]).length));
      return longest > widths[i]! ? widths[i]! + padding : null;
    }),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
    chars: plainBorders,
  });
  for (const row of rows)
    table.push(
      columns.map((_, i) => withBreaks(cell(row[i]).replaceAll(/[\r\n\t]+/g, " "), widths[i]!)),
    );
  return table.toString();
}

/** Words longer than a column are broken, since the table would cut them. */
function withBreaks(text: string, width: number): string {
  if (text.length <= width) return text;
  return text.replaceAll(/\S+/g, (word) =>
    word.length <= width ? word : broken(word, width).join("\n"),
  );
}

/** Blanks around a cell, and the one between two columns. */
const padding = 2;
const gap = 1;

/** No narrower than its name does a column get, nor than its values where these are single words. */
function leastWidths(columns: readonly string[], rows: readonly (readonly unknown[])[]): number[] {
  return columns.map((name, i) => {
    const texts = rows.map((row) => cell(row[i]));
    const isWords = texts.every((text) => !text.includes(" "));
    const longest = isWords ? Math.max(0, ...texts.map((text) => text.length)) : 0;
    return Math.max(name.length, columnWidthLeast, Math.min(longest, wordLengthKept));
  });
}

/** Widths that fit, the widest columns cut first; undefined where no cutting is enough. */
function fittedWidths(
  natural: readonly number[],
  leasts: readonly number[],
  width: number,
): number[] | undefined {
  const widths = [...natural];
  const least = natural.map((each, i) => Math.min(each, leasts[i]!));
  let over = widths.reduce((sum, each) => sum + each + padding + gap, -gap) - width;
  for (; over > 0; over--) {
    let widest = -1;
    for (let i = 0; i < widths.length; i++) {
      if (widths[i]! > least[i]! && (widest < 0 || widths[i]! > widths[widest]!)) widest = i;
    }
    if (widest < 0) return undefined;
    widths[widest]!--;
  }
  return widths;
}

/** Each row as a block: a column a line, long values wrapped beside the name. */
function formatBlocks(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  width: number,
): string {
  const names = Math.max(...columns.map((name) => name.length));
  const room = Math.max(columnWidthLeast, width - names - 3);
  const blocks = rows.map((row, at) => {
    const head = `─ row ${formatCount(at + 1)} `.padEnd(width, "─");
    const lines = columns.flatMap((name, i) => {
      const parts = broken(cell(row[i]).replaceAll(/\s+/g, " "), room);
      return parts.map((part, k) => ` ${(k === 0 ? name : "").padEnd(names)}  ${part}`.trimEnd());
    });
    return [head, ...lines].join("\n");
  });
  return blocks.length === 0 ? columns.map((name) => ` ${name}`).join("\n") : blocks.join("\n");
}

/** A text in lines of so many characters, broken between words where it has any. */
function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(" ", width);
    const end = blank > 0 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(blank > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}

const plainBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  right: "",
  "right-mid": "",
  mid: "─",
  "mid-mid": "─",
  middle: " ",
};

function numeric(value: unknown): boolean {
  return cell(value) === "" || /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell(value));
}

/** 1234567 as 1,234,567. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** US dollars: to the cent from one dollar on, below that with three digits that say something. */
export function formatUsd(usd: number): string {
  if (usd === 0) return "$0";
  if (usd >= 1) return `$${usd.toFixed(2)}`;
  const decimals = Math.min(12, 2 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(decimals).replace(/(\.\d\d\d*?)0+$/, "$1")}`;
}

/** Bytes as people say them: 512 B, 1.2 MB. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const place = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** place).toFixed(place === 0 ? 0 : 1)} ${units[place]}`;
}

/** Milliseconds as people say them: 850 ms, 12.3 s, 4 min 5 s. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
