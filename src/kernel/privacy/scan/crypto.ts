import type { CodeText } from "./code-text.ts";
import { hash } from "node:crypto";

import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";

const { classOf, codeAt, skipClass } = characters;
const { asciiLetter, digit, hexLetter, unitSet } = unitClasses;

const base58 = valuesOf("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
const ripple58 = valuesOf("rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz");
const payloadLength = 21;
const limbCount = 9; // of 24 bits: 25 bytes, and two to spare at the front
const limbs = new Int32Array(limbCount);
const bytes = new Uint8Array(payloadLength);
const digest = Buffer.alloc(32);
/** Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Tron, Ripple and their test networks. */
const base58Starts = unitSet("123LMDAX79tTmnr");
const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const bech32Generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const bech32Prefix = /^(?:bc|tb|ltc|addr|cosmos|osmo|bnb|stake|bitcoincash)1/i;
/** Forms without check digits that we know how to check, by their length. */
const shapes: ReadonlyMap<number, { form: RegExp; rule: string }> = new Map([
  [56, { form: /^G[A-D][A-Z2-7]{54}$/, rule: "stellar" }],
  [95, { form: /^[48][1-9A-HJ-NP-Za-km-z]{94}$/, rule: "monero" }],
]);

/**
 * Keeps the word as the address of a wallet where its form and check digits say so; `hasCue` where
 * the text speaks of one, for the forms without check digits. Returns its end, or 0.
 */
export function scanWallet(scan: Scan, start: number, end: number): number {
  const { text } = scan;
  const length = end - start;
  if (length < 25 || length > 120) return 0;
  const rule = walletRule(text, start, end);
  return rule === "" ? 0 : keep(scan, { start, end, type: "CRYPTO", rule, score: 1 });
}

/** 32 or more bytes in base 58 without check digits, as Solana has them: only a cue can tell. */
export function isBareWallet(text: CodeText, start: number, end: number): boolean {
  return /^[1-9A-HJ-NP-Za-km-z]{26,44}$/.test(text.string.slice(start, end));
}

function walletRule(text: CodeText, start: number, end: number): string {
  const length = end - start;
  const first = codeAt(text, start);
  if (length <= 36 && base58Starts[first] === 1) {
    const values = first === 0x72 ? ripple58 : base58;
    if (base58CheckHolds(text.string.slice(start, end), values)) return "base58check";
  }
  if (isEthereum(text, start, end)) return "ethereum";
  const shape = shapes.get(length);
  if (shape !== undefined && shape.form.test(text.string.slice(start, end))) return shape.rule;
  if ((classOf(first) & asciiLetter) === 0) return "";
  if (!bech32Prefix.test(text.string.slice(start, start + 13))) return "";
  return bech32Holds(text.string.slice(start, end)) ? "bech32" : "";
}

/** `0x` and 40 hexadecimal digits. */
function isEthereum(text: CodeText, start: number, end: number): boolean {
  if (end - start !== 42 || codeAt(text, start) !== 0x30) return false;
  if ((codeAt(text, start + 1) | 32) !== 0x78) return false;
  return skipClass(text, start + 2, digit | hexLetter, end) === end;
}

/** 21 bytes of version and hash, and the first four bytes of their double SHA-256. */
function base58CheckHolds(word: string, values: Int8Array): boolean {
  limbs.fill(0);
  for (let i = 0; i < word.length; i++) {
    const value = values[word.charCodeAt(i) & 127] ?? -1;
    if (value === -1 || !appendBase58(value)) return false;
  }
  for (let i = 0; i < payloadLength; i++) bytes[i] = byteAt(i);
  digest.write(hash("sha256", bytes, "hex"), "hex");
  const sum = Buffer.from(hash("sha256", digest, "hex").slice(0, 8), "hex");
  for (let i = 0; i < 4; i++) {
    if (sum[i] !== byteAt(payloadLength + i)) return false;
  }
  return true;
}

/** Multiplies the limbs by 58 and adds; false where 25 bytes are too few. */
function appendBase58(value: number): boolean {
  let carry = value;
  for (let i = limbCount - 1; i >= 0; i--) {
    carry += (limbs[i] ?? 0) * 58;
    limbs[i] = carry & 0xffffff;
    carry >>>= 24;
  }
  return (limbs[0] ?? 0) < 256;
}

/** One of the 25 bytes; the first limb holds only the first of them. */
function byteAt(index: number): number {
  const place = index + 2;
  return ((limbs[Math.floor(place / 3)] ?? 0) >> (8 * (2 - (place % 3)))) & 255;
}

/** The value of each letter of an alphabet by its code, -1 for all others. */
function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

/** BIP 173 and BIP 350: the polynomial's rest is 1, or that of bech32m. */
function bech32Holds(word: string): boolean {
  const lowered = word.toLowerCase();
  if (word !== lowered && word !== word.toUpperCase()) return false;
  const parting = lowered.lastIndexOf("1");
  let rest = 1;
  for (let i = 0; i < parting; i++) rest = bech32Step(rest, lowered.charCodeAt(i) >> 5);
  rest = bech32Step(rest, 0);
  for (let i = 0; i < parting; i++) rest = bech32Step(rest, lowered.charCodeAt(i) & 31);
  for (let i = parting + 1; i < lowered.length; i++) {
    const value = bech32Letters.indexOf(lowered.charAt(i));
    if (value === -1) return false;
    rest = bech32Step(rest, value);
  }
  return rest === 1 || rest === 0x2bc830a3;
}

function bech32Step(rest: number, value: number): number {
  const top = rest >>> 25;
  let next = ((rest & 0x1ffffff) << 5) ^ value;
  for (let i = 0; i < 5; i++) if (((top >>> i) & 1) === 1) next ^= bech32Generators[i] ?? 0;
  return next >>> 0;
}
