/** A conversation that may be quoted. */
export type Candidate = {
  account: string;
  text: string;
  /** 16-bit whole numbers, little-endian, as hexadecimal digits. */
  vector: string;
};

/**
 * Picks the conversations that stand nearest the middle of all of them: each text once, and of an
 * account one only.
 *
 * @returns Their indexes, the most central first; equal ones in the order given.
 *
 * Cost: O(candidates × dimensions).
 */
export function centralQuotes(candidates: readonly Candidate[], most: number): number[] {
  const vectors = candidates.map(({ vector }) => unitVector(vector));
  const middle = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < middle.length; i++) middle[i]! += vector[i]!;
  const nearness = vectors.map((vector) => dot(vector, middle));
  const order = candidates.map((_, i) => i).toSorted((a, b) => nearness[b]! - nearness[a]!);
  const chosen: number[] = [];
  const said = new Set<string>();
  for (const index of order) {
    const { account, text } = candidates[index]!;
    if (chosen.length === most) break;
    if (said.has(`account ${account}`) || said.has(`text ${text}`)) continue;
    said.add(`account ${account}`).add(`text ${text}`);
    chosen.push(index);
  }
  return chosen;
}

function unitVector(hex: string): Float64Array {
  const bytes = Buffer.from(hex, "hex");
  const vector = new Float64Array(bytes.length >> 1);
  for (let i = 0; i < vector.length; i++) vector[i] = bytes.readInt16LE(2 * i);
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!;
  return sum;
}
