import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import type { SetAside } from "../ingest/landing.ts";

/** Lines of one file that could not be read; what they say stands in the bronze layer only. */
export type RejectedLines = {
  /** Its name, without a customer's address or number in it. */
  file: string;
  count: number;
  /** The first of them. */
  first: readonly { line: number; reason: string }[];
};

/** Table that keeps what was set aside of a source. No source can be named like it. */
export function rejectedTable(sourceName: string): string {
  return `bronze.${sourceName}_rejected`;
}

/** What was set aside, without its text. */
export function rejectedLines(setAside: readonly SetAside[]): RejectedLines[] {
  return setAside
    .filter(({ rejects }) => rejects.count > 0)
    .map(({ part, rejects: { count, first } }) => ({ file: maskPlain(part.name), count, first }));
}

/** In words: `3 lines of desk/tickets.csv (line 7: 5 fields, not 4; …)`. */
export function tellRejected({ file, count, first }: RejectedLines): string {
  const shown = first.map(({ line, reason }) => `line ${line}: ${reason}`);
  if (count > first.length) shown.push("…");
  return `${count} ${count === 1 ? "line" : "lines"} of ${file} (${shown.join("; ")})`;
}
