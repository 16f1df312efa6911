/** Whether what is held back may go on, and what is thrown where there is too much of it. */
export type Gate = { isOpen(): boolean; refuse(): Error };

/**
 * Holds pieces back until a gate opens, then lets all go on. What ends while the gate is shut is let
 * go at its end, for whoever reads to judge.
 *
 * @param charactersMax - Most that is held; with more, the gate's error is thrown.
 */
export async function* holdBack(
  pieces: AsyncIterable<string>,
  gate: Gate,
  charactersMax: number,
): AsyncGenerator<string> {
  let held: string[] = [];
  let count = 0;
  let isOpen = false;
  for await (const piece of pieces) {
    isOpen ||= gate.isOpen();
    held.push(piece);
    count += piece.length;
    if (!isOpen && count > charactersMax) throw gate.refuse();
    if (!isOpen) continue;
    yield* held;
    held = [];
    count = 0;
  }
  yield* held;
}
