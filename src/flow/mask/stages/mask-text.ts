import type { MaskedText } from "../../../core/base/masked-text.ts";
import { createDetector, type DetectorOptions } from "../../../kernel/privacy/detector.ts";
import type { DetectHints, KnownPerson } from "../../../kernel/privacy/hints.ts";
import { createMasker, type Masker } from "../../../kernel/privacy/masker.ts";
import { defineStage, type Batch } from "../../enrich/stage.ts";
import { openCrowd, type Rows } from "../crowd.ts";
import { knownIn, type Known } from "../known-people.ts";

/** What the stage is told beside its rows; plain values, so that it can travel. */
export type MaskParameters = {
  detector: DetectorOptions;
  /** People who speak in every conversation: the company's agents. */
  team: readonly KnownPerson[];
};

const input = {
  system: "VARCHAR",
  /** Conversations that are sent together with the people they may name; see `mask-select.ts`. */
  crowd: "BIGINT",
  /** False in the rows that tell who is known; they come first in their crowd. */
  is_text: "BOOLEAN",
  group_id: "VARCHAR",
  said_at: "TIMESTAMPTZ",
  row_id: "VARCHAR",
  /** Of a text: whom its record names. Of known people: the one of the two they are known by. */
  contact_id: "VARCHAR",
  account_id: "VARCHAR",
  /** JSON of a `Known`, in rows that tell who is known. */
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
  version: 2,
  writes: "silver.masked_text",
  key: ["system", "row_id"],
  group: ["system", "crowd"],
  order: ["is_text", "group_id", "said_at", "row_id"],
  input,
  output,
  docs: {
    system: "System that owns the ids",
    row_id: "Key of the row the texts stand in",
    text_1: "First text, masked",
    text_2: "Second text, masked",
  },
  run({ rowCount, columns }, parameters) {
    const { masker, team, readKnown } = maskingFor(parameters as MaskParameters); // as local-stage hands them over
    const first = columns.is_text.indexOf(true);
    if (first === -1) return empty;
    const knownTo = openCrowd(columns, first, readKnown);
    const masked: (MaskedText | null)[] = [];
    for (const rows of conversations(columns.group_id, first)) {
      const { start, end } = rows;
      const { people, organisations } = knownTo(rows);
      const hints: DetectHints = {
        known: people,
        organisations,
        team,
        country: columns.country[start] ?? undefined,
        language: columns.language[start] ?? undefined,
      };
      const texts: (string | null)[] = [];
      for (let row = start; row < end; row++)
        texts.push(columns.text_1[row] ?? null, columns.text_2[row] ?? null);
      // Two texts of one row are one record, whose form may have cut a number in two.
      const joined = columns.text_2.slice(start, end).some((text) => text !== null);
      for (const text of masker.maskTogether(texts, hints, { joined })) masked.push(text);
    }
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

/** Rows of each conversation; they stand together. */
function* conversations(groups: readonly (string | null)[], from: number): Generator<Rows> {
  for (let start = from, end = from; start < groups.length; start = end) {
    while (end < groups.length && groups[end] === groups[start]) end += 1;
    yield { start, end };
  }
}

function everySecond(texts: readonly (MaskedText | null)[], from: 0 | 1): (MaskedText | null)[] {
  return texts.filter((_, i) => i % 2 === from);
}

type Masking = {
  masker: Masker;
  team: readonly KnownPerson[];
  /** Reads who is known; where that is much, the same arrays for the same JSON. */
  readKnown: (json: string) => Known;
};

const maskings = new WeakMap<MaskParameters, Masking>();

/** What parameters stand for: made once, not once a crowd. */
function maskingFor(parameters: MaskParameters): Masking {
  let masking = maskings.get(parameters);
  if (masking === undefined) {
    masking = {
      masker: createMasker(createDetector(parameters.detector)),
      team: parameters.team,
      readKnown: rememberedKnown(),
    };
    maskings.set(parameters, masking);
  }
  return masking;
}

/** What is shorter than this is read again sooner than looked up. */
const rememberedLengthLeast = 2_000;
const rememberedLengthMost = 10_000_000;

/** Reads who is known. The crowds of one large account share its lists, and what is made of them. */
function rememberedKnown(): Masking["readKnown"] {
  const remembered = new Map<string, Known>();
  let length = 0;
  return (json) => {
    if (json.length < rememberedLengthLeast) return knownIn(json);
    let known = remembered.get(json);
    if (known === undefined) {
      known = knownIn(json);
      length += json.length;
      if (length > rememberedLengthMost) {
        remembered.clear();
        length = json.length;
      }
      remembered.set(json, known);
    }
    return known;
  };
}
