import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { generateSample } from "../../src/surface/engine/generate.ts";
import { tryInit } from "./try-init.ts";

describe("init, on the sample company", () => {
  it("finds the entities and systems that its own settings name, and sets aside what was planted", async () => {
    const folder = await mkdtemp(join(tmpdir(), "earshot-sample-"));
    try {
      await generateSample({ out: folder, seed: 42, scale: 2, asOf: "2026-03-01T12:00:00Z" });
      await rm(join(folder, "earshot.yaml"));
      await rm(join(folder, "truth.json"));
      await using trial = await tryInit(folder);
      const found = trial.report.finding.sources.map(({ path, entity, system }) => [
        String(path)
          .split("/")
          .slice(-2)
          .join("/")
          .replace(/^earshot-sample-[^/]+\//, ""),
        entity,
        entity === undefined ? undefined : system,
      ]);
      expect(new Set(found.map((one) => one.join(" ")))).toEqual(
        new Set(
          [
            ["chats/chats-*.ndjson", "conversation", "support"],
            ["feedback/feedback.csv", "feedback", "support"],
            ["labeled/inquiries.csv", undefined, undefined],
            ["raw/inquiries.ndjson", "ticket", "raw"],
            ["sales/customers.csv", "account", "sales"],
            ["sales/interactions.csv", "activity", "sales"],
            ["sales/leads.csv", "lead", "sales"],
            ["sales/products.csv", "product", "sales"],
            ["sample_chats.json", "conversation", "support"],
            ["support/agents.csv", "agent", "support"],
            ["support/companies.csv", "account", "support"],
            ["support/customers.csv", "contact", "support"],
            ["support/ticket_interactions.csv", "message", "support"],
            ["support/tickets.csv", "ticket", "support"],
          ].map((one) => one.join(" ")),
        ),
      );
      const counts = await trial.run();
      expect(counts).toMatchObject({
        accounts: { kept: 113, aside: 0 },
        agents: { kept: 25, aside: 0 },
        contacts: { kept: 296, aside: 2 },
        tickets: { kept: 785, aside: 9 },
        leads: { kept: 15, aside: 0 },
        products: { kept: 7, aside: 0 },
        feedback: { kept: 400, aside: 0 },
      });
      expect(counts["messages"]?.aside).toBe(8);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
