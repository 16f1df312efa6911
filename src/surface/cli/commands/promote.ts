import { z } from "zod";

import { defineCommand } from "../command.ts";
import { promoteModel } from "../promoting.ts";

export default defineCommand({
  name: "promote",
  summary: "Makes a version of a model the one that is used.",
  details:
    "A version becomes champion when it was held against the present champion on the same rows and " +
    "is better with significance, or when there is no champion. `--force` promotes it all the same, " +
    "with a reason that the audit keeps. The same as `earshot models promote`.",
  options: z.object({
    name: z.string().meta({ positional: true }).describe("Model, such as category"),
    version: z
      .string()
      .meta({ positional: true })
      .describe("Its version: a number, candidate, or shipped"),
    force: z.boolean().default(false).describe("Promote it although it is not known to be better"),
    reason: z.string().optional().describe("Why, for the audit"),
  }),
  examples: ["promote category candidate", 'promote category 3 --force --reason "new labels"'],
  stopped: "stopped; which version is champion is as it was, or as asked, never in between",

  run: promoteModel,
});
