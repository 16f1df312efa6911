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
  const state: State = {
    weights,
    // One more column a row, of weight 0, so that a row may stay alone.
    width: columnCount + rowCount,
    rowPotential: new Float64Array(rowCount + 1),
    columnPotential: new Float64Array(columnCount + rowCount + 1),
    rowOf: new Int32Array(columnCount + rowCount + 1),
  };
  for (let row = 1; row <= rowCount; row++) placeRow(state, row);
  const result = Array.from({ length: rowCount }, () => -1);
  for (let column = 1; column <= columnCount; column++) {
    const row = state.rowOf[column]! - 1; // column is in range
    if (row >= 0 && (weights[row]?.[column - 1] ?? 0) > 0) result[row] = column - 1;
  }
  return result;
}

/** Rows and columns count from 1; 0 stands for none. */
type State = {
  weights: readonly (readonly number[])[];
  width: number;
  rowPotential: Float64Array;
  columnPotential: Float64Array;
  rowOf: Int32Array;
};

/** Gives a row its column along the cheapest path, on which other rows move over. */
function placeRow(state: State, row: number): void {
  const { width, rowOf } = state;
  rowOf[0] = row;
  const before = new Int32Array(width + 1);
  const least = new Float64Array(width + 1).fill(Infinity);
  const done = new Uint8Array(width + 1);
  let column = 0;
  do {
    done[column] = 1;
    column = nextColumn(state, column, { before, least, done });
  } while (rowOf[column] !== 0);
  do {
    const previous = before[column]!; // all indexes here are in range
    rowOf[column] = rowOf[previous]!;
    column = previous;
  } while (column !== 0);
}

type Path = { before: Int32Array; least: Float64Array; done: Uint8Array };

/** The cheapest column to go to next; moves the potentials so that getting there costs nothing. */
function nextColumn(state: State, column: number, { before, least, done }: Path): number {
  const { weights, width, rowPotential, columnPotential, rowOf } = state;
  const row = rowOf[column]!; // all indexes here are in range
  let delta = Infinity;
  let next = 0;
  for (let j = 1; j <= width; j++) {
    if (done[j] === 1) continue;
    const cost = -(weights[row - 1]?.[j - 1] ?? 0);
    const reduced = cost - rowPotential[row]! - columnPotential[j]!;
    if (reduced < least[j]!) {
      least[j] = reduced;
      before[j] = column;
    }
    if (least[j]! < delta) [delta, next] = [least[j]!, j];
  }
  for (let j = 0; j <= width; j++) {
    if (done[j] === 1) {
      rowPotential[rowOf[j]!]! += delta;
      columnPotential[j]! -= delta;
    } else least[j]! -= delta;
  }
  return next;
}
