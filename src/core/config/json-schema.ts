import { z } from "zod";

import { Settings } from "./settings.ts";

/** The JSON Schema of the settings file, for editors: what may be written, not what defaults add. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(Settings, { io: "input" });
}
