import { readCodes, type CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";

const { classAt, codeAt, isDigitAt, isWordAt } = characters;
const { alphanumeric, asciiLetter } = unitClasses;

/** Country, then the length of its IBANs. SWIFT's registry, release 99, and pending members. */
const lengthText = `
  AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18
  DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23
  IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27
  MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19
  SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 AO25 BF28 BJ28 CF27 CG27 CI28
  CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28 SN28 TD27 TG28`;

const lengths = new Map(
  lengthText
    .trim()
    .split(/\s+/)
    .map((entry) => [pairKey(readCodes(entry), 0), Number(entry.slice(2))]),
);
const groupSizeMax = 5;

/**
 * End of the IBAN that begins at an index, or 0: two letters of a country that has IBANs, as many
 * characters as it uses, in one piece or in groups, and a remainder of 1 modulo 97 (ISO 13616).
 */
export function ibanEnd(text: CodeText, start: number): number {
  const length = lengths.get(pairKey(text, start));
  if (length === undefined) return 0;
  let rest = 0;
  let groupSize = 0;
  let isGrouped = false;
  let index = start;
  for (let count = 0; count < length; index++) {
    if ((classAt(text, index) & alphanumeric) !== 0) {
      if (count >= 4) rest = append(rest, codeAt(text, index));
      count++;
      groupSize++;
      if (isGrouped && groupSize > groupSizeMax) return 0;
    } else {
      if (groupSize === 0 || !isSign(codeAt(text, index))) return 0;
      groupSize = 0;
      isGrouped = true;
    }
  }
  for (let i = start; i < start + 4; i++) rest = append(rest, codeAt(text, i));
  return rest === 1 && !isWordAt(text, index) ? index : 0;
}

/** True where the unit could begin an IBAN: two letters and two digits. */
export function looksLikeIban(text: CodeText, start: number): boolean {
  if (!isDigitAt(text, start + 2) || !isDigitAt(text, start + 3)) return false;
  return (
    (classAt(text, start) & asciiLetter) !== 0 && (classAt(text, start + 1) & asciiLetter) !== 0
  );
}

/** Two letters as one number, capitals or not. */
function pairKey(text: CodeText, at: number): number {
  return ((codeAt(text, at) & ~32) << 8) | (codeAt(text, at + 1) & ~32);
}

function append(rest: number, code: number): number {
  if (code <= 57) return (rest * 10 + code - 48) % 97;
  return (rest * 100 + (code | 32) - 87) % 97;
}

function isSign(code: number): boolean {
  return code === 0x20 || code === 0xa0 || code === 0x2d || code === 0x2e;
}
