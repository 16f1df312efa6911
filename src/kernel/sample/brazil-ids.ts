import type { Random } from "../../core/base/random.ts";

const cnpjWeights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2] as const;

/**
 * A random CPF (person's tax id) with right check digits, as `123.456.789-09`.
 * Reference: Receita Federal, modulus 11 over weights 10..2 and 11..2.
 */
export function randomCpf(random: Random): string {
  return formatCpf(randomDigits(random, 9));
}

/** Appends the two check digits to the first nine digits of a CPF and sets the marks. */
export function formatCpf(body: string): string {
  const digits = body + cpfCheckDigits(body);
  return `${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6, 9)}-${digits.slice(9)}`;
}

/** True for eleven digits, with or without marks, not all alike, with right check digits. */
export function isCpf(text: string): boolean {
  const digits = text.replaceAll(/[.-]/g, "");
  if (!/^\d{11}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  return cpfCheckDigits(digits.slice(0, 9)) === digits.slice(9);
}

/** A random CNPJ (company's tax id, first branch) with right check digits: `12.345.678/0001-95`. */
export function randomCnpj(random: Random): string {
  return formatCnpj(`${randomDigits(random, 8)}0001`);
}

/** Appends the two check digits to the first twelve digits of a CNPJ and sets the marks. */
export function formatCnpj(body: string): string {
  const digits = body + cnpjCheckDigits(body);
  const root = `${digits.slice(0, 2)}.${digits.slice(2, 5)}.${digits.slice(5, 8)}`;
  return `${root}/${digits.slice(8, 12)}-${digits.slice(12)}`;
}

/** True for fourteen digits, with or without marks, not all alike, with right check digits. */
export function isCnpj(text: string): boolean {
  const digits = text.replaceAll(/[./-]/g, "");
  if (!/^\d{14}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  return cnpjCheckDigits(digits.slice(0, 12)) === digits.slice(12);
}

/** A sixteen digit card number that passes Luhn, in ranges that networks keep for testing. */
export function randomTestCard(random: Random): string {
  const body = `${random.pick(["400000", "411111", "510510", "555555"])}${randomDigits(random, 9)}`;
  return `${body}${luhnCheckDigit(body)}`.replaceAll(/(\d{4})(?=\d)/g, "$1 ");
}

/** The digit that makes `body` followed by it pass the Luhn test (ISO/IEC 7812-1, annex B). */
export function luhnCheckDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

/** `count` random digits, not all alike. */
export function randomDigits(random: Random, count: number): string {
  let digits = String(random.integer(0, 9));
  while (digits.length < count - 1) digits += String(random.integer(0, 9));
  const first = Number(digits[0]);
  return digits + String((first + random.integer(1, 9)) % 10);
}

function cpfCheckDigits(body: string): string {
  const first = modulus11(body, (index) => 10 - index);
  return first + modulus11(body + first, (index) => 11 - index);
}

function cnpjCheckDigits(body: string): string {
  const first = modulus11(body, (index) => cnpjWeights[index + 1] ?? 0);
  return first + modulus11(body + first, (index) => cnpjWeights[index] ?? 0);
}

function modulus11(digits: string, weight: (index: number) => number): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += Number(digits[i]) * weight(i);
  const rest = sum % 11;
  return String(rest < 2 ? 0 : 11 - rest);
}
