import type { Figure, PrivacyReport, Score, TypeScore } from "../engine/privacy-report.ts";
import { formatCount, formatTable } from "./table.ts";

type Quality = Omit<TypeScore, "type">;

/** A report on masking as people read it, the types that fare worst first. */
export function privacyTables({ sets, part, typesOff, detectorVersion }: PrivacyReport): string {
  const off = typesOff.length === 0 ? "" : ` Not looked for: ${typesOff.join(", ")}.`;
  const parts = sets.map(({ name, score, languages }) => {
    const types = score.types.toSorted((a, b) => f1Of(a) - f1Of(b));
    const rows = [...types, { ...score.all, type: "all" }].map((each) =>
      qualityRow(each.type, each),
    );
    return [
      `${name}: ${formatCount(score.rowCount)} ${partName[part]}${standing(score)}`,
      "",
      formatTable(["type", ...qualityColumns], rows),
      "",
      ...summary(score),
      ...(languages.length > 1 ? ["", languageTable(languages)] : []),
    ].join("\n");
  });
  return [
    ...parts,
    [
      `Detector ${detectorVersion}.${off}`,
      "Per cent, with 95 % intervals. Found: both ends as marked; partly: a character in common.",
      "Over-masked: the share of what was found that is not marked.",
    ].join("\n"),
  ].join("\n\n");
}

/** The same as JSON, with names in snake case and figures between 0 and 1. */
export function privacyJson({ sets, part, typesOff, detectorVersion }: PrivacyReport): unknown {
  return {
    detector_version: detectorVersion,
    part,
    types_off: typesOff,
    sets: sets.map(({ name, score, languages }) => ({
      name,
      ...scoreJson(score),
      languages: languages.map((each) => ({ language: each.language, ...scoreJson(each.score) })),
    })),
  };
}

const partName = { all: "texts", tuned: "tuned texts", "held-out": "texts held out" } as const;

/** What a sample stands for. */
function standing({ rowCount, standsFor }: Score): string {
  const count = Math.round(standsFor);
  if (count === rowCount) return "";
  return `, which stand for ${formatCount(count)}; all figures are estimates for these`;
}

const qualityColumns = ["marked", "found", "precision", "recall", "F1", "partly F1", "over-masked"];

function qualityRow(name: string, quality: Quality): unknown[] {
  const { markedCount, foundCount, strict, partial, overMasking } = quality;
  const figures = [strict.precision, strict.recall, strict.f1, partial.f1, overMasking];
  const counts = [markedCount, foundCount].map((count) => formatCount(Math.round(count)));
  return [name, ...counts, ...figures.map(percent)];
}

function summary({ characterRecall, negatives, macroF1 }: Score): string[] {
  return [
    `Marked characters that were found: ${percent(characterRecall)}`,
    `Texts with nothing to find, in which something was found: ${formatCount(negatives.hitCount)} of ${formatCount(negatives.count)}, ${percent(negatives.share)}`,
    `Mean F1 of the types: ${(macroF1 * 100).toFixed(1)}`,
  ];
}

function languageTable(languages: PrivacyReport["sets"][number]["languages"]): string {
  const rows = languages.map(({ language, score }) => {
    const { strict, partial, overMasking } = score.all;
    const figures = [strict.precision, strict.recall, strict.f1, partial.f1, overMasking];
    const { hitCount, count } = score.negatives;
    return [
      language,
      formatCount(score.rowCount),
      ...figures.map(percent),
      `${hitCount} of ${count}`,
    ];
  });
  return formatTable(["language", "texts", ...qualityColumns.slice(2), "false alarms"], rows);
}

/** `95.3 (91.0–97.9)`, per cent. */
function percent(figure: Figure): string {
  if (figure === undefined) return "–";
  const [value, low, high] = [figure.value, figure.low, figure.high].map((share) =>
    (share * 100).toFixed(1),
  );
  return `${value} (${low}–${high})`;
}

function f1Of({ strict }: Quality): number {
  return strict.f1?.value ?? 0;
}

function scoreJson({
  rowCount,
  standsFor,
  types,
  all,
  macroF1,
  characterRecall,
  negatives,
}: Score): object {
  return {
    text_count: rowCount,
    stands_for: standsFor,
    types: types.map((each) => ({ type: each.type, ...qualityJson(each) })),
    all: qualityJson(all),
    macro_f1: macroF1,
    character_recall: characterRecall ?? null,
    negative_count: negatives.count,
    negative_hit_count: negatives.hitCount,
    negative_hit_share: negatives.share ?? null,
  };
}

function qualityJson({ markedCount, foundCount, strict, partial, overMasking }: Quality): object {
  const figures = ({ precision, recall, f1 }: Quality["strict"]): object => {
    return { precision: precision ?? null, recall: recall ?? null, f1: f1 ?? null };
  };
  return {
    marked_count: markedCount,
    found_count: foundCount,
    ...figures(strict),
    partial: figures(partial),
    over_masking: overMasking ?? null,
  };
}
