import Table from "cli-table3";

/** A value as people read it: nothing for NULL, times without their zone's zeros. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/.test(text) ? text.slice(0, 19) : text;
}

/** Widest a column gets before its text wraps. */
const columnWidthMax = 60;

/** A table of text with a head; numbers stand to the right, long texts wrap. */
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): string {
  const isNumber = columns.map(
    (_, i) => rows.some((row) => cell(row[i]) !== "") && rows.every((row) => numeric(row[i])),
  );
  const table = new Table({
    head: [...columns],
    colAligns: isNumber.map((right) => (right ? "right" : "left")),
    colWidths: columns.map((name, i) => {
      const longest = Math.max(name.length, ...rows.map((row) => cell(row[i]).length));
      return longest > columnWidthMax ? columnWidthMax + 2 : null;
    }),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
    chars: plainBorders,
  });
  for (const row of rows)
    table.push(columns.map((_, i) => cell(row[i]).replaceAll(/[\r\n\t]+/g, " ")));
  return table.toString();
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
