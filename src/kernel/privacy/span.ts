/** What the detector knows to find, as it is written in placeholders: `[EMAIL_1]`. */
export const entityTypes = [
  "EMAIL",
  "PHONE",
  "IP",
  "URL_CRED",
  "CREDIT_CARD",
  "IBAN",
  "CPF",
  "CNPJ",
  "SSN",
  "PASSPORT",
  "ACCOUNT_ID",
  "ORDER_ID",
  "DOB",
  "MAC",
  "CRYPTO",
  "SECRET",
  "PERSON",
  "ADDRESS",
  "LOCATION",
] as const;

/** A type of the detector's own; patterns of the settings add names like these. */
export type EntityType = (typeof entityTypes)[number];

/** A stretch of text that is personal. */
export type Span = {
  /** First UTF-16 code unit. */
  start: number;
  /** After the last one. */
  end: number;
  /** An {@link EntityType}, or the name of a pattern of the settings, upper snake case. */
  type: string;
  /** What found it, such as `iban-mod97` or `cue:en`. */
  rule: string;
  /** How sure it is, 0 to 1; 1 for a check digit that holds. */
  score: number;
};
