import { z } from "zod";

const typeName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,39}$/, "upper-case letters, digits and _, such as BADGE_ID");

const regularExpression = z.string().min(1).max(1_000);
const flags = z.string().regex(/^[ims]*$/, "any of the letters i, m and s");

function isExpression({ pattern, flags: given = "" }: { pattern: string; flags?: string }) {
  try {
    return new RegExp(pattern, `${given}u`).source !== "";
  } catch {
    return false;
  }
}

/** A pattern of the user's own, written as a text or with flags. */
const ownPattern = z
  .union(
    [
      regularExpression,
      z.strictObject({
        pattern: regularExpression.describe("Regular expression of JavaScript, in its mode u"),
        flags: flags.optional().describe("i: either case; m: ^ and $ at lines; s: . at line ends"),
      }),
    ],
    { error: "a regular expression is wanted, or pattern and flags" },
  )
  .refine(
    (given) => isExpression(typeof given === "string" ? { pattern: given } : withFlags(given)),
    "no regular expression of JavaScript (in its mode u)",
  );

function withFlags({ pattern, flags: given }: { pattern: string; flags?: string | undefined }) {
  return { pattern, ...(given === undefined ? {} : { flags: given }) };
}

/** A program and what it is given, never read by a shell. */
const commandLine = z.union([
  z
    .string()
    .regex(
      /^[^\s"'`$\\|&;<>(){}*?~]+(?: +[^\s"'`$\\|&;<>(){}*?~]+)*$/,
      "plain words with spaces between; write it as a list where it needs more",
    ),
  z.array(z.string()).min(1),
]);

/** An ISO 3166 code, which tells what national notations mean. */
export const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, "two capital letters (ISO 3166), such as BR");

/** An ISO 639 code. */
export const languageCode = z
  .string()
  .regex(/^[a-z]{2,3}$/, "two or three small letters (ISO 639), such as pt");

/** How personal data is found, hidden and keyed. */
export const PrivacySettings = z.strictObject({
  key_file: z
    .string()
    .min(1)
    .optional()
    .describe("File that holds the keys of pseudonyms; default: keys.yaml in the data folder"),
  key_command: commandLine
    .optional()
    .describe("Program that prints what stands in a key file, such as that of a vault; no shell"),
  keys: z
    .string()
    .min(1)
    .optional()
    // The word of JSON Schema for a secret; `config show` tells only that it is set.
    .meta({ writeOnly: true })
    .describe("What stands in a key file; for the environment only"),
  tenant: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^\p{Cc}]*$/u, "a text without control characters")
    .default("default")
    .describe("Whose data it is: pseudonyms of two tenants can't be joined"),
  people: z.boolean().default(true).describe("Whether names of people are hidden in texts"),
  addresses: z.boolean().default(true).describe("Whether postal addresses are hidden in texts"),
  locations: z
    .boolean()
    .default(false)
    .describe("Whether towns and countries by themselves are hidden in texts"),
  country: countryCode
    .optional()
    .describe("Country whose phones, ids and dates are likely, such as BR"),
  language: languageCode.optional().describe("Language the texts are likely in, such as pt"),
  patterns: z
    .record(typeName, ownPattern)
    .default({})
    .describe("More to hide in free text: name of the placeholder: regular expression"),
  allow: z
    .array(z.string().min(1))
    .default([])
    .describe("Texts that are never hidden in free text, such as the address of your own support"),
  deny: z
    .array(
      z.union([z.string().min(1), z.strictObject({ type: typeName, text: z.string().min(1) })], {
        error: "a text is wanted, or type and text",
      }),
    )
    .default([])
    .describe("Texts that are always hidden in free text, each a text or { type, text }"),
  organisations: z
    .array(z.string().min(1))
    .default([])
    .describe("Names of your own company and brands, which are not to be taken for people"),
  known_people: z
    .int()
    .min(0)
    .max(10_000)
    .default(200)
    .describe("Most people of the same company whose names are looked for in a text"),
});
export type PrivacySettings = z.infer<typeof PrivacySettings>;
