import type { MaskedText } from "../../core/base/masked-text.ts";
import { maskPlain } from "../engine/engine.ts";

/**
 * Writes to standard error. This file is the only one that does, and it takes nothing but masked
 * text: what a terminal shows ends up in logs, tickets and screenshots.
 */
export function writeStandardError(text: MaskedText): void {
  process.stderr.write(text);
}

/**
 * Tells somebody at the keyboard something on a line of its own. Words of theirs and names of files
 * stay as they are, unless they hold what has the form of an e-mail address, a card number or the
 * like.
 */
export function tell(line: string): void {
  writeStandardError(maskPlain(`${line}\n`));
}

/** Whether a person sees standard error as it is written. */
export function isWatched(): boolean {
  return process.stderr.isTTY;
}

/** Where a bar draws itself; its words have to be masked before they are put on it. */
export function barStream(): NodeJS.WritableStream {
  return process.stderr;
}
