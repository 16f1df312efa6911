/**
 * The pairing of rows with columns that has the greatest sum of weights; each is in one pair at
 * most, and pairs of weight 0 are none.
 *
 * @param weights - One list a row, of equal lengths, each weight ≥ 0.
 * @returns For each row its column, or -1. Of equal sums the same one always.
 *
 * Cost: O(n³) for n = rows + columns at most. Source: Kuhn 1955, in the form with potentials of
 * Jonker and Volgenant 1987.
 */
export function assign(weights: readonly (readonly number[])[]): number[] {
  const rowCount = weights.length;
  const columnCount = weights[0]?.length ?? 0;
  // One more column a row, of weight 0, so that a row may stay alone.
  const width = columnCount + rowCount;
  const cost = (row: number, column: number): number => -(weights[row]?.[column] ?? 0);
  const rowPotential = new Float64Array(rowCount + 1);
  const columnPotential = new Float64Array(width + 1);
  const rowOf = new Int32Array(width + 1); // 1-based; 0 for none
  const before = new Int32Array(width + 1);
  for (let row = 1; row <= rowCount; row++) {
    rowOf[0] = row;
    let column = 0;
    const least = new Float64Array(width + 1).fill(Infinity);
    const done = new Uint8Array(width + 1);
    do {
      done[column] = 1;
      const current = rowOf[column]!;
      let delta = Infinity;
      let next = 0;
      for (let j = 1; j <= width; j++) {
        if (done[j] === 1) continue;
        const reduced = cost(current - 1, j - 1) - rowPotential[current]! - columnPotential[j]!;
        if (reduced < least[j]!) {
          least[j] = reduced;
          before[j] = column;
        }
        if (least[j]! < delta) {
          delta = least[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= width; j++) {
        if (done[j] === 1) {
          rowPotential[rowOf[j]!]! += delta;
          columnPotential[j]! -= delta;
        } else least[j]! -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    do {
      const previous = before[column]!;
      rowOf[column] = rowOf[previous]!;
      column = previous;
    } while (column !== 0);
  }
  const result = Array.from({ length: rowCount }, () => -1);
  for (let column = 1; column <= columnCount; column++) {
    const row = rowOf[column]! - 1;
    if (row >= 0 && (weights[row]?.[column - 1] ?? 0) > 0) result[row] = column - 1;
  }
  return result;
}
