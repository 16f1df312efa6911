import { z } from "zod";

/** Options of commands that work on a part of a run. */
export const selectOptions = {
  select: z
    .string()
    .optional()
    .meta({ short: "s", value: "tables" })
    .describe(
      "Tables or layers by commas: gold, silver.tickets; +name with all it reads, name+ with all that read it",
    ),
  job: z
    .string()
    .optional()
    .meta({ value: "id" })
    .describe("A part by its job id: 01_bronze_to_silver, 02_silver_to_gold"),
  fullRefresh: z.boolean().default(false).describe("Compute again although nothing changed"),
};
