/** What tells nothing of a value: it has to be compared by its canonical form. */
export const noPrint = 0;

/** Digits at the end of a phone that every notation of it has. */
const phoneEndDigits = 5;

/** As many digits keep that many behind the longest calling code. */
const phoneDigitsLeast = 8;

/**
 * A number by which values of a type are told apart without their canonical forms, which take many
 * times as long to make: values of one canonical form have the same number, and few others have.
 *
 * @returns {@link noPrint} for what only its canonical form tells.
 */
export function valuePrint(type: string, value: string): number {
  switch (type) {
    case "EMAIL":
      return addressPrint(value);
    case "PHONE":
      return phonePrint(value);
    case "CPF":
    case "CNPJ":
    case "SSN":
    case "PASSPORT":
    case "CREDIT_CARD":
    case "IBAN":
    case "ACCOUNT_ID":
    case "ORDER_ID":
      return idPrint(value);
    default:
      return noPrint;
  }
}

/** Of an address that is the same in lower case and needs no other change. */
function addressPrint(value: string): number {
  let print = 1;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    const isOther = code === 0x40 || code === 0x2e || code === 0x2d || code === 0x5f;
    if (isOther) print = append(print, code);
    else if (isDigit(code) || isLetter(code) || code === 0x2b) print = append(print, code | 0x20);
    else return noPrint;
  }
  return print;
}

/** Of letters and digits, in either case, with whatever else of ASCII between them. */
function idPrint(value: string): number {
  let print = noPrint;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return noPrint;
    if (isDigit(code) || isLetter(code)) print = append(print, code | 0x20);
  }
  return print;
}

/** Of the last digits: what stands before them depends on where the number is dialled. */
function phonePrint(value: string): number {
  let digits = 0;
  let print = 0;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    // Blank, brackets, plus, hyphen, dot and slash.
    const isSign = code === 0x20 || (code >= 0x28 && code <= 0x2f && !isStarOrComma(code));
    if (isDigit(code)) {
      digits += 1;
      print = (print * 10 + code - 0x30) % 10 ** phoneEndDigits;
    } else if (!isSign) return noPrint;
  }
  // The nought of "+49 (0)30" is not dialled from abroad.
  return digits < phoneDigitsLeast || value.includes("(0)") ? noPrint : print + 1;
}

function isStarOrComma(code: number): boolean {
  return code === 0x2a || code === 0x2c;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

/** Never {@link noPrint}. */
function append(print: number, code: number): number {
  const mixed = Math.imul(print ^ code, 0x9e37_79b1);
  return (mixed ^ (mixed >>> 15)) | 1;
}
