import { composeDetector, type Detector, type FindNamed, type Tier } from "./compose-detector.ts";
import type { Value } from "./find-values.ts";
import { patternTier, type CustomPattern } from "./patterns/patterns.ts";
import { findKnown } from "./people/find-known.ts";
import { findPeople } from "./people/find-people.ts";
import { organisationsOf, outsideOrganisations } from "./people/organisations.ts";
import { findAddresses } from "./places/find-addresses.ts";
import { findLocations } from "./places/find-locations.ts";
import { scanText } from "./scan/scan-text.ts";
import { allowTest, denyTier } from "./value-lists.ts";

/** What a detector looks for, and what the settings add. */
export type DetectorOptions = {
  /** Names by cues, known people and the tagger; true by default. */
  people?: boolean;
  /** Postal addresses; true by default. */
  addresses?: boolean;
  /** Towns and countries that stand alone; false by default, since they hardly identify anybody. */
  locations?: boolean;
  /** Patterns of the settings. */
  patterns?: readonly CustomPattern[];
  /** Values that are never masked, in any notation. */
  allow?: readonly string[];
  /** Texts that are always masked, in either case. */
  deny?: readonly Value[];
  /** Names of companies in all texts, such as the lake's own: no part of them is a person. */
  organisations?: readonly string[];
  /** ISO 3166 code of the country whose national forms are likely where a text has no hint. */
  country?: string;
  /** ISO 639 code of the language of texts that have no hint. */
  language?: string;
};

/**
 * Version of what the detector finds. It rises with every change of a result, and lakes masked by
 * an older one are masked anew from bronze.
 */
export const detectorVersion = 3;

/**
 * Makes the detector of the given options; it keeps nothing between texts.
 *
 * @throws PatternError for a pattern that can't be used.
 */
export function createDetector(options: DetectorOptions = {}): Detector {
  const { patterns = [], allow = [], deny = [], organisations = [], country, language } = options;
  return composeDetector({
    tiers: [
      ...tiersOf(options),
      ...(patterns.length > 0 ? [patternTier(patterns)] : []),
      ...(deny.length > 0 ? [denyTier(deny)] : []),
    ],
    customTypes: [...patterns.map(({ name }) => name), ...deny.map(({ type }) => type)],
    findNamed: options.people === false ? undefined : namedFinder(organisations),
    defaults: { country, language },
    isAllowed: allow.length > 0 ? allowTest(allow, country) : undefined,
  });
}

/** People who are known are found even where names in general are not wanted: the record is theirs. */
function tiersOf(options: DetectorOptions): Tier[] {
  const { people = true, addresses = true, locations = false, organisations = [] } = options;
  const findNames: Tier = (text, hints) =>
    findPeople(text, hints, organisationsOf(hints, organisations));
  return [
    scanText,
    (text, { known = [] }) => findKnown(text, known),
    (text, { team = [] }) => findKnown(text, team),
    ...(people ? [findNames] : []),
    ...(addresses ? [findAddresses] : []),
    ...(locations ? [findLocations] : []),
  ];
}

function namedFinder(always: readonly string[]): FindNamed {
  return (text, people, hints) => {
    const organisations = organisationsOf(hints, always);
    const spans = findKnown(text, people);
    return organisations === undefined ? spans : outsideOrganisations(text, spans, organisations);
  };
}
