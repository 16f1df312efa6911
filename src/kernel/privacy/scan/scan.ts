import type { EntityType, Span } from "../span.ts";

/** One walk over one text: what it reads and what it has found so far. */
export type Scan = {
  readonly text: string;
  /** ISO 3166 code of the country whose national forms are likely, or "". */
  readonly country: string;
  /** Sorted and disjoint at any time. */
  readonly spans: Span[];
  /** End of the last span or of the last placeholder: nothing new begins before it. */
  floor: number;
};

/** A span of one of the scanner's own types. */
export type Found = Span & { type: EntityType };

/** Keeps a span, and moves the floor behind it. Returns its end, where the walk goes on. */
export function keep(scan: Scan, found: Found): number {
  scan.spans.push(found);
  scan.floor = found.end;
  return found.end;
}

/**
 * Takes back what was found at or after `start`: the beginning of an address had been taken for
 * something else. Returns the new floor.
 */
export function takeBack(scan: Scan, start: number): void {
  while ((scan.spans.at(-1)?.start ?? -1) >= start) scan.spans.pop();
}
