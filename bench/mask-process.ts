// Earshot's detector over rows, in a process of its own, to be measured:
//
//   node mask-process.ts whole|no-tagger|scanner PASSES INPUT OUTPUT
//
// `each` before PASSES takes the time of every row by itself.
import { createDetector } from "../src/kernel/privacy/detector.ts";
import type { DetectHints } from "../src/kernel/privacy/hints.ts";
import type { Span } from "../src/kernel/privacy/span.ts";
import { type MaskRow, timeEach, timeFinding } from "./mask-timing.ts";

const [tiers = "", ...words] = process.argv.slice(2);
const [target = "", source = "", passes = "1", each] = words.toReversed();
const detector = createDetector(tiers === "scanner" ? { people: false, addresses: false } : {});
const detect = (row: MaskRow): Span[] => detector.detect(row.text, hintsOf(row));
// what the tagger found is taken out behind it, so this is to count and not to be timed
const withoutTagger = (row: MaskRow): Span[] => detect(row).filter(({ rule }) => rule !== "tagger");
const find = tiers === "no-tagger" ? withoutTagger : detect;
if (each === "each") await timeEach([source, target], find, Number(passes));
else await timeFinding([source, target], find, { passes: Number(passes) });

/** What the pipeline would know of a row: the customer on the record, the country of the source. */
function hintsOf({ locale, crm }: MaskRow): DetectHints {
  const [language, country] = locale?.split("_") ?? [];
  return {
    ...(country === undefined ? {} : { language, country }),
    ...(crm === undefined || crm === null ? {} : { known: [crm] }),
  };
}
