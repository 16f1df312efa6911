/** Words that are written in capitals by habit, and no sign of shouting. */
const acronyms = new Set(
  `ASAP HTTP HTTPS HTML JSON CNPJ LGPD GDPR RGPD DSGVO IBAN SWIFT SEPA CFPB NFC-E NFCE DANFE DARF
   BOLETO VISA MASTERCARD AMEX HIPERCARD PAYPAL WIFI IMEI ICMS FGTS INSS CTPS SMTP IMAP TEF
   SITEF WISC PDF NULL TRUE FALSE NONE ERROR WARN INFO GET POST URGENT URGENTE DRINGEND EMAIL TELEFONE
   PHONE PERSON LOCATION ADDRESS ORDER_ID ACCOUNT_ID CREDIT_CARD SECRET PASSPORT CRYPTO`.split(
    /\s+/,
  ),
);

const placeholder = /\[[A-Z_]+(?:_\d+)?\]/g;
const shoutedWord = /(?<![\p{L}\p{N}_])\p{Lu}{4,}(?![\p{L}\p{N}_])/gu;
const anyWord = /(?<![\p{L}\p{N}_])\p{L}{2,}(?![\p{L}\p{N}_])/gu;

const leastShouted = 2;

/**
 * The shouted words of a text: two or more of four letters or more in capitals that are no acronym.
 * Undefined where there are fewer, or where they are lost in a long text as headings are.
 */
export function findShouting(text: string): string | undefined {
  const plain = text.replaceAll(placeholder, " ");
  const shouted = (plain.match(shoutedWord) ?? []).filter((word) => !acronyms.has(word));
  if (shouted.length < leastShouted) return undefined;
  const words = plain.match(anyWord) ?? [];
  if (shouted.length * 20 < words.length) return undefined;
  return shouted.slice(0, 3).join(" ");
}

const repeatedMarks = /(?:[!?¡¿]\s?){3,}/;

/** The first run of three or more exclamation or question marks, such as `!!!` or `?!?`. */
export function findRepeatedMarks(text: string): string | undefined {
  return repeatedMarks.exec(text)?.[0].trim();
}
