import { z } from "zod";

import { findPrivacyKey } from "../../engine/privacy-key.ts";
import { defineCommand, type CommandContext } from "../command.ts";

export default defineCommand({
  name: "privacy",
  summary: "Tells which key pseudonyms are made with.",
  details:
    "`key` tells the id of the key that makes pseudonyms, and where it is; `--make` makes it where " +
    "there is none yet, which otherwise the first run does.",
  options: z.object({
    action: z.enum(["key"]).meta({ positional: true }).describe("key"),
    make: z.boolean().default(false).describe("With key: make the key where there is none"),
  }),
  examples: ["privacy key", "privacy key --make"],

  async run(options, context) {
    return { key }[options.action](options, context);
  },
});

async function key({ make }: { make: boolean }, context: CommandContext): Promise<void> {
  const { flags, print, signal } = context;
  const { keyId, origin } = await findPrivacyKey(flags, { make, signal });
  if (flags.json) return print(JSON.stringify({ key_id: keyId ?? null, origin }, null, 2));
  if (keyId === undefined)
    return print(`No key yet. The first run makes one in ${origin}; so does privacy key --make.`);
  print(`Key ${keyId}, from ${origin}. Keep a copy of it in a safe place, away from the data.`);
}
