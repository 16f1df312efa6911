import { hash } from "node:crypto";

import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const ripple58 = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const bech32Generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const bech32Prefix = /^(?:bc|tb|ltc|addr|cosmos|osmo|bnb|stake|bitcoincash)1/i;
const ethereumShape = /^0x[0-9a-f]{40}$/i;
const moneroShape = /^[48][1-9A-HJ-NP-Za-km-z]{94}$/;
const stellarShape = /^G[A-D][A-Z2-7]{54}$/;

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
export function isBareWallet(text: string, start: number, end: number): boolean {
  return /^[1-9A-HJ-NP-Za-km-z]{26,44}$/.test(text.slice(start, end));
}

function walletRule(text: string, start: number, end: number): string {
  const word = text.slice(start, end);
  if (word.length === 42 && ethereumShape.test(word)) return "ethereum";
  if (word.length <= 36 && isBase58Start(word.charCodeAt(0))) {
    const alphabet = word.startsWith("r") ? ripple58 : base58;
    return base58CheckHolds(word, alphabet) ? "base58check" : "";
  }
  if (stellarShape.test(word)) return "stellar";
  if (moneroShape.test(word)) return "monero";
  return bech32Prefix.test(word) && bech32Holds(word) ? "bech32" : "";
}

/** Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Tron, Ripple and their test networks. */
function isBase58Start(code: number): boolean {
  return "123LMDAX79tTmnr".includes(String.fromCharCode(code));
}

/** 21 bytes of version and hash, and the first four bytes of their double SHA-256. */
function base58CheckHolds(word: string, alphabet: string): boolean {
  const bytes = new Uint8Array(25);
  for (const letter of word) {
    let carry = alphabet.indexOf(letter);
    if (carry === -1) return false;
    for (let i = 24; i >= 0; i--) {
      carry += (bytes[i] ?? 0) * 58;
      bytes[i] = carry & 255;
      carry >>= 8;
    }
    if (carry !== 0) return false;
  }
  const sum = hash("sha256", hash("sha256", bytes.subarray(0, 21), "buffer"), "buffer");
  return [0, 1, 2, 3].every((i) => sum[i] === bytes[21 + i]);
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
