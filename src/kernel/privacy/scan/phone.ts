import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import type { Cue } from "./cues.ts";
import { bitsOf, cueAt, cueBefore } from "./cues.ts";
import type { DigitGroups } from "./digit-groups.ts";
import * as digitGroups from "./digit-groups.ts";
import type { CallingPlan } from "./phone-plans.ts";
import { isBareMobile, planOf } from "./phone-plans.ts";
import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const { classAt, codeAt, isDigitAt, isWordAt } = characters;
const { digit, letter } = unitClasses;
const {
  areJoinedBy,
  closing,
  dot,
  endOf,
  groupLength,
  hyphen,
  opening,
  shapeOf,
  slash,
  space,
  spacedSign,
  startOf,
  totalOf,
} = digitGroups;

const digitsMin = 7;
const digitsMax = 15;
const bareReach = 3;
const numberKind = bitsOf("number");
const extension = /(?: ?x ?| ?ext\.? ?| ?ramal ?| ?Durchwahl ?|, ext\.? ?)\d{1,6}(?![\w])/iy;

const unit = /^(?:eur|usd|brl|gbp|chf|mxn|km|kg|mb|gb|kb|ms|reais|euros?|dollars?)\b/i;

/** Shapes that nothing but a phone has, whatever country: `(11) 93231-4917`, `555-123-4567`. */
function isOpen(shape: number): boolean {
  return (
    shape === 0x334 || shape === 0x1334 || shape === 0x254 || shape === 0x2333 || shape === 0x22222
  );
}

/** Shapes that some countries' numbers have, and thousands elsewhere. */
const countryShapes: Readonly<Record<string, readonly number[]>> = {
  BR: [0x244],
  ES: [0x333, 0x3222, 0x234],
  IT: [0x36, 0x37, 0x343, 0x3322],
  MX: [0x244, 0x334, 0x3322],
  PT: [0x333, 0x234, 0x2223],
};

/** Shapes that mobile phones of several countries have, and the digits those begin with. */
const mobileStarts: ReadonlyMap<number, readonly number[]> = new Map([
  [0x333, [6, 7, 9]],
  [0x3222, [6, 7, 8, 9]],
  [0x3322, [5, 6, 7, 8, 9]],
  [0x55, [6, 7, 8, 9]],
]);

/**
 * Finds an international number, with `+` before its groups or `00` or `011` at their beginning.
 * Returns where it ends, or 0.
 */
export function scanInternational(scan: Scan, groups: DigitGroups): number {
  const { text } = scan;
  const first = startOf(groups);
  const plusAt = plusBefore(text, first, scan.floor);
  const offset = plusAt === -1 ? exitDigits(groups) : 0;
  if (plusAt === -1 && offset === 0) return 0;
  const plan = planOf(groups.digits, offset);
  if (plan === undefined) return 0;
  for (let count = groups.count; count > 0; count--) {
    if (!isWhole(groups, count) || !fits(text, groups, count, { plan, offset })) continue;
    const start = plusAt === -1 ? openBracket(text, first, scan.floor) : plusAt;
    return keepPhone(scan, start, endOf(groups, count), plusAt === -1 ? "phone:00" : "phone:+");
  }
  return 0;
}

/** True where the first `count` groups have as many digits as the plan says. */
function fits(
  text: CodeText,
  groups: DigitGroups,
  count: number,
  { plan, offset }: { plan: CallingPlan; offset: number },
): boolean {
  const trunk = bracketedZeros(text, groups, count);
  const national = totalOf(groups, count) - offset - plan.codeLength - trunk;
  if (national >= plan.min && national <= plan.max) return true;
  // Some write the trunk's zero without brackets: +44 07700 900123.
  return national === plan.max + 1 && trunk === 0 && groups.digits[offset + plan.codeLength] === 0;
}

/** Finds a national number by its shape, its cue or the country. Returns where it ends, or 0. */
export function scanNational(scan: Scan, groups: DigitGroups, cue: Cue): number {
  const { text } = scan;
  const first = startOf(groups);
  if (groups.count === 1) return scanBare(scan, groups, cue);
  const start = openBracket(text, first, scan.floor);
  for (let count = groups.count; count > 1; count--) {
    const total = totalOf(groups, count);
    if (total < digitsMin || total > digitsMax - 2 || !isWhole(groups, count)) continue;
    const end = endOf(groups, count);
    if (hasUnit(text, end)) return 0;
    const rule = ruleOf(scan, groups, count, cue);
    if (rule !== "") return keepPhone(scan, start, end, rule);
  }
  return 0;
}

