import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type BadModels, gold, models, openBadModels, stage, stages } from "./bad-models.ts";
import type { SaidClass } from "./sql-model.ts";

let bad: BadModels;
beforeAll(async () => {
  bad = await openBadModels();
});
afterAll(() => bad[Symbol.asyncDispose]());

describe("traceTables", () => {
  it("takes the product's own models and stages, and traces each", async () => {
    const lineage = await bad.trace([]);
    expect([...lineage.keys()].toSorted()).toEqual(
      [
        ...models.map(({ layer, name }) => `${layer}.${name}`),
        ...stages.map(({ stage: { writes } }) => writes),
      ].toSorted(),
    );
    const email = lineage.get("gold.customers")?.columns.get("email");
    expect([...(email ?? [])]).toEqual([["silver.contacts.email", "same"]]);
    expect([...(lineage.get("enriched.conversation_turns")?.columns.keys() ?? [])]).toContain(
      "wait_minutes",
    );
  });

  it("tells all that is wrong at once", async () => {
    const one = gold({ name: "" }, "SELECT full_name AS name FROM silver.contacts", "one");
    const two = gold({ a: "" }, "SELECT subject AS a FROM bronze.crm_tickets", "two");
    expect(await bad.refused([one, two])).toEqual([
      "gold.one: name carries silver.contacts.full_name (DIRECT_ID) and says no class; write `pii: DIRECT_ID` in its header, or `pii: NONE` if nothing personal is left",
      "gold.two: reads bronze.crm_tickets, where text is not masked; read it from silver",
    ]);
  });

  it("names a macro that it can't follow", async () => {
    const macros = "CREATE OR REPLACE MACRO odd(x) AS x +;";
    expect(await bad.refused([], [], macros)).toEqual([
      expect.stringMatching(/^the macro odd is no SELECT/),
    ]);
  });
});

describe("stages", () => {
  const masked = "SELECT message_id AS id, body FROM silver.messages";
  const plain = "SELECT message_id AS id, author_type AS body FROM silver.messages";

  it.each<[string, string, Readonly<Record<string, SaidClass>> | undefined, string]>([
    [
      "that says nothing of its texts",
      masked,
      undefined,
      "id carries silver.messages.body (FREE_TEXT) and says no class; write `pii: FREE_TEXT` in its pii, or `pii: NONE` if nothing personal is left",
    ],
    ["that forgets one", masked, { id: "NONE" }, "words carries silver.messages.body (FREE_TEXT)"],
    [
      "that says another class",
      masked,
      { id: "NONE", words: "CONTACT" },
      "words carries silver.messages.body (FREE_TEXT) and says pii: CONTACT",
    ],
    [
      "that says a class of nothing",
      plain,
      { words: "FREE_TEXT" },
      "words says pii: FREE_TEXT, and nothing personal flows into it",
    ],
    ["that reads bronze", "SELECT a AS id, b AS body FROM bronze.x", undefined, "reads bronze.x"],
    [
      "that reads rows not masked",
      "SELECT ticket_id AS id, region AS body FROM conformed.tickets",
      undefined,
      "reads conformed.tickets, where text is not masked; read it from silver",
    ],
    [
      "that reads rows as they came",
      "SELECT ticket_id AS id, region AS body FROM raw.tickets",
      undefined,
      "reads raw.tickets",
    ],
  ])("are refused if one %s", async (_, sql, pii, message) => {
    const found = await bad.refused([], [stage(sql, "body", pii)]);
    expect(found[0]).toContain(`the stage bad: ${message}`);
  });

  it.each<[string, string, Readonly<Record<string, SaidClass>> | undefined]>([
    ["of each text that takes something personal", masked, { id: "NONE", words: "FREE_TEXT" }],
    ["also of a number", masked, { id: "NONE", words: "NONE", length: "FREE_TEXT" }],
    ["nothing where nothing is", plain, undefined],
  ])("say %s", async (_, sql, pii) => {
    expect(await bad.refused([], [stage(sql, "body", pii)])).toEqual([]);
  });

  it("carry a class up to the models that read them", async () => {
    const tagged = stage(masked, "body", { id: "NONE", words: "FREE_TEXT" });
    const reading = gold({ a: "", n: "" }, "SELECT words AS a, length AS n FROM enriched.bad");
    const found = await bad.refused([reading], [tagged]);
    expect(found[0]).toContain("gold.bad: a carries enriched.bad.words (FREE_TEXT)");
    expect(found).toHaveLength(1);
  });
});
