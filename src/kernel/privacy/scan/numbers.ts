import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import { cardGroupCount } from "./cards.ts";
import { cnpjGroupCount, cpfGroupCount, isCnpj, isCpf } from "./brazil-ids.ts";
import { scanCuedId, tokenEnd, tokenStart } from "./cued-ids.ts";
import type { Cue } from "./cues.ts";
import { isInBirthColumn } from "./birth-column.ts";
import { bitsOf, cueBefore, numberKinds } from "./cues.ts";
import { findCue } from "./find-cue.ts";
import { isNumericDay, isPackedDay, maySpellDay, spelledDay, timeEnd } from "./dates.ts";
import type { DigitGroups } from "./digit-groups.ts";
import * as digitGroups from "./digit-groups.ts";
import { isIpv4 } from "./network.ts";
import { scanInternational, scanNational } from "./phone.ts";
import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";
import { scanCuedSecret, secretStart } from "./secrets.ts";
import { scanPiece } from "./words.ts";

const { classAt, classOf, codeAt, isDigitAt, isWordAt } = characters;
const { blank, digit, letter, word } = unitClasses;
const {
  areJoinedBy,
  endOf,
  groupLength,
  groupValue,
  hyphen,
  readGroups,
  shapeOf,
  space,
  startOf,
  totalOf,
} = digitGroups;

/** A number no longer than this says nothing without a word beside it. */
export const shortMax = 4;

/** True where neither groups nor signs of a token stand beside the digits. */
export function isAlone(text: CodeText, start: number, end: number): boolean {
  const next = codeAt(text, end);
  const before = codeAt(text, start - 1);
  if (before !== space && (classOf(before) & blank) === 0 && before !== 0x28) return false;
  if (next === space) return (classAt(text, end + 1) & letter) !== 0;
  if (next === 0x2c || next === 0x2e) return (classAt(text, end + 1) & blank) !== 0;
  return next === 0 || next === 0x25 || next === 0x0a; // the end, "%" or a line's end
}

/**
 * Finds what begins with the digits at an index, which no letter or digit stands before. Returns
 * where the walk goes on, at least behind those digits.
 */
export function scanNumber(scan: Scan, at: number): number {
  const { text } = scan;
  if (isLoneDigit(text, at)) return at + 1;
  const groups = readGroups(text, at);
  const firstEnd = endOf(groups, 1);
  if (isAmount(text, at, firstEnd)) return firstEnd;
  const isPiece = isPieceBefore(text, at);
  if (groups.count === 1 && firstEnd - at <= shortMax && !isPiece) {
    return scanShort(scan, at, firstEnd);
  }
  const found = isPiece ? scanPiece(scan, at, firstEnd) : scanWhole(scan, groups);
  return found === 0 ? scanDoubtful(scan, groups, isPiece) : found;
}

/** What the digits of a number tell by themselves. Returns its end, or 0. */
function scanWhole(scan: Scan, groups: DigitGroups): number {
  const at = startOf(groups);
  const firstEnd = endOf(groups, 1);
  const isSigned = codeAt(scan.text, at - 1) === 0x2b;
  if (isSigned) {
    const phone = scanInternational(scan, groups); // "+"
    if (phone !== 0) return phone;
  }
  const day = mayBeDay(groups) ? scanSpelledDay(scan, at, firstEnd) : 0;
  if (day !== 0) return day;
  const checked = scanChecked(scan, groups);
  if (checked !== 0) return checked;
  if (isNumericDay(groups)) return scanDay(scan, at, endOf(groups, 3));
  return isSigned ? 0 : scanInternational(scan, groups);
}

const birthKinds = bitsOf("birth", "day");
const secretKinds = bitsOf("secret");
const versionKinds = bitsOf("version");
/** Cues that a phone's shape outdoes: "CUSTOMER: 0160 7682548". */
const phoneSafe = bitsOf("none", "phone", "account", "order", "birth");

