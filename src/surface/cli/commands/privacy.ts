import { z } from "zod";

import { findPrivacyKey } from "../../engine/privacy-key.ts";
import { reportPrivacy, type Score } from "../../engine/privacy-report.ts";
import { samplePrivacy } from "../../engine/privacy-sample.ts";
import { defineCommand, type CommandContext } from "../command.ts";
import { privacyJson, privacyTables } from "../privacy-tables.ts";
import { tell } from "../standard-error.ts";
import { formatCount } from "../table.ts";

export default defineCommand({
  name: "privacy",
  summary: "Tells how well personal data is found, and which key pseudonyms are made with.",
  details:
    "`report` measures the detector on texts in which people have marked what is personal: on the " +
    "hard cases that come with Earshot, on files of your own (--kit), or on a sample of your own " +
    "rows that somebody has marked (--marked). " +
    "`sample` writes such rows to mark, raw, with what the detector finds marked already: one half " +
    "those it is least sure of, the other by chance, so that the report can tell of all rows. " +
    "`key` tells the id of the key that makes pseudonyms, and where it is; `--make` makes it where " +
    "there is none yet, which otherwise the first run does.",
  options: z.object({
    action: z.enum(["report", "sample", "key"]).meta({ positional: true }).describe("What to do"),
    make: z.boolean().default(false).describe("With key: make the key where there is none"),
    kit: z
      .array(z.string())
      .default([])
      .meta({ value: "file" })
      .describe("With report: marked texts, as JSON Lines or with marks; may be given repeatedly"),
    marked: z
      .string()
      .optional()
      .meta({ value: "file" })
      .describe("With report: a sample of your own rows, marked"),
    part: z
      .enum(["all", "tuned", "held-out"])
      .default("all")
      .describe("With report: the rows that may be looked at to mend the detector, or the others"),
    rows: z
      .int()
      .min(1)
      .max(10_000)
      .default(200)
      .meta({ value: "number" })
      .describe("With sample: texts to write (default: 200)"),
    output: z
      .string()
      .optional()
      .meta({ short: "o", value: "file" })
      .describe("With sample: file to write, for its owner alone"),
    force: z.boolean().default(false).describe("With sample: replace a file that is there"),
    people: z.boolean().default(true).describe("With report: don't look for names of people"),
    addresses: z.boolean().default(true).describe("With report: don't look for addresses"),
    locations: z.boolean().default(false).describe("With report: look for towns and countries too"),
  }),
  examples: [
    "privacy report",
    "privacy report --part held-out --no-people",
    "privacy report --kit texts.jsonl.gz --kit more.txt --json",
    "privacy sample --rows 300 --output to-mark.txt",
    "privacy report --marked to-mark.txt",
    "privacy key",
    "privacy key --make",
  ],

  run(options, context) {
    return { report, sample, key }[options.action](options, context);
  },
});

type ReportOptions = {
  kit: readonly string[];
  marked?: string | undefined;
  part: "all" | "tuned" | "held-out";
  people: boolean;
  addresses: boolean;
  locations: boolean;
};

async function report(options: ReportOptions, context: CommandContext): Promise<void> {
  const { kit, marked, part, people, addresses, locations } = options;
  const { flags, note, print, signal } = context;
  const told = await reportPrivacy(flags, {
    files: [...kit, ...(marked === undefined ? [] : [marked])],
    part,
    switches: { people, addresses, locations },
    signal,
  });
  print(flags.json ? JSON.stringify(privacyJson(told), null, 2) : privacyTables(told));
  const own = told.sets.at(-1)?.score;
  if (marked !== undefined && own !== undefined && isAsFound(own))
    note(
      `warning: every mark in ${marked} is as the detector makes it; if nobody has corrected them, these figures say nothing`,
    );
}

/** Whether marks and what the detector finds are the same: nobody has changed them, or had to. */
function isAsFound({ all: { strict } }: Score): boolean {
  return strict.precision?.value === 1 && strict.recall?.value === 1;
}

type SampleOptions = { rows: number; output?: string | undefined; force: boolean };

async function sample(
  { rows, output, force }: SampleOptions,
  { flags, note, print, signal }: CommandContext,
): Promise<number> {
  if (output === undefined) {
    tell("earshot: give the file to write to: --output FILE");
    return 2;
  }
  const drawn = await samplePrivacy(flags, { rows, output, force, signal });
  const { doubtfulCount, randomCount, textCount, longCount } = drawn;
  note(`warning: ${output} holds raw personal data; delete it when it is marked and measured`);
  if (flags.json) {
    const counts = { doubtful_count: doubtfulCount, random_count: randomCount };
    print(
      JSON.stringify({ output, ...counts, text_count: textCount, long_count: longCount }, null, 2),
    );
    return 0;
  }
  const long =
    longCount === 1 ? "One longer text is" : `${formatCount(longCount)} longer texts are`;
  const left = longCount === 0 ? "" : ` ${long} left out.`;
  print(
    `${formatCount(doubtfulCount)} doubtful texts and ${formatCount(randomCount)} by chance, of ${formatCount(textCount)}.${left}\n` +
      `Correct the marks in ${output}, then: earshot privacy report --marked ${output}`,
  );
  return 0;
}

async function key({ make }: { make: boolean }, context: CommandContext): Promise<void> {
  const { flags, print, signal } = context;
  const { keyId, origin } = await findPrivacyKey(flags, { make, signal });
  if (flags.json) return print(JSON.stringify({ key_id: keyId ?? null, origin }, null, 2));
  if (keyId === undefined)
    print(`No key yet. The first run makes one in ${origin}; so does privacy key --make.`);
  else
    print(`Key ${keyId}, from ${origin}. Keep a copy of it in a safe place, away from the data.`);
}
