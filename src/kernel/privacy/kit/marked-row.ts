import type { KnownPerson } from "../hints.ts";
import { entityTypes } from "../span.ts";

/** A stretch of text that a person has marked. */
export type MarkedSpan = {
  /** First UTF-16 code unit. */
  start: number;
  /** After the last one. */
  end: number;
  /** A type of the detector, or one that begins with `X_`: what is found there counts neither way. */
  type: string;
};

/** A text in which somebody has marked what is personal. */
export type MarkedRow = {
  id: string;
  /** ISO 639, such as `pt`; `und` where it is not known. */
  language: string;
  /** Such as `pt_BR`. */
  locale: string;
  /** Where such texts come from: `logs`, `legal`, a column of a table. */
  domain: string;
  text: string;
  /** Sorted, disjoint. */
  spans: readonly MarkedSpan[];
  /** Whether the row has nothing to find: what is found in it was found wrongly. */
  isNegative: boolean;
  /** Who the record is known to be about. */
  known?: KnownPerson | undefined;
  /** Whether the row is kept for scoring: nobody who mends the detector looks at it. */
  isHeldOut: boolean;
  /** How many rows of the user's own stand behind this one in a sample; 1 outside samples. */
  weight: number;
};

const scoredTypes: ReadonlySet<string> = new Set(entityTypes);

/** Whether spans of a type are scored; others, such as `X_ID`, are not. */
export function isScored(type: string): boolean {
  return scoredTypes.has(type);
}

/** Whether nothing of a scored type is marked. */
export function hasNothing(spans: readonly MarkedSpan[]): boolean {
  return !spans.some(({ type }) => isScored(type));
}