/** A version of four numbers has fewer digits: "ver 131.222.143.194" is Spanish for "see". */
const versionDigitsMax = 8;

/** One digit and another one a blank away, as in `1 2 3`: neither a number nor a day. */
function isLoneDigit(text: CodeText, at: number): boolean {
  if (codeAt(text, at + 1) !== space || !isDigitAt(text, at + 2) || isDigitAt(text, at + 3)) {
    return false;
  }
  const before = codeAt(text, at - 1);
  return before === 0 || (classOf(before) & blank) !== 0;
}

/** One or two digits, and no more of them but a year's: "march 3 1994". */
function mayBeDay(groups: DigitGroups): boolean {
  if (totalOf(groups, 1) > 2) return false;
  return groups.count === 1 || (groups.signs[0] === space && groupLength(groups, 1) === 4);
}

/** What check digits or a form of its own tell: cards, CPF, CNPJ, IPv4. */
function scanChecked(scan: Scan, groups: DigitGroups): number {
  const start = startOf(groups);
  const total = totalOf(groups, groups.count);
  if (isIpv4(scan.text, groups)) {
    const end = endOf(groups, 4);
    const isShort = totalOf(groups, 4) <= versionDigitsMax;
    if (isShort && cueBefore(scan.text, start, versionKinds).kind === "version") return end;
    return keep(scan, { start, end, type: "IP", rule: "ipv4", score: 0.95 });
  }
  if (total < 11) return 0;
  const cardCount = cardGroupCount(groups);
  if (cardCount > 0) {
    const end = scanCard(scan, groups, cardCount);
    if (end !== 0) return end;
  }
  return scanTaxId(scan, groups);
}

/** 12 and 13 digits are article numbers as often as cards, so that only a cue makes them one. */
function scanCard(scan: Scan, groups: DigitGroups, count: number): number {
  const start = startOf(groups);
  const end = endOf(groups, count);
  if (!isFree(scan.text, groups, count)) return 0;
  const isShort = totalOf(groups, count) <= 13;
  if (isShort && cueBefore(scan.text, start, numberKinds).kind !== "card") return 0;
  return keep(scan, { start, end, type: "CREDIT_CARD", rule: "card-luhn", score: 1 });
}

function scanTaxId(scan: Scan, groups: DigitGroups): number {
  const start = startOf(groups);
  const cnpjCount = cnpjGroupCount(groups);
  if (cnpjCount > 0 && isFree(scan.text, groups, cnpjCount) && isCnpj(groups.digits)) {
    const end = endOf(groups, cnpjCount);
    return keep(scan, { start, end, type: "CNPJ", rule: "cnpj-mod11", score: 1 });
  }
  const cpfCount = cpfGroupCount(groups);
  if (cpfCount === 0 || !isFree(scan.text, groups, cpfCount) || !isCpf(groups.digits)) return 0;
  // One of a hundred phones in a row has a CPF's check digits.
  if (cpfCount === 1 && isOtherwiseCued(scan.text, start)) return 0;
  if (codeAt(scan.text, start - 1) === 0x2b) return 0;
  const end = endOf(groups, cpfCount);
  return keep(scan, { start, end, type: "CPF", rule: "cpf-mod11", score: 1 });
}

function isOtherwiseCued(text: CodeText, start: number): boolean {
  const { kind, distance } = cueBefore(text, start, numberKinds);
  return (
    (kind === "phone" && distance <= 2) ||
    ((kind === "order" || kind === "account") && distance === 0)
  );
}

