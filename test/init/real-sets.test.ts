import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { sharedFiles } from "../shared-files.ts";
import { tryInit } from "./try-init.ts";

const { path: shared, isThere } = sharedFiles("the data sets are", "data");

/** What a person who has looked at the files expects of each set. */
const sets: readonly {
  set: string;
  expect: Readonly<Record<string, { entity: string | undefined; columns: Record<string, string> }>>;
  kept: Readonly<Record<string, number>>;
}[] = [
  {
    set: "crm-sales",
    expect: {
      accounts: {
        entity: "account",
        columns: {
          account_id: "account",
          name: "account",
          industry: "sector",
          region: "office_location",
        },
      },
      products: {
        entity: "product",
        columns: { product_id: "product", category: "series", unit_price: "sales_price" },
      },
      sales_pipeline: {
        entity: "lead",
        columns: {
          lead_id: "opportunity_id",
          account_id: "account",
          product_id: "product",
          deal_stage: "deal_stage",
          deal_value: "close_value",
          created_at: "engage_date",
          closed_at: "close_date",
        },
      },
      // Its people have no id but their names, which must not stand in a key.
      sales_teams: { entity: undefined, columns: {} },
    },
    kept: { accounts: 85, products: 7, leads: 8_800 },
  },
  {
    set: "telco-churn",
    expect: {
      telco_churn: {
        entity: "account",
        columns: { account_id: "customerID", account_status: "Churn" },
      },
    },
    kept: { accounts: 5_282 },
  },
  {
    set: "cfpb-complaints",
    expect: {
      cfpb_complaints: {
        entity: "feedback",
        columns: { feedback_id: "_content_hash", body: "text" },
      },
    },
    kept: { feedback: 595 }, // of 749 rows, whose texts come more than once
  },
  {
    set: "taskmaster4-part",
    expect: {
      taskmaster4_part: { entity: "conversation", columns: { conversation_id: "id" } },
    },
    kept: { conversations: 210, messages: 786 },
  },
  {
    set: "abcd-sample",
    expect: { abcd: { entity: "conversation", columns: { conversation_id: "convo_id" } } },
    kept: { conversations: 3, messages: 72 },
  },
  {
    set: "it-tickets",
    expect: {
      it_tickets: {
        entity: "feedback",
        columns: { feedback_id: "_content_hash", body: "text" },
      },
    },
    kept: {},
  },
];

describe.skipIf(!isThere)("init, on data sets of others", () => {
  it.each(sets)("reads $set", async ({ set, expect: expected, kept }) => {
    await using trial = await tryInit(join(shared, set));
    for (const [name, { entity, columns }] of Object.entries(expected)) {
      expect(trial.source(name).entity, name).toBe(entity);
      expect(trial.mapping(name), name).toMatchObject(columns);
    }
    const counts = await trial.run();
    for (const [table, count] of Object.entries(kept))
      expect(counts[table], table).toEqual({ kept: count, aside: 0 });
    const aside = Object.values(counts).reduce((sum, count) => sum + count.aside, 0);
    expect(aside).toBe(0);
  });

  it("says that Churn is a status, that GTXPro is GTX Pro, and which messages are a chat's", async () => {
    await using telco = await tryInit(join(shared, "telco-churn"));
    expect(telco.source("telco_churn").values).toMatchObject({
      account_status: { Yes: "CHURNED", No: "ACTIVE" },
    });
    await using crm = await tryInit(join(shared, "crm-sales"));
    expect(crm.source("sales_pipeline").values).toEqual({ product_id: { GTXPro: "GTX Pro" } });
    await using abcd = await tryInit(join(shared, "abcd-sample"));
    expect(abcd.source("abcd").messages).toEqual({ path: "original", body: 1, author: 0 });
    expect(abcd.report.finding.leftOut.map(({ name }) => name)).toEqual([
      "kb.json",
      "ontology.json",
    ]);
  });
});