/** What makes a phone of the first `count` groups; "" where nothing does. */
function ruleOf(scan: Scan, groups: DigitGroups, count: number, cue: Cue): string {
  const { text, country } = scan;
  if (isUncrowded(text, groups, count) && isOpenShape(text, groups, count, country)) {
    return "phone:shape";
  }
  const isCued =
    cue.kind === "phone" || (cue.kind === "none" && isLabelled(text, endOf(groups, count)));
  return isCued && isCuedShape(groups, count) ? "phone:cue" : "";
}

/** False where more numbers stand beside the groups in the same way: a row of a table, a code. */
function isUncrowded(text: CodeText, groups: DigitGroups, count: number): boolean {
  const sign = groups.signs[0];
  if (count < groups.count && groups.signs[count - 1] === sign) return false;
  const first = startOf(groups);
  return !(isDigitAt(text, first - 2) && codeAt(text, first - 1) === sign);
}

/** Digits in a row: with a cue near by, or in the form of the country's mobile phones. */
function scanBare(scan: Scan, groups: DigitGroups, cue: Cue): number {
  const start = startOf(groups);
  const end = endOf(groups, 1);
  const length = end - start;
  if (length < digitsMin || length > 13) return 0;
  const isCued =
    cue.kind === "phone"
      ? cue.distance <= bareReach
      : cue.kind === "none" && (isLabelled(scan.text, end) || isMyNumber(scan.text, start, length));
  if (isCued) return keepPhone(scan, start, end, "phone:cue");
  if (cue.kind !== "none" || !isBareMobile(scan.country, scan.text.string.slice(start, end)))
    return 0;
  return keepPhone(scan, start, end, "phone:country");
}

/** "My number is 5551234567": nothing else has a number that needs no name. */
function isMyNumber(text: CodeText, start: number, length: number): boolean {
  return length >= 9 && length <= 11 && cueBefore(text, start, numberKind).kind === "number";
}

function keepPhone(scan: Scan, start: number, end: number, rule: string): number {
  const realEnd = extensionEnd(scan.text, end);
  const score = rule === "phone:shape" ? 0.7 : 0.85;
  return keep(scan, { start, end: realEnd, type: "PHONE", rule, score });
}

/** End of an extension behind a number, `x0135`, ` ext. 12`; the number's end where none is. */
function extensionEnd(text: CodeText, end: number): number {
  const next = codeAt(text, end) | 32;
  if (next !== 0x20 && next !== 0x78 && next !== 0x65 && next !== 0x2c) return end; // x e ,
  const first = codeAt(text, next === 0x2c ? end + 2 : next === 0x20 ? end + 1 : end) | 32;
  if (first !== 0x78 && first !== 0x65 && first !== 0x72 && first !== 0x64) return end; // x e r d
  extension.lastIndex = end;
  return extension.test(text.string) ? extension.lastIndex : end;
}

/** Index of the `+` before the first digit, over one bracket or blank; -1 where there is none. */
function plusBefore(text: CodeText, first: number, floor: number): number {
  const before = codeAt(text, first - 1);
  const index = before === opening || before === space ? first - 2 : first - 1;
  if (index < floor || codeAt(text, index) !== 0x2b) return -1;
  // "1+1", "a+1" and "7 + 1" are no numbers of phones.
  if ((classAt(text, index - 1) & (digit | letter)) !== 0) return -1;
  if (before === space && isWordAt(text, index - 2)) return -1;
  const isInBracket = index > floor && codeAt(text, index - 1) === opening;
  return isInBracket && isClosedBehind(text, first) ? index - 1 : index;
}

/** "(+49) 89 …" has its bracket in the number, "(+49 89 123456)" around it. */
function isClosedBehind(text: CodeText, first: number): boolean {
  for (let i = first; i < first + 5; i++) if (codeAt(text, i) === closing) return true;
  return false;
}

/** How many digits dial out of a country at the beginning: 2 for `00`, 3 for `011`, else 0. */
function exitDigits({ digits, totals, count }: DigitGroups): number {
  const total = totals[count - 1] ?? 0;
  if (total < 10) return 0;
  if (digits[0] === 0 && digits[1] === 0 && digits[2] !== 0) return 2;
  const isFromAmerica = digits[0] === 0 && digits[1] === 1 && digits[2] === 1;
  return isFromAmerica && totals[0] === 3 && count > 2 ? 3 : 0;
}

/** 1 where a group is the `(0)` that is dialled within the country only. */
function bracketedZeros(text: CodeText, groups: DigitGroups, count: number): number {
  for (let i = 0; i < count; i++) {
    const start = groups.starts[i] ?? 0;
    const isZero = groupLength(groups, i) === 1 && codeAt(text, start) === 0x30;
    if (isZero && codeAt(text, start - 1) === opening) return 1;
  }
  return 0;
}

