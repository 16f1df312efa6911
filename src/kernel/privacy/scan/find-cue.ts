import * as characters from "./characters.ts";
import type { CueKind } from "./cue-words.ts";
import type { Cue } from "./cues.ts";
import { bitsOf, cueAfter, cueBefore, cueOfKind, noCue } from "./cues.ts";
import type { Scan } from "./scan.ts";

const { codeAt } = characters;

const listSignMax = 6;
const listForm = /^(?:, | ?[/&] ?|,? (?:and|or|e|ou|y|o|und|oder|et|ed|en|of) )$/i;

/** What a span that stands before in a list says of the next: "orders 4711234 and 4711235". */
const kindsOfTypes: Readonly<Record<string, CueKind>> = {
  ORDER_ID: "order",
  ACCOUNT_ID: "account",
  PASSPORT: "passport",
  PHONE: "phone",
  DOB: "birth",
  SSN: "ssn",
};

/**
 * The cue of the value from `start` to `end`: the nearest before it; or that of the span before
 * it, where the two are a list; or one behind it, as in "4711234 is my account number".
 *
 * @param kinds - Bits of the kinds asked for, as `bitsOf` makes them.
 */
export function findCue(
  scan: Scan,
  { start, end }: { start: number; end: number },
  kinds: number,
): Cue {
  const before = cueBefore(scan.text, start, kinds);
  if (before.kind !== "none") return before;
  const listed = listedKind(scan, start);
  if (listed !== "none" && (bitsOf(listed) & kinds) !== 0) return cueOfKind(listed);
  if (codeAt(scan.text, end) !== 0x20) return noCue;
  return cueAfter(scan.text, end, kinds);
}

function listedKind({ text, spans }: Scan, start: number): CueKind {
  const last = spans.at(-1);
  if (last === undefined || start - last.end > listSignMax || start <= last.end) return "none";
  const kind = kindsOfTypes[last.type];
  return kind !== undefined && listForm.test(text.string.slice(last.end, start)) ? kind : "none";
}
