import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { openStore } from "../../src/storage/store/open-store.ts";
import type { Answerer } from "../llm/llm-server.ts";
import { everyByte } from "../privacy/every-byte.ts";
import { leakFinder } from "../privacy/leaks.ts";
import { openPlanted } from "../privacy/plant.ts";
import { openAsking } from "./asking-company.ts";

const madeUp = "ann.made-up@nowhere.example";

/** A model that says back what it was told, and makes up an address. */
const indiscreet: Answerer = (items, { instructions }) =>
  items.map(({ text }) =>
    instructions.includes("- summary:")
      ? { summary: `${text} Write to ${madeUp}.` }
      : { category: "BILLING", sentiment: text.length % 2 === 0 ? "NEGATIVE" : "NEUTRAL" },
  );

describe("a language model over a company whose raw data is full of canaries", () => {
  it("sees none of them, and none stands in what is kept", async () => {
    const planted = await openPlanted();
    const find = leakFinder(planted.canaries);
    const own = await readFile(planted.config, "utf8");
    await using company = await openAsking({
      company: planted,
      settings: (extra) => `${own}\n${extra}\n`,
      server: { answer: indiscreet },
      llm: { tasks: ["category", "sentiment", "summary"], texts_per_call: 40 },
    });
    const ended = [await company.command("plan"), await company.command("run")];
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const { requests } = company.server;
    expect(company.sent().length).toBeGreaterThan(1_000);
    const seen = requests.map(({ body, headers }, i) => {
      return { path: `request ${i}`, texts: [JSON.stringify(body), JSON.stringify(headers)] };
    });
    expect(find.leaks(seen)).toEqual([]);
    const printed = ended.map(({ stdout, stderr }) => ({
      path: "output",
      texts: [stdout, stderr],
    }));
    expect(find.leaks(printed)).toEqual([]);

    const kept = await everyByte(company.data, [join("lake", "bronze")]);
    expect(kept.filter(({ path }) => path.startsWith("store")).length).toBeGreaterThan(10);
    expect(kept.some(({ path }) => path.includes("llm_answers"))).toBe(true);
    // The store compresses long values, so its rows are read as well.
    const rows = { path: "rows of the store", texts: await storedRows(company.data) };
    expect(rows.texts.length).toBeGreaterThan(1_000);
    expect(find.leaks([...kept, rows])).toEqual([]);
    const holders = [...kept, rows].filter(({ texts }) =>
      texts.some((one) => one.includes(madeUp)),
    );
    expect(holders.map(({ path }) => path)).toEqual([]);
  });
});

/** Every row of every table of the store, as JSON. */
async function storedRows(dataFolder: string): Promise<string[]> {
  await using store = await openStore({ folder: join(dataFolder, "store"), clock: systemClock });
  const tables = await store.rows(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()",
  );
  const lists = [];
  for (const { table_name: name } of tables)
    lists.push(await store.rows(`SELECT to_jsonb(t)::TEXT AS line FROM ${String(name)} AS t`));
  return lists.flat().map(({ line }) => textOf(line as string));
}