/** No lone digit at the end, and no sign that no phone has after the groups taken. */
function isWhole(groups: DigitGroups, count: number): boolean {
  if (count > 1 && groupLength(groups, count - 1) < 2) return false;
  if (count === groups.count) return !groups.isGlued;
  const next = groups.signs[count - 1];
  return next === space || next === spacedSign || next === opening || next === slash;
}

/** The bracket before the first group where the group closes it. */
function openBracket(text: CodeText, first: number, floor: number): number {
  if (first <= floor || codeAt(text, first - 1) !== opening) return first;
  let index = first;
  while (index < first + 6 && isDigitAt(text, index)) index++;
  return codeAt(text, index) === closing ? first - 1 : first;
}

function isOpenShape(text: CodeText, groups: DigitGroups, count: number, country: string): boolean {
  const shape = shapeOf(groups, count);
  const total = totalOf(groups, count);
  if (shape === 0x2144) return groups.digits[2] === 9 && groups.signs[2] === hyphen; // Brazil
  if (groups.signs[0] === closing && codeAt(text, startOf(groups) - 1) === opening) {
    return total <= 13 && areLong(groups, count);
  }
  if (groups.digits[0] === 0) return isTrunkShape(groups, count, total);
  return areEven(groups, count) && isPlainShape(groups, shape, country);
}

function isPlainShape(groups: DigitGroups, shape: number, country: string): boolean {
  const sign = groups.signs[0];
  if (shape === 0x334) return sign === hyphen || isNorthAmerican(groups);
  if (isOpen(shape)) return sign === space || sign === hyphen;
  return sign === space && isSpacedShape(groups, shape, country);
}

/** Neither the area nor the exchange begins with 0 or 1. */
function isNorthAmerican(groups: DigitGroups): boolean {
  return groups.signs[0] !== slash && (groups.digits[0] ?? 0) > 1 && (groups.digits[3] ?? 0) > 1;
}

/** `0341 8387176`, `0160/7682548`, `06 12 34 56 78`: a trunk's zero and long enough. */
function isTrunkShape(groups: DigitGroups, count: number, total: number): boolean {
  if (total < 9 || total > 13 || !areLong(groups, count)) return false;
  const first = groupLength(groups, 0);
  if (first < 2 || first > 5 || groups.digits[1] === 0) return false;
  const sign = groups.signs[0];
  const isCode = sign === hyphen && count > 2 && groupLength(groups, 1) === 2;
  return sign === dot ? areEven(groups, count) : !isCode || shapeOf(groups, count) === 0x22222;
}

/** Shapes that thousands have too: only with the beginnings of mobile phones, or the country. */
function isSpacedShape(groups: DigitGroups, shape: number, country: string): boolean {
  const isCountrys = countryShapes[country]?.includes(shape) ?? false;
  return isCountrys || (mobileStarts.get(shape)?.includes(groups.digits[0] ?? 0) ?? false);
}

/** What a phone may look like where the text says that it is one. */
function isCuedShape(groups: DigitGroups, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const length = groupLength(groups, i);
    if (length > 8 || (length < 2 && i > 0)) return false;
    if (i > 0 && groups.signs[i - 1] === dot && length < 2) return false;
  }
  return true;
}

function areLong(groups: DigitGroups, count: number): boolean {
  for (let i = 0; i < count; i++) if (groupLength(groups, i) < 2) return false;
  return true;
}

/** One sign all along, or a hyphen before the last group only: `11 93092-3091`. */
function areEven(groups: DigitGroups, count: number): boolean {
  const sign = groups.signs[0] ?? 0;
  if (areJoinedBy(groups, count, sign)) return true;
  return areJoinedBy(groups, count - 1, sign) && groups.signs[count - 2] === hyphen;
}

/** "123-4567-Office", "123 4567 (mobile)": a label of phones behind the number. */
function isLabelled(text: CodeText, end: number): boolean {
  const next = codeAt(text, end);
  const sign = next === space ? codeAt(text, end + 1) : next;
  if (sign !== hyphen && sign !== opening) return false;
  return isPhoneLabel(text, next === space ? end + 2 : end + 1);
}

function isPhoneLabel(text: CodeText, at: number): boolean {
  return (
    cueAt(text, at) === "phone" ||
    /^(?:office|home|work|casa|buero|bureau)\b/i.test(text.string.slice(at, at + 8))
  );
}

/** A currency, a share or a measure behind a number: it counts something. */
function hasUnit(text: CodeText, end: number): boolean {
  const next = codeAt(text, end);
  if (next === 0x2c) return isDigitAt(text, end + 1);
  const at = next === space ? end + 1 : end;
  const code = codeAt(text, at);
  if (code === 0x25 || code === 0x20ac || code === 0x24 || code === 0xa3) return true; // % € $ £
  return isWordAt(text, at) && unit.test(text.string.slice(at, at + 8));
}
