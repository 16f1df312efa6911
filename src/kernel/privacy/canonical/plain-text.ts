/** Has no white space but blanks. */
export const printableAscii = /^[\x20-\x7e]*$/;
const invisible = /[[\p{Default_Ignorable_Code_Point}\p{Cc}]--[\t\n\v\f\r]]/gv;
const decimalDigit = /\p{Nd}/gu;

/**
 * A text without tricks of writing: compatibility forms (full-width letters, ligatures) resolved,
 * invisible characters and outer spaces away, digits of every script as 0 to 9, single spaces.
 * Applying it twice changes nothing.
 */
export function plainText(text: string): string {
  if (printableAscii.test(text)) return text.includes("  ") ? squeezed(text) : text.trim();
  return squeezed(
    text
      .normalize("NFKC")
      .replace(invisible, "")
      .replace(decimalDigit, (digit) => (digit <= "9" ? digit : String(digitValue(digit))))
      .normalize("NFKC"),
  );
}

/** {@link plainText} in lower case. */
export function plainLowerText(text: string): string {
  const lower = plainText(text).toLowerCase();
  return printableAscii.test(lower) ? lower : plainText(lower);
}

function squeezed(text: string): string {
  return text.trim().replace(/\s\s+|[^\S ]/g, " ");
}

/** Value of a decimal digit of any script: Unicode keeps the ten of a script side by side. */
function digitValue(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let zero = point;
  while (point - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return point - zero;
}
