import type { Settings } from "../../core/config/settings.ts";
import type { DetectorOptions } from "../../kernel/privacy/detector.ts";

/** What a caller says of the detector beside the settings. */
export type DetectorSwitches = {
  /** False: names, or addresses, are not looked for, whatever the settings say. */
  people: boolean;
  addresses: boolean;
  /** True: towns and countries are looked for, whatever the settings say. */
  locations: boolean;
  country?: string | undefined;
  language?: string | undefined;
};

/** No word of the caller's own: the settings decide. */
export const asSettingsSay: DetectorSwitches = { people: true, addresses: true, locations: false };

/** The detector's options by the settings and the caller. */
export function detectorOptionsOf(
  { privacy }: Settings,
  switches: DetectorSwitches,
): DetectorOptions {
  const { patterns, allow, deny } = privacy;
  const { country = privacy.country, language = privacy.language } = switches;
  return {
    people: privacy.people && switches.people,
    addresses: privacy.addresses && switches.addresses,
    locations: privacy.locations || switches.locations,
    patterns: Object.entries(patterns).map(([name, own]) =>
      typeof own === "string" ? { name, pattern: own } : { name, ...own },
    ),
    allow,
    deny: deny.map((own) => (typeof own === "string" ? { type: "HIDDEN", text: own } : own)),
    ...(country === undefined ? {} : { country }),
    ...(language === undefined ? {} : { language }),
  };
}
