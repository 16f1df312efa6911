import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { stageEncoder } from "../../src/flow/enrich/stage-encoder.ts";
import { encodeClassifier } from "../../src/kernel/learn/classifier-codec.ts";
import { textFeatures } from "../../src/kernel/learn/text-features.ts";
import { trainTextClassifier } from "../../src/kernel/learn/train-classifier.ts";
import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
import { openRegistry } from "../../src/storage/registry/registry.ts";
import { better, fitted } from "../../src/storage/registry/testing.ts";
import { giveKeys, openFolder, run, smallSettings, type Company } from "./company.ts";
import { lakeRows } from "./lake-state.ts";

const table = "enriched.text_answers";

/** A company with two complaints. */
async function openComplaints(): Promise<Company> {
  const company = await openFolder();
  await giveKeys(company);
  const sources = { voices: "path: voices.csv, entity: feedback" };
  await company.write({
    "earshot.yaml": smallSettings(sources),
    "voices.csv":
      "feedback_id,body,created_at\nF1,the card reader is broken,2026-02-01T10:00:00Z\nF2,my invoice is wrong,2026-02-01T11:00:00Z\n",
  });
  return company;
}

/** A head that calls the one label what is about readers, and the other what is about invoices. */
function head(labels: readonly [readers: string, invoices: string]): Uint8Array {
  const starts = ["", "hello, ", "today ", "since Monday ", "again ", "sorry, "];
  const rows = starts.flatMap((start) => [
    { text: maskedAlready(`${start}the card reader is broken`), label: labels[0] },
    { text: maskedAlready(`${start}my invoice is wrong`), label: labels[1] },
  ]);
  const encoder = stageEncoder();
  const texts = rows.map(({ text }) => text);
  const features = textFeatures(texts, { vectors: encoder.embed(texts), model: encoder.model });
  return encodeClassifier(trainTextClassifier(rows, { features }));
}

const answers = async (company: Company) => {
  const rows = await lakeRows(
    company.data,
    table,
    "SELECT category, category_source FROM $t ORDER BY summary DESC",
  );
  return rows.map(({ category, category_source: source }) => [category, source]);
};

describe("the models of the package", () => {
  it("answer where there is none of the user's own, at each task", async () => {
    await using company = await openComplaints();
    await run(company);
    const columns = ["category", "subcategory", "sentiment", "urgency", "frustration_level"];
    const [row] = await lakeRows(
      company.data,
      table,
      `SELECT ${columns.join()}, tags, category_source, is_in_scope FROM $t ORDER BY summary DESC`,
    );
    expect(row).toMatchObject({
      category: "TECHNICAL",
      subcategory: "CARD_READING",
      category_source: "local:category@shipped-1",
      is_in_scope: true,
    });
    for (const column of columns) expect(row?.[column]).not.toBeNull();
  });
});

describe("the model of a task", () => {
  it("answers from its promotion on, and no more when it is rolled back", async () => {
    await using company = await openComplaints();
    const registry = openRegistry({ folder: join(company.data, "models") });
    await registry.register("category", {
      ...fitted({ artefacts: { "head.bin": head(["TECHNICAL", "BILLING"]) } }),
    });
    await registry.promote("category", "1", { force: true, reason: "the first" });
    await run(company);
    expect(await answers(company)).toEqual([
      ["TECHNICAL", "local:category@1"],
      ["BILLING", "local:category@1"],
    ]);
    expect(await run(company)).toEqual([]);

    const champion = (await registry.championOf("category"))!; // promoted above
    await registry.register("category", {
      ...fitted({
        artefacts: { "head.bin": head(["POS", "MONEY"]) },
        comparison: better(champion.ref),
      }),
    });
    expect(await run(company)).toEqual([]); // a candidate answers nothing

    await registry.promote("category", "2");
    const plan = await company.open().plan();
    expect(plan.steps.find(({ step }) => step.id === table)?.action).toBe("run");
    expect(await run(company)).toContain(table);
    expect(await answers(company)).toEqual([
      ["POS", "local:category@2"],
      ["MONEY", "local:category@2"],
    ]);

    await registry.rollback("category");
    expect(await run(company)).toContain(table);
    expect((await answers(company))[0]).toEqual(["TECHNICAL", "local:category@1"]);
  });

  it("answers the same in worker threads", async () => {
    await using company = await openComplaints();
    const rows = Array.from(
      { length: 60_000 },
      (_, i) =>
        `F${i},${i % 2 === 0 ? "the card reader is broken" : "my invoice is wrong"} ${i},2026-02-01T10:00:00Z`,
    );
    await company.write({ "voices.csv": ["feedback_id,body,created_at", ...rows, ""].join("\n") });
    const registry = openRegistry({ folder: join(company.data, "models") });
    const artefacts = { "head.bin": head(["TECHNICAL", "BILLING"]) };
    await registry.register("category", fitted({ artefacts }));
    await registry.promote("category", "1", { force: true, reason: "the first" });
    await run(company);
    expect(
      await lakeRows(
        company.data,
        table,
        "SELECT category, count(*)::INT AS n, count(DISTINCT model_version)::INT AS versions FROM $t GROUP BY 1 ORDER BY 1",
      ),
    ).toEqual([
      { category: "BILLING", n: 30_000, versions: 1 },
      { category: "TECHNICAL", n: 30_000, versions: 1 },
    ]);
  });
});
