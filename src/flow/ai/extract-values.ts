import type { MaskedText } from "../../core/base/masked-text.ts";
import { labelWords } from "../../kernel/learn/zero-shot.ts";
import { typeOfLabel } from "./label-types.ts";

/** Finds what a label names in a text; null where it is not there. */
export type ValueFinder = (text: MaskedText) => string | null;

const month =
  "(?:jan|feb|fev|mar|mär|apr|abr|avr|may|mai|mag|jun|giu|jul|lug|aug|ago|aoû|sep|set|oct|okt|out|ott|nov|dec|dez|dic|déc|ene|gen)[\\p{L}]{0,7}\\.?";
const currency = "(?:R\\$|US\\$|[$€£¥]|USD|EUR|GBP|BRL|CHF|JPY)";
const number = "\\d{1,3}(?:[.,' \u00a0]\\d{3}){0,6}(?:[.,]\\d{1,2})?|\\d{1,15}(?:[.,]\\d{1,2})?";

/** What has a form that can be read without a model; the first one in a text counts. */
const forms: Readonly<Record<string, RegExp>> = {
  date: new RegExp(
    `\\b(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./-]\\d{1,2}[./-](?:\\d{4}|\\d{2})|\\d{1,2}(?:st|nd|rd|th)?\\.?(?: of| de)? ${month}(?:,? (?:de )?\\d{4})?|${month} \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?)(?![\\p{L}\\d])`,
    "iu",
  ),
  time: /(?<![\d:.])(?:[01]?\d|2[0-3])[:h][0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\.?)?(?![\d:])/iu,
  amount: new RegExp(
    `(?:${currency} ?(?:${number})|(?<![\\d.,])(?:${number}) ?(?:${currency}|euros?|dollars?|pounds?|reais|real))(?![\\p{L}\\d])`,
    "iu",
  ),
  percentage: /(?<![\d.,])\d{1,4}(?:[.,]\d{1,4})? ?(?:%|percent\b|por cento\b|prozent\b)/iu,
  url: /\bhttps?:\/\/[^\s<>"')\]]{1,2000}/iu,
};

const formOfWord: ReadonlyMap<string, string> = new Map(
  Object.entries({
    date: "date",
    day: "date",
    time: "time",
    hour: "time",
    amount: "amount",
    money: "amount",
    price: "amount",
    cost: "amount",
    value: "amount",
    sum: "amount",
    "amount of money": "amount",
    percentage: "percentage",
    percent: "percentage",
    url: "url",
    link: "url",
    website: "url",
    "web address": "url",
  }),
);

/**
 * What finds a label's values without a language model: personal data by their placeholders
 * (`[EMAIL_1]`), dates, times, amounts, percentages and links by their form; undefined for any
 * other label.
 *
 * @param types - Types of personal data that are masked here.
 */
export function valueFinder(label: string, types: ReadonlySet<string>): ValueFinder | undefined {
  const type = typeOfLabel(label, types);
  if (type !== undefined) {
    const form = new RegExp(`\\[${type}_[1-9][0-9]{0,4}\\]`);
    return (text) => form.exec(text)?.[0] ?? null;
  }
  const form = forms[formOfWord.get(labelWords(label)) ?? ""];
  return form === undefined ? undefined : (text) => form.exec(text)?.[0].trim() ?? null;
}
