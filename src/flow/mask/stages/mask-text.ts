import type { MaskedText } from "../../../core/base/masked-text.ts";
import { createDetector, type DetectorOptions } from "../../../kernel/privacy/detector.ts";
import type { DetectHints, KnownPerson } from "../../../kernel/privacy/hints.ts";
import { createMasker, type Masker } from "../../../kernel/privacy/masker.ts";
import { defineStage, type Batch } from "../../enrich/stage.ts";

/** What the stage is told beside its rows; plain values, so that it can travel. */
export type MaskParameters = {
  detector: DetectorOptions;
  /** People who speak in every conversation: the company's agents. */
  team: readonly KnownPerson[];
};

const input = {
  system: "VARCHAR",
  group_id: "VARCHAR",
  /** False in the rows that tell who is known; they come first in their group. */
  is_text: "BOOLEAN",
  said_at: "TIMESTAMPTZ",
  row_id: "VARCHAR",
  /** JSON list of people, in rows that tell who is known. */
  known: "VARCHAR",
  country: "VARCHAR",
  language: "VARCHAR",
  text_1: "VARCHAR",
  text_2: "VARCHAR",
} as const;

const output = {
  system: "VARCHAR",
  row_id: "VARCHAR",
  text_1: "MASKED_TEXT",
  text_2: "MASKED_TEXT",
} as const;

/** Masks the texts of one conversation together, so that one address has one placeholder in all. */
export default defineStage({
  name: "mask-text",
  summary: "Puts placeholders in place of what is personal in free text.",
  version: 1,
  writes: "silver.masked_text",
  key: ["system", "row_id"],
  group: ["system", "group_id"],
  order: ["is_text", "said_at", "row_id"],
  input,
  output,
  docs: {
    system: "System that owns the ids",
    row_id: "Key of the row the texts stand in",
    text_1: "First text, masked",
    text_2: "Second text, masked",
  },
  run({ rowCount, columns }, parameters) {
    const { masker, team, knownOf } = maskingFor(parameters as MaskParameters); // as local-stage hands them over
    const first = columns.is_text.indexOf(true);
    if (first === -1) return empty;
    const known = knownOf(columns.known.slice(0, first));
    const texts: (string | null)[] = [];
    for (let row = first; row < rowCount; row++)
      texts.push(columns.text_1[row] ?? null, columns.text_2[row] ?? null);
    const hints: DetectHints = {
      known,
      team,
      country: columns.country[first] ?? undefined,
      language: columns.language[first] ?? undefined,
    };
    // Two texts of one row are one record, whose form may have cut a number in two.
    const joined = columns.text_2.some((text) => text !== null);
    const masked = masker.maskTogether(texts, hints, { joined });
    return {
      rowCount: rowCount - first,
      columns: {
        system: columns.system.slice(first),
        row_id: columns.row_id.slice(first),
        text_1: everySecond(masked, 0),
        text_2: everySecond(masked, 1),
      },
    };
  },
});

const empty: Batch<typeof output> = {
  rowCount: 0,
  columns: { system: [], row_id: [], text_1: [], text_2: [] },
};

function everySecond(texts: readonly (MaskedText | null)[], from: 0 | 1): (MaskedText | null)[] {
  return texts.filter((_, i) => i % 2 === from);
}

type Masking = {
  masker: Masker;
  team: readonly KnownPerson[];
  /** People of the rows that tell who is known; the same array for the same rows. */
  knownOf: (jsons: readonly (string | null)[]) => readonly KnownPerson[];
};

/** Lists of people kept, each with an index to look them up by. */
const listsMost = 5_000;

const maskings = new WeakMap<MaskParameters, Masking>();

/** What parameters stand for: made once, not once a conversation. */
function maskingFor(parameters: MaskParameters): Masking {
  let masking = maskings.get(parameters);
  if (masking === undefined) {
    masking = {
      masker: createMasker(createDetector(parameters.detector)),
      team: parameters.team,
      knownOf: rememberedLists(),
    };
    maskings.set(parameters, masking);
  }
  return masking;
}

/** Conversations of one customer or company have the same people, and share their list. */
function rememberedLists(): Masking["knownOf"] {
  const lists = new Map<string, readonly KnownPerson[]>();
  return (jsons) => {
    const key = jsons.join("");
    let list = lists.get(key);
    if (list === undefined) {
      list = jsons.flatMap((json) => (json === null ? [] : peopleIn(json)));
      if (lists.size >= listsMost) lists.clear();
      lists.set(key, list);
    }
    return list;
  };
}

/** The people of a JSON list as `known-people.ts` writes it; what is not known of one is left out. */
export function peopleIn(json: string): KnownPerson[] {
  return JSON.parse(json, (_key, value: unknown) =>
    value === null ? undefined : value,
  ) as KnownPerson[];
}
