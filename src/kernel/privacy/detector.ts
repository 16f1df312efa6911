import { composeDetector, type Detector } from "./compose-detector.ts";

/** What a detector looks for, and what the settings add. */
export type DetectorOptions = {
  /** Names by cues, known people and the tagger; true by default. */
  people?: boolean;
  /** Postal addresses; true by default. */
  addresses?: boolean;
  /** Towns and countries that stand alone; false by default, since they hardly identify anybody. */
  locations?: boolean;
  /** ISO 3166 code of the country whose national forms are likely where a text has no hint. */
  country?: string;
  /** ISO 639 code of the language of texts that have no hint. */
  language?: string;
};

/**
 * Version of what the detector finds. It rises with every change of a result, and lakes masked by
 * an older one are masked anew from bronze.
 */
export const detectorVersion = 1;

/** Makes the detector of the given options; it is pure and keeps nothing between texts. */
export function createDetector(options: DetectorOptions = {}): Detector {
  const { country, language } = options;
  const defaults = {
    ...(country === undefined ? {} : { country }),
    ...(language === undefined ? {} : { language }),
  };
  return composeDetector({ tiers: [], defaults });
}
