import type { Canary } from "./canary-values.ts";
import type { Artefact } from "./every-byte.ts";
import { markFinder } from "./find-marks.ts";

/** What was printed or stored, as texts. */
export type Scanned = Pick<Artefact, "path" | "texts">;

/** Makes a search for canaries; it gives one line a leak, such as `… email in lake/gold/…`. */
export function leakFinder(canaries: readonly Canary[]): {
  leaks(artefacts: readonly Scanned[]): string[];
  found(artefacts: readonly Scanned[]): Set<Canary>;
} {
  const owners = new Map(canaries.flatMap((one) => one.marks.map((mark) => [mark, one] as const)));
  const find = markFinder([...owners.keys()]);
  const ofTexts = ({ texts }: Scanned): Set<Canary> =>
    new Set(texts.flatMap((text) => find(text).map((mark) => owners.get(mark)!))); // of these marks
  return {
    leaks: (artefacts) =>
      artefacts.flatMap((artefact) =>
        [...ofTexts(artefact)].map(
          ({ field, kind, text }) => `${field}: ${kind} ${text} in ${artefact.path}`,
        ),
      ),
    found: (artefacts) => new Set(artefacts.flatMap((artefact) => [...ofTexts(artefact)])),
  };
}
