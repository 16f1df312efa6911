import { z } from "zod";

import { settingsJsonSchema } from "../../../core/config/json-schema.ts";
import { listSettings } from "../../engine/settings-list.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../table.ts";

export default defineCommand({
  name: "config",
  summary: "Shows every setting, its value and where that came from.",
  details:
    "`show` lists the settings; each can stand in earshot.yaml, in .env or the environment, or be a " +
    "flag, the later the stronger. `schema` prints the JSON Schema of earshot.yaml for editors.",
  options: z.object({
    what: z
      .enum(["show", "schema"])
      .default("show")
      .meta({ positional: true })
      .describe("show or schema"),
  }),
  examples: ["config show", "config show --json", "config schema > earshot.schema.json"],

  async run({ what }, { engine, flags, print }) {
    if (what === "schema") return print(JSON.stringify(settingsJsonSchema(), null, 2));
    const { settings } = engine();
    const list = listSettings(settings);
    if (flags.json)
      return print(
        JSON.stringify(
          { file: settings.file ?? null, settings: list, sources: settings.settings.sources },
          null,
          2,
        ),
      );
    print(`Settings file: ${settings.file ?? "none (earshot.yaml in this folder would be read)"}`);
    print();
    print(
      formatTable(
        ["setting", "value", "from", "environment", "meaning"],
        list.map((item) => [item.path, item.value, item.origin, item.variable, item.doc]),
      ),
    );
    const sources = Object.entries(settings.settings.sources);
    if (sources.length === 0) return;
    print();
    print(
      formatTable(
        ["source", "path", "entity", "system"],
        sources.map(([name, { path, entity, system }]) => [
          name,
          [path].flat().join(", "),
          entity ?? "(bronze only)",
          system,
        ]),
      ),
    );
  },
});
