import { describe, expect, it } from "vitest";

import { lakeRows, lakeState } from "../pipeline/lake-state.ts";
import { ledgerOf, openAsking, voices } from "./asking-company.ts";

const table = "enriched.llm_embeddings";

describe("a run with a provider's embeddings", () => {
  it("says their price, makes one of each text, and none a second time", async () => {
    await using company = await openAsking({
      server: { dimension: 8 },
      llm: { embedding_model: "text-embedding-3-small", budget: { usd: 1 }, tasks: ["summary"] },
    });
    await company.write({ "voices/1.csv": voices(150), "voices/2.csv": voices(150) });
    const plan = JSON.parse((await company.command("plan", "--json")).stdout) as {
      llm: { table: string; texts: number; calls: number; usd: number }[];
    };
    const price = plan.llm.find((one) => one.table === table)!; // of a step that asks
    expect(price).toMatchObject({ texts: 150, calls: 2 });
    expect((await company.command("run")).code).toBe(0);
    const rows = await lakeRows(
      company.data,
      table,
      "SELECT vector_source, octet_length(vector)::INT AS bytes, count(*)::INT AS n FROM $t GROUP BY ALL",
    );
    expect(rows).toEqual([{ vector_source: "llm:text-embedding-3-small", bytes: 16, n: 150 }]);
    const ledger = await ledgerOf(company);
    expect(ledger).toMatchObject({ calls: 2, texts: 150 });
    expect(Math.abs(price.usd / ledger.usd - 1)).toBeLessThan(0.1);
    const before = await lakeState(company.data);
    expect((await company.command("run")).stdout).toContain("Nothing to do");
    expect(await lakeState(company.data)).toEqual(before);
    expect(company.server.requests).toHaveLength(2);
  });

  it("makes them alone where no model is set to ask about texts", async () => {
    await using company = await openAsking({
      server: { dimension: 8 },
      llm: { embedding_model: "text-embedding-3-small", model: undefined },
    });
    await company.write({ "voices/1.csv": voices(20) });
    const plan = JSON.parse((await company.command("plan", "--json")).stdout) as {
      llm: { table: string }[];
    };
    expect(plan.llm).toMatchObject([{ table, texts: 20 }]);
    const { code, stdout } = await company.command("run");
    expect([code, stdout]).toEqual([0, expect.stringContaining("20 answers for $")]);
    expect(await ledgerOf(company)).toMatchObject({ calls: 1, texts: 20 });
    expect(company.server.requests.map(({ path }) => path)).toEqual(["/v1/embeddings"]);
    expect((await company.command("run")).stdout).toContain("Nothing to do");

    const curve = await company.command("llm", "curve");
    expect([curve.code, curve.stderr]).toEqual([2, expect.stringContaining("llm.model")]);
    const check = await company.command("llm", "check");
    expect([check.code, check.stdout]).toEqual([0, expect.stringContaining("answers: ")]);
    const labels = ["--labels", "refund,delivery", "--json"];
    const local = await company.command("classify", "I want my money back", ...labels);
    expect(JSON.parse(local.stdout)).toMatchObject([{ source: "local:label-names@1" }]);
    expect((await company.command("doctor")).stdout).toContain("for embeddings alone");
  });
});
