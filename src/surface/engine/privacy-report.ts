import {
  createDetector,
  detectorVersion,
  type DetectorOptions,
} from "../../kernel/privacy/detector.ts";
import type { DetectHints } from "../../kernel/privacy/hints.ts";
import type { MarkedRow } from "../../kernel/privacy/kit/marked-row.ts";
import { scoreSpans, type Score, type TypeScore } from "../../kernel/privacy/score/score-spans.ts";
import type { Figure } from "../../kernel/privacy/score/interval.ts";
import type { Span } from "../../kernel/privacy/span.ts";
import { detectorOptionsOf, type DetectorSwitches } from "./detector-options.ts";
import { readMarkedFile, readOwnKit, type MarkedSet } from "./marked-files.ts";
import { openScope, type EngineOptions } from "./scope.ts";

export type { Figure, Score, TypeScore };

export type PrivacyReportInput = {
  /** Files of marked texts; none for the built-in kit. */
  files: readonly string[];
  /** Rows the detector was tuned on, those held out, or all. */
  part: "all" | "tuned" | "held-out";
  switches: DetectorSwitches;
  signal?: AbortSignal | undefined;
};

export type PrivacyReport = {
  detectorVersion: number;
  part: PrivacyReportInput["part"];
  /** Types that are switched off: what is marked as one is taken for unmarked. */
  typesOff: readonly string[];
  sets: readonly { name: string; score: Score; languages: readonly LanguageScore[] }[];
};

/** How well rows of a language were masked. */
export type LanguageScore = { language: string; score: Score };

/**
 * Measures how well the detector, as the settings have it, finds what people have marked.
 *
 * @throws MarkedFileError and KitError when a file can't be read.
 * @throws SettingsError when a setting can't be used.
 */
export async function reportPrivacy(
  options: EngineOptions,
  { files, part, switches, signal }: PrivacyReportInput,
): Promise<PrivacyReport> {
  const { settings } = openScope(options);
  const chosen = detectorOptionsOf(settings.settings, switches);
  const detector = createDetector(chosen);
  const off = typesOff(chosen);
  const readSets = async (): Promise<MarkedSet[]> =>
    files.length === 0
      ? [await readOwnKit()]
      : Promise.all(files.map((file) => readMarkedFile(file, signal)));
  const isMeant = ({ isHeldOut }: MarkedRow): boolean =>
    part === "all" || isHeldOut === (part === "held-out");
  const sets = (await readSets()).map(({ name, rows }) => {
    const read = rows.filter(isMeant).map((row) => {
      signal?.throwIfAborted();
      const spans = row.spans.filter(({ type }) => !off.has(type));
      return { row: { ...row, spans }, found: detector.detect(row.text, hintsOf(row)) };
    });
    const languages = [...new Set(read.map(({ row }) => row.language))].toSorted();
    return {
      name,
      score: scoreOf(read),
      languages: languages.map((language) => {
        return { language, score: scoreOf(read.filter(({ row }) => row.language === language)) };
      }),
    };
  });
  return { detectorVersion, part, typesOff: [...off], sets };
}

/** A name or address is personal whether it is looked for or not; a town by itself hardly is. */
function typesOff({ locations }: DetectorOptions): Set<string> {
  return new Set(locations === true ? [] : ["LOCATION"]);
}

function scoreOf(read: readonly { row: MarkedRow; found: readonly Span[] }[]): Score {
  return scoreSpans(
    read.map(({ row }) => row),
    read.map(({ found }) => found),
  );
}

/** What is known of a marked text before it is read: its language, its country, its person. */
function hintsOf({ language, locale, known }: MarkedRow): DetectHints {
  const country = /_([A-Z]{2})\b/.exec(locale)?.[1];
  return {
    ...(language === "und" ? {} : { language }),
    ...(country === undefined ? {} : { country }),
    ...(known === undefined ? {} : { known: [known] }),
  };
}