/** What only a word beside it or a loose shape tells. */
function scanDoubtful(scan: Scan, groups: DigitGroups, isPiece: boolean): number {
  const { text } = scan;
  const at = startOf(groups);
  const firstEnd = endOf(groups, 1);
  const from = tokenStart(text, at, scan.floor);
  const cue = findCue(scan, { start: from, end: tokenEnd(text, firstEnd - 1) }, numberKinds);
  const found = isPiece ? 0 : scanCued(scan, groups, cue);
  if (found !== 0) return found;
  const id = isFarPhone(groups, cue) ? 0 : scanCuedId(scan, { from, at }, cue);
  if (id !== 0) return id;
  if (!isPiece && isPhoneSafe(cue)) {
    const phone = scanNational(scan, groups, cue);
    if (phone !== 0) return phone;
  }
  // A token with letters is gone through as a whole: its digits are no numbers.
  return isPiece || groups.isGlued ? Math.max(firstEnd, tokenEnd(text, at)) : joinedEnd(groups);
}

/** End of the groups that no blank parts: the later ones are no numbers of their own. */
function joinedEnd(groups: DigitGroups): number {
  let count = 1;
  while (count < groups.count && isJoint(groups.signs[count - 1] ?? 0)) count++;
  return endOf(groups, count);
}

function isJoint(sign: number): boolean {
  return sign === hyphen || sign === 0x2e || sign === 0x2f;
}

/** `202-555-0149` with other words between it and its cue: "the number on the account? It's …". */
function isFarPhone(groups: DigitGroups, { distance }: Cue): boolean {
  return distance > 0 && shapeOf(groups, groups.count) === 0x334;
}

/** SSN and packed days of birth. */
function scanCued(scan: Scan, groups: DigitGroups, cue: Cue): number {
  const start = startOf(groups);
  const ssnCount = socialSecurityCount(groups, cue);
  if (ssnCount > 0 && isFree(scan.text, groups, ssnCount)) {
    const end = endOf(groups, ssnCount);
    const score = cue.kind === "ssn" ? 0.95 : 0.7;
    return keep(scan, { start, end, type: "SSN", rule: "ssn", score });
  }
  if (cue.kind === "birth" && groups.count === 1 && isPackedDay(groups)) {
    return keep(scan, {
      start,
      end: endOf(groups, 1),
      type: "DOB",
      rule: "cue:birth",
      score: 0.9,
    });
  }
  return 0;
}

/** Groups of a social security number: 3, 2 and 4 digits; in one piece only with its cue. */
function socialSecurityCount(groups: DigitGroups, { kind }: Cue): number {
  const isCued = kind === "ssn";
  if (isCued && groups.totals[0] === 9) return 1;
  if (groups.count < 3 || shapeOf(groups, 3) !== 0x324) return 0;
  const isHyphened = areJoinedBy(groups, 3, hyphen);
  if (isCued) return isHyphened || areJoinedBy(groups, 3, space) ? 3 : 0;
  if (kind === "order" || kind === "account") return 0;
  return isHyphened && isIssuedNumber(groups) ? 3 : 0;
}

/** No group of noughts, no area 666, none from 900 on (Social Security Administration). */
function isIssuedNumber(groups: DigitGroups): boolean {
  const area = groupValue(groups, 0);
  if (area === 0 || area === 666 || area >= 900) return false;
  return groupValue(groups, 1) !== 0 && groupValue(groups, 2) !== 0;
}

/** False where the text says that the number is another one. */
function isPhoneSafe({ bit, distance }: Cue): boolean {
  return distance > 0 || (bit & phoneSafe) !== 0;
}

/** A day in numbers: kept where the text speaks of a birth, else passed with its time. */
function scanDay(scan: Scan, start: number, end: number): number {
  if (isWordAt(scan.text, end) && timeEnd(scan.text, end) === end) return end;
  const { kind } = findCue(scan, { start, end }, birthKinds);
  const isBirth = kind === "birth" || isMarkedAsBirth(scan.text, start);
  if (isBirth || (kind === "none" && isInBirthColumn(scan.text, start))) {
    return keep(scan, { start, end, type: "DOB", rule: "cue:birth", score: 0.9 });
  }
  return timeEnd(scan.text, end);
}

