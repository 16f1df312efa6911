import { randomBytes } from "node:crypto";

import type { Settings } from "../../core/config/settings.ts";
import { detectorVersion, type DetectorOptions } from "../../kernel/privacy/detector.ts";
import { openPseudonymizer, type Pseudonymizer } from "../../kernel/privacy/pseudonym.ts";
import { knownSelects } from "./known-people.ts";
import { shownVersion } from "./shown.ts";
import maskText from "./stages/mask-text.ts";

/** Keys and settings of one run, as masking needs them. */
export type Privacy = {
  pseudonymizer: Pseudonymizer;
  detector: DetectorOptions;
};

/**
 * Pseudonyms that hold within one query: for views that count rows as they came, whose ids have to
 * join and are never shown. It needs no key.
 */
export function passingPseudonymizer(): Pseudonymizer {
  return openPseudonymizer({ key: randomBytes(32), tenant: "query" });
}

/** The settings of the detector. */
export function detectorOptions({ privacy }: Settings): DetectorOptions {
  const { people, addresses, locations, patterns, allow, deny, organisations } = privacy;
  const { country, language } = privacy;
  return {
    people,
    addresses,
    locations,
    patterns: Object.entries(patterns).map(([name, own]) => {
      return typeof own === "string" ? { name, pattern: own } : { name, ...own };
    }),
    allow,
    organisations,
    deny: deny.map((value) =>
      typeof value === "string" ? { type: "HIDDEN", text: value } : value,
    ),
    ...(country === undefined ? {} : { country }),
    ...(language === undefined ? {} : { language }),
  };
}

/** What decides masked text beside the rows: a change of it masks the lake again. */
export function maskingFingerprint(settings: Settings, { hasText }: { hasText: boolean }): unknown {
  const { known_people: knownPeople, tenant, country } = settings.privacy;
  if (!hasText) return [detectorVersion, shownVersion, tenant, country];
  const versions = [detectorVersion, maskText.version, shownVersion];
  const known = Object.values(knownSelects(knownPeople));
  return [versions, detectorOptions(settings), known, tenant];
}
