import { quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { encodingOf, openText, readHead } from "./file-text.ts";
import { behindBlanks, scanJson, type JsonScan } from "./json-scan.ts";
import { openMended, tooLarge, type Mended, type MendedFiles } from "./mended.ts";
import { itemRelation, type JsonFormat } from "./read-json.ts";
import type { SourceContext, SourcePart } from "./source.ts";
import { dropLine, lineEnd, openTextWindow, type TextWindow } from "./text-window.ts";

/**
 * Walks a file of JSON objects once: whole objects go to a clean copy, each with its number in the
 * file, and what is none is set aside with its line. In a file of lines that is the line; else all
 * up to the next line that begins as the broken object's line does, or up to the end.
 *
 * Undefined where the records stand inside of one object: that is read whole or not at all.
 *
 * Cost: one pass; memory for the longest object, at most `limits.object_bytes` of it.
 */
export async function mendJson(
  part: SourcePart,
  format: JsonFormat,
  context: SourceContext,
  connection: Connection,
): Promise<Mended | undefined> {
  if (context.settings.rows !== undefined) return undefined;
  const encoding = encodingOf(await readHead(part, context.signal), context);
  const most = context.loaded.settings.limits.object_bytes;
  await using files = await openMended(part, encoding, context);
  await using window = await openTextWindow(openText(part, encoding, context));
  const walk: Walk = { window, files, most, row: 0 };
  await (format === "auto" ? walkValues(walk) : walkLines(walk));
  return await files.close(async (path, longest) => {
    const columns = "columns = {'row': 'BIGINT', 'item': 'JSON'}";
    const from = `read_json(${quoteText(path)}, format = 'newline_delimited', ${columns}, maximum_object_size = ${longest + 1_024})`;
    return { ...(await itemRelation(from, connection)), row: '"row"' };
  });
}

type Walk = {
  window: TextWindow;
  files: MendedFiles;
  /** Bytes of the largest object. */
  most: number;
  /** Items so far. */
  row: number;
};

/** What is wrong with an item, by what its scan says. */
const faults: Readonly<Record<JsonScan["kind"], string | undefined>> = {
  object: undefined,
  null: undefined,
  other: "it is no object with named values",
  cut: "it ends before it is complete",
  broken: "it is broken JSON",
  repeated: "it has the same key twice",
};

async function walkLines(walk: Walk): Promise<void> {
  const { window, most } = walk;
  while (window.text !== "" || !window.isWhole) {
    const end = await lineEnd(window, 0, most);
    const line = window.text.slice(0, end);
    if (end > most) {
      await take(walk, line, tooLarge);
      await dropLine(window);
      continue;
    }
    if (behindBlanks(line, 0) < line.length) {
      const { end: behind, kind } = scanJson(line, behindBlanks(line, 0));
      const isAlone = behindBlanks(line, behind) === line.length;
      await take(walk, line, faults[kind] ?? (isAlone ? undefined : faults.broken));
    }
    window.advance(end);
  }
}

async function walkValues(walk: Walk): Promise<void> {
  const { window } = walk;
  await skip(walk, " \t\r\n");
  const isList = window.text[0] === "[";
  if (isList) window.advance(1);
  const lines = openLineStarts(isList);
  for (;;) {
    lines.note(await skip(walk, " \t\r\n,"));
    if (window.text === "" || (isList && window.text[0] === "]")) break;
    const isBroken = await walkValue(walk, lines);
    if (isBroken && window.text === "" && window.isWhole) return;
  }
  if (isList) await leaveList(walk);
}

/** Takes one item; true when it is broken, and all behind it up to the next item taken with it. */
async function walkValue(walk: Walk, lines: LineStarts): Promise<boolean> {
  const { window, most } = walk;
  const scan = await scanItem(walk);
  const isBroken = scan.kind === "cut" || scan.kind === "broken";
  const end = isBroken ? await behindBroken(walk, lines) : scan.end;
  const text = window.text.slice(0, end);
  await take(walk, text, end > most ? tooLarge : faults[scan.kind]);
  if (!isBroken) lines.noteItem(text);
  window.advance(end);
  return isBroken;
}

async function leaveList(walk: Walk): Promise<void> {
  const { window } = walk;
  // A list without its end may have lost items, and nothing else tells.
  if (window.text === "") return take(walk, "", "the list has no end; the file may be cut");
  window.advance(1);
  await skip(walk, " \t\r\n");
  if (window.text !== "") await take(walk, window.text, "text stands behind the end of the list");
}

/** Leaves characters behind as long as they are some of these; gives them. */
async function skip({ window }: Walk, characters: string): Promise<string> {
  let skipped = "";
  for (;;) {
    const { text, isWhole } = window;
    let end = 0;
    while (end < text.length && characters.includes(text[end]!)) end += 1; // end is in range
    skipped += text.slice(0, end);
    window.advance(end);
    if (end < text.length || isWhole) return skipped;
    await window.widen();
  }
}

/** An item that ends this near to the window's end may be the beginning of a number or a word. */
const lookahead = 64;

async function scanItem({ window, most }: Walk): Promise<JsonScan> {
  for (;;) {
    const scan = scanJson(window.text, 0);
    if (window.isWhole || window.text.length > most) return scan;
    if (scan.kind !== "cut" && scan.end + lookahead < window.text.length) return scan;
    await window.widen();
  }
}

/** How the lines look that items begin in: where to go on behind one that is broken. */
type LineStarts = {
  /** Takes what stands between two items. */
  note(between: string): void;
  /** Takes an item that is whole. */
  noteItem(text: string): void;
  /** Finds the next line that begins as that of the item; undefined where that can't be told. */
  pattern(): RegExp | undefined;
};

function openLineStarts(isList: boolean): LineStarts {
  let indent: string | undefined = "";
  let pattern = linePattern(indent);
  let hasItem = false;
  let isAmbiguous = false;
  return {
    note(between) {
      const [, last] = /[\r\n]([ \t]*)[ \t,]*$/.exec(between) ?? [];
      // Behind another item in its line, an item's own line is that of the other.
      if (last === undefined || last === indent) return;
      indent = last;
      pattern = linePattern(indent);
    },
    noteItem(text) {
      hasItem = true;
      isAmbiguous ||= text.includes("\n") && pattern.test(text);
    },
    pattern() {
      const isTold = hasItem || !isList || indent !== "";
      return isTold && !isAmbiguous ? pattern : undefined;
    },
  };
}

function linePattern(indent: string): RegExp {
  return new RegExp(`[\\r\\n]${indent}(?:[}\\],][}\\], \\t]*)?(?=\\{)`);
}

/** Index behind a broken item: where the next one begins, or the end of the text. */
async function behindBroken({ window, most }: Walk, lines: LineStarts): Promise<number> {
  const pattern = lines.pattern();
  for (;;) {
    const found = pattern?.exec(window.text);
    if (found) return found.index + found[0].length;
    if (window.isWhole || window.text.length > most) return window.text.length;
    await window.widen();
  }
}

/** Puts an item among the good ones or aside. */
async function take(walk: Walk, text: string, known: string | undefined): Promise<void> {
  const { files, window } = walk;
  walk.row += 1;
  const fault = known ?? files.lettersFault(text);
  if (fault !== undefined) return files.rejects.add(window.line, fault, text);
  // Line breaks stand between the parts of a value only, never inside of its texts.
  await files.clean(`{"row":${walk.row},"item":${text.replaceAll(/[\r\n]+/g, " ")}}\n`);
}
