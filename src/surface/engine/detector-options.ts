import type { Settings } from "../../core/config/settings.ts";
import { detectorOptions } from "../../flow/mask/privacy.ts";
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

/** The detector's options by the settings and the caller. */
export function detectorOptionsOf(
  settings: Settings,
  { people, addresses, locations, country, language }: DetectorSwitches,
): DetectorOptions {
  const { privacy } = settings;
  return {
    ...detectorOptions(settings),
    people: privacy.people && people,
    addresses: privacy.addresses && addresses,
    locations: privacy.locations || locations,
    ...(country === undefined ? {} : { country }),
    ...(language === undefined ? {} : { language }),
  };
}
