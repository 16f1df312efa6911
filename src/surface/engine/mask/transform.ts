/** Turns text that comes in pieces into other text, at once; pieces break anywhere. */
export type Transform = {
  /** What can be told after one more piece; may be empty. */
  push(piece: string): string;
  /** The rest, when no more comes. */
  end(): string;
};

/** Counts what was done, for whoever asked. */
export type MaskTally = {
  /** Rows, lines of spans, or texts. */
  rows: number;
  /** Values hidden, by type. */
  valuesByType: Map<string, number>;
};

/** A tally that has counted nothing. */
export function emptyTally(): MaskTally {
  return { rows: 0, valuesByType: new Map() };
}

/** Adds the types of what was hidden. */
export function countValues({ valuesByType }: MaskTally, spans: readonly { type: string }[]): void {
  for (const { type } of spans) valuesByType.set(type, (valuesByType.get(type) ?? 0) + 1);
}

/** Adds what another tally has counted. */
export function addTally(tally: MaskTally, { rows, valuesByType }: MaskTally): void {
  tally.rows += rows;
  for (const [type, count] of valuesByType)
    tally.valuesByType.set(type, (tally.valuesByType.get(type) ?? 0) + count);
}
