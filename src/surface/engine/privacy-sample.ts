import { open, rename, rm } from "node:fs/promises";

import { EarshotError, messageOf, systemCode } from "../../core/base/errors.ts";
import { seededRandom } from "../../core/base/random.ts";
import type { LoadedSettings } from "../../core/config/read-settings.ts";
import { detectorOptions } from "../../flow/mask/privacy.ts";
import { countTexts, distinctTexts, showFreeTexts } from "../../flow/govern/free-texts.ts";
import type { Detector } from "../../kernel/privacy/compose-detector.ts";
import { createDetector } from "../../kernel/privacy/detector.ts";
import {
  hasNothing,
  type MarkedRow,
  type MarkedSpan,
} from "../../kernel/privacy/kit/marked-row.ts";
import { formatKit, isIdHeldOut } from "../../kernel/privacy/kit/read-kit.ts";
import { chooseSample, type Drawn } from "../../kernel/privacy/score/choose-sample.ts";
import { doubtOf } from "../../kernel/privacy/score/doubt.ts";
import { entityTypes } from "../../kernel/privacy/span.ts";
import type { Row } from "../../storage/duckdb/connection.ts";
import { openScope, withProject, type EngineOptions, type OpenProject } from "./scope.ts";

/** Nothing has landed in which people write freely. */
class NoFreeTextError extends EarshotError {
  readonly code = "NO_FREE_TEXT";
  readonly kind = "missing";
}

/** The file to write a sample to is there, or can't be written. */
class SampleFileError extends EarshotError {
  readonly code = "SAMPLE_FILE";
  readonly kind: "conflict" | "unavailable";

