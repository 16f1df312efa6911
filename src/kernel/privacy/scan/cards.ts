import type { DigitGroups } from "./digit-groups.ts";
import * as digitGroups from "./digit-groups.ts";

const { areJoinedBy, hyphen, shapeOf, space, totalOf } = digitGroups;

/** Lengths of the groups that cards are written in, as {@link shapeOf} writes them. */
const cardShapes: ReadonlySet<number> = new Set([
  0x4444, 0x465, 0x464, 0x44443, 0x4443, 0x4441, 0x4442, 0x84, 0x88, 0x555,
]);

const anyLength = [12, 13, 14, 15, 16, 17, 18, 19];

/** First four digits, from and to, and lengths of the networks' numbers. */
const issuers: readonly { from: number; to: number; lengths: readonly number[] }[] = [
  { from: 4_000, to: 4_999, lengths: [13, 16, 19] }, // Visa
  { from: 5_100, to: 5_599, lengths: [16] }, // Mastercard
  { from: 2_200, to: 2_720, lengths: [16] }, // Mir, Mastercard
  { from: 3_400, to: 3_499, lengths: [15] }, // American Express
  { from: 3_700, to: 3_799, lengths: [15] },
  { from: 3_500, to: 3_599, lengths: [16] }, // JCB, which has 3528 to 3589
  { from: 6_000, to: 6_999, lengths: anyLength }, // Discover, UnionPay, Elo, Hipercard, RuPay
  { from: 3_000, to: 3_099, lengths: [14, 16] }, // Diners
  { from: 3_600, to: 3_699, lengths: [14, 16] },
  { from: 3_800, to: 3_999, lengths: [14, 16] },
  { from: 5_000, to: 5_099, lengths: anyLength }, // Maestro, Elo
  { from: 5_600, to: 5_899, lengths: anyLength },
  { from: 8_100, to: 8_199, lengths: [16, 17, 18, 19] }, // UnionPay, RuPay
  { from: 9_792, to: 9_792, lengths: [16] }, // Troy
  { from: 1_800, to: 1_800, lengths: [15] }, // JCB
  { from: 2_131, to: 2_131, lengths: [15] },
];

/** By the first four digits: the lengths of numbers that begin so, a bit for each. */
const issuedLengths = new Int32Array(10_000);
for (const { from, to, lengths } of issuers) {
  for (let four = from; four <= to; four++) {
    for (const length of lengths) issuedLengths[four] = (issuedLengths[four] ?? 0) | (1 << length);
  }
}

/**
 * How many of the groups are a card number: in one piece or in the groups of a card, with an
 * issuer's prefix and a Luhn digit that holds. 0 where none are.
 */
export function cardGroupCount(groups: DigitGroups): number {
  const first = totalOf(groups, 1);
  if (groups.count === 1 || first > 11) return first <= 19 && isCard(groups, first) ? 1 : 0;
  if (first !== 4 && first !== 5 && first !== 8) return 0;
  return partsCards(groups.signs[0] ?? 0) ? groupedCard(groups) : 0;
}

function groupedCard(groups: DigitGroups): number {
  const sign = groups.signs[0] ?? 0;
  for (let count = Math.min(5, groups.count); count > 1; count--) {
    if (!cardShapes.has(shapeOf(groups, count)) || !areJoinedBy(groups, count, sign)) continue;
    if (isCard(groups, totalOf(groups, count))) return count;
  }
  return 0;
}

function partsCards(sign: number): boolean {
  return sign === space || sign === hyphen;
}

/** True where an issuer's numbers have this length and beginning, and the last digit holds. */
function isCard({ digits }: DigitGroups, length: number): boolean {
  return isIssued(digits, length) && luhnHolds(digits, length);
}

/** ISO/IEC 7812-1, annex B. */
function luhnHolds(digits: Uint8Array, length: number): boolean {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const digit = digits[length - 1 - i] ?? 0;
    const doubled = (i & 1) === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** True where a network's issuer identification numbers begin so and have this length. */
function isIssued(digits: Uint8Array, length: number): boolean {
  let four = 0;
  for (let i = 0; i < 4; i++) four = four * 10 + (digits[i] ?? 0);
  return (((issuedLengths[four] ?? 0) >> length) & 1) === 1;
}
