import { diallingOf, type Dialling } from "./calling-codes.ts";
import { plainLowerText } from "./plain-text.ts";

const phoneShape =
  /^(?:tel:|whatsapp:)?(?<number>[\d\s().+\-/‐-―]*?)(?:(?:;ext=|,? ?(?:extension|ext\.?|ramal|x|#)) ?(?<extension>\d{1,7}))?$/u;

/**
 * A phone number as E.164 (`+5511987654321`, an extension behind an `x`) where it has a `+` or `00`
 * in front or the country (ISO 3166) is known; else its digits. Undefined for what is no number.
 */
export function canonicalPhone(value: string, country?: string): string | undefined {
  const text = plainLowerText(value);
  if (/^[\d ().+\-/]*$/.test(text)) return international(text.replace("(0)", "("), country);
  const parts = phoneShape.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const number = international((parts["number"] ?? "").replace("(0)", "("), country);
  if (number === undefined) return undefined;
  return parts["extension"] === undefined ? number : `${number}x${parts["extension"]}`;
}

function international(written: string, country: string | undefined): string | undefined {
  const digits = written.replace(/\D/g, "");
  const dialling = country === undefined ? undefined : diallingOf(country.toUpperCase());
  const abroad = withoutAbroadPrefix(written, digits, dialling);
  if (abroad !== undefined) return abroad.length < 3 ? undefined : `+${abroad}`;
  if (digits.length < 3) return undefined;
  if (dialling === undefined) return digits;
  return `+${dialling.code}${nationalDigits(digits, dialling)}`;
}

/** Calling code and number where they are written so as to be dialled from abroad. */
function withoutAbroadPrefix(
  written: string,
  digits: string,
  dialling: Dialling | undefined,
): string | undefined {
  if (written.includes("+")) return digits.replace(/^0+/, "");
  if (digits.startsWith("00")) return digits.replace(/^0+/, "");
  if (dialling?.code === "1" && digits.startsWith("011") && digits.length > 12)
    return digits.slice(3);
  return undefined;
}

function nationalDigits(digits: string, { code, trunk, min, max }: Dialling): string {
  const fits = (number: string): boolean => number.length >= min && number.length <= max;
  const behindCode = digits.slice(code.length);
  // Written with the calling code but without its plus: only then has it too many digits.
  if (digits.startsWith(code) && digits.length > max && fits(behindCode)) return behindCode;
  if (trunk === "" || !digits.startsWith(trunk)) return digits;
  const number = digits.slice(trunk.length);
  // In Brazil two digits that choose the carrier may follow the 0.
  if (code === "55" && number.length > 11 && fits(number.slice(2))) return number.slice(2);
  return number;
}