  constructor(message: string, kind: "conflict" | "unavailable", options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export type SampleInput = {
  /** Texts to draw, ≥ 1. */
  rows: number;
  output: string;
  /** Replace a file that is there. */
  force: boolean;
  signal?: AbortSignal | undefined;
};

/** What was drawn, and of how much. */
export type SampleReport = {
  /** Texts in the file: the most doubtful ones, and others by chance. */
  doubtfulCount: number;
  randomCount: number;
  /** Texts they stand for, and those left out because nobody marks so long a text. */
  textCount: number;
  longCount: number;
};

/** Longest text that is drawn, in characters. */
const charactersMost = 4_000;

/** Distinct texts the detector reads to tell the doubtful ones. */
const candidatesMost = 20_000;

/**
 * Writes free text of the user's own, raw from bronze, for a person to mark: with what the detector
 * finds marked already. The same lake gives the same file.
 *
 * @throws SampleFileError when the file is there, or can't be written.
 * @throws NoFreeTextError when there is no text.
 */
export async function samplePrivacy(
  options: EngineOptions,
  { rows, output, force, signal }: SampleInput,
): Promise<SampleReport> {
  const scope = openScope(options);
  await using file = await reserve(output, force);
  const { drawn, ...counts } = await withProject(scope, signal, (project) =>
    drawTexts(project, scope.settings, { rows, signal }),
  );
  await file.keep(`${remark}\n${formatKit(drawn.map(markedRow))}`);
  const doubtfulCount = drawn.filter(({ isDoubtful }) => isDoubtful).length;
  return { doubtfulCount, randomCount: drawn.length - doubtfulCount, ...counts };
}

/** Makes a file that only its owner may read, and takes it away again where nothing is kept in it. */
async function reserve(
  output: string,
  force: boolean,
): Promise<AsyncDisposable & { keep(text: string): Promise<void> }> {
  const path = force ? `${output}.${process.pid}` : output;
  const file = await open(path, "wx", 0o600).catch((cause: unknown) => {
    if (systemCode(cause) === "EEXIST")
      throw new SampleFileError(`${path} is there; give another name, or --force`, "conflict");
    throw new SampleFileError(`${path} can't be written: ${messageOf(cause)}`, "unavailable", {
      cause,
    });
  });
  let isKept = false;
  return {
    async keep(text) {
      await file.writeFile(text, "utf8");
      await file.sync();
      if (force) await rename(path, output);
      isKept = true;
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      if (!isKept) await rm(path, { force: true });
    },
  };
}

type Candidate = {
  text: string;
  place: string;
  locale: string;
  copies: number;
  doubt: number;
  spans: readonly MarkedSpan[];
};

async function drawTexts(
  { project, executor }: OpenProject,
  loaded: LoadedSettings,
  { rows, signal }: { rows: number; signal: AbortSignal | undefined },
): Promise<{ drawn: Drawn<Candidate>[]; textCount: number; longCount: number }> {
  await using session = await executor.session();
  const columns = await showFreeTexts(project, executor);
  const limits = { charactersMost, rowsMost: candidatesMost };
  const texts = columns.length === 0 ? [] : await session.rows(distinctTexts(columns, limits));
  if (texts.length === 0)
    throw new NoFreeTextError("no free text has landed; `earshot run` lands what sources have");
  const [counts = {}] = await session.rows(countTexts(columns, charactersMost));
  const detector = createDetector(detectorOptions(loaded.settings));
  const candidates = texts.map((row) => {
    signal?.throwIfAborted();
    return candidateOf(row, loaded, detector);
  });
  const textCount = Number(counts["texts"]);
  const copies = candidates.reduce((sum, each) => sum + each.copies, 0);
  // The candidates are a sample by chance themselves: of all texts, where there are too many.
  const drawn = chooseSample(candidates, rows, seededRandom("privacy sample")).map((each) => {
    return { ...each, weight: (each.weight * textCount) / copies };
  });
  return { drawn, textCount, longCount: Number(counts["long_texts"]) };
}

function candidateOf(row: Row, { settings }: LoadedSettings, detector: Detector): Candidate {
  const [raw = "", place = "", source = ""] = ["text", "place", "source"].map((name) => {
    const value = row[name];
    return typeof value === "string" ? value : undefined;
  });
  const text = raw.replaceAll("\r\n", "\n").toWellFormed();
  const own = settings.sources[source];
  const country = own?.country ?? settings.privacy.country;
  const language = own?.language ?? settings.privacy.language;
  const spans = detector.detect(text, { country, language });
  return {
    text,
    place,
    locale: `${language ?? "und"}${country === undefined ? "" : `_${country}`}`,
    copies: Number(row["copies"]),
    doubt: doubtOf(text, spans),
    spans,
  };
}

function markedRow({ candidate, weight }: Drawn<Candidate>, index: number): MarkedRow {
  const { text, place, locale, spans } = candidate;
  const known = new Set<string>(entityTypes);
  const marks = spans.filter(({ type }) => known.has(type)); // patterns of the settings are not scored
  const id = `s-${String(index + 1).padStart(4, "0")}`;
  return {
    id,
    locale,
    language: locale.replace(/_.*/, ""),
    domain: place,
    text,
    spans: marks,
    isNegative: hasNothing(marks),
    isHeldOut: isIdHeldOut(id),
    weight: Number(Math.max(1, weight).toFixed(3)),
  };
}

const remark = `THIS FILE HOLDS RAW PERSONAL DATA. Keep it where its source may be kept, give it to nobody who may
not read that source, and delete it when you are done.

Below are texts of your own. What Earshot takes for personal is marked: ⟦TYPE|the words⟧. Read each
text, take away marks that are wrong, move those that begin or end in the wrong place, and mark what
is missing. Types: ${entityTypes.join(", ")}.
Write X_ and any name, such as ⟦X_ID|4711⟧, where you can't say whether it is personal; it then counts
neither way. For the signs ⟦ and ⟧ themselves write ⟦<⟧ and ⟦>⟧. Leave the lines as they are that
begin with two equal signs: their weight says for how many texts a text stands. Then:

  earshot privacy report --marked THIS-FILE
`;