/** The day with a month's name that one or two digits belong to. Returns its end, or 0. */
function scanSpelledDay(scan: Scan, start: number, end: number): number {
  if (!maySpellDay(scan.text, start, end)) return 0;
  const day = spelledDay(scan.text, start, end);
  if (day === undefined || day.start < scan.floor) return 0;
  return scanDay(scan, day.start, day.end);
}

/** "* 12.05.1980" at the beginning of a line, as Germans write it, and "D.O.B. 12/05/1980". */
function isMarkedAsBirth(text: CodeText, start: number): boolean {
  if (codeAt(text, start - 2) === 0x2e || codeAt(text, start - 3) === 0x2e) {
    return /\bd\. ?o\. ?b\.:? $/i.test(text.string.slice(Math.max(0, start - 10), start));
  }
  if (codeAt(text, start - 1) !== space || codeAt(text, start - 2) !== 0x2a) return false;
  return codeAt(text, start + 2) === 0x2e && (start === 2 || codeAt(text, start - 3) === space);
}

/** One to four digits alone: the day of a date, the number of an order with `#`, or nothing. */
export function scanShort(scan: Scan, start: number, end: number): number {
  const { text } = scan;
  const day = end - start <= 2 ? scanSpelledDay(scan, start, end) : 0;
  if (day !== 0) return day;
  const before = codeAt(text, start - 1);
  const next = codeAt(text, end);
  if (classOf(before) === 0 && isWordAt(text, start - 2)) {
    const secret = scanSecretTail(scan, start);
    if (secret !== 0) return secret;
  }
  const isToken = before === 0x23 || before === hyphen || next === hyphen || next === 0x2f;
  if (!isToken) return end;
  const from = tokenStart(text, start, scan.floor);
  const cue = cueBefore(text, from, numberKinds);
  const id = cue.kind === "none" ? 0 : scanCuedId(scan, { from, at: start }, cue);
  return id === 0 ? end : id;
}

/** The digits of "password is Katze!2024", which a sign parts from the rest. Returns its end, or 0. */
function scanSecretTail(scan: Scan, at: number): number {
  const start = secretStart(scan, at);
  return cueBefore(scan.text, start, secretKinds).kind === "secret" ? scanCuedSecret(scan, at) : 0;
}

/** A currency before or after the digits, a share, or a piece of a decimal: `$1,958.99`, `5 %`. */
function isAmount(text: CodeText, start: number, end: number): boolean {
  const before = codeAt(text, start - 1);
  if (before === 0x2e && isDigitAt(text, start - 2)) return true;
  if (before === 0x2c && isDigitAt(text, start - 2)) {
    return end - start <= 3 || !isDigitAt(text, start - 3);
  }
  if (isCurrency(before === space ? codeAt(text, start - 2) : before)) return true;
  const next = codeAt(text, end);
  if (next === 0x25 || next === 0x20ac) return true; // % €
  return next === 0x2c && isDigitAt(text, end + 1) && end - start < 4;
}

/** `$`, `€`, `£`, `¥` */
function isCurrency(code: number): boolean {
  return code === 0x24 || code === 0x20ac || code === 0xa3 || code === 0xa5;
}

/** True where a sign and a letter or digit before it make the digits a piece of a token. */
function isPieceBefore(text: CodeText, at: number): boolean {
  const sign = codeAt(text, at - 1);
  const before = classAt(text, at - 2);
  if (sign === hyphen || sign === 0x2f || sign === 0x5f) return (before & word) !== 0;
  if (sign === 0x2e || sign === 0x3a) return (before & digit) !== 0;
  return false;
}

/** True where nothing joins the first `count` groups to what follows. */
function isFree(text: CodeText, groups: DigitGroups, count: number): boolean {
  const end = endOf(groups, count);
  const sign = codeAt(text, end);
  const after = classAt(text, end + 1);
  if (sign === hyphen || sign === 0x2e) return (after & (digit | letter)) === 0;
  return sign === 0x2f ? (after & digit) === 0 : !isWordAt(text, end);
}
