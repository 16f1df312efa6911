import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Settings } from "../../../core/config/settings.ts";
import { encodeClassifier } from "../../../kernel/learn/classifier-codec.ts";
import { textFeatures } from "../../../kernel/learn/text-features.ts";
import { trainTextClassifier } from "../../../kernel/learn/train-classifier.ts";
import { maskedAlready } from "../../../kernel/privacy/masked.ts";
import { fitted, openTestRegistry, type TestRegistry } from "../../../storage/registry/testing.ts";
import { stageEncoder, encoderVersion } from "../stage-encoder.ts";
import { stageParameters, type StageModel, type StageParameters } from "../stage-parameters.ts";
import stage from "./text-answers.ts";

/** What was said of what, in words that do not come twice. */
const lessons = {
  category: {
    TECHNICAL: ["the card reader is broken", "the terminal will not turn on", "the app crashes"],
    BILLING: ["my invoice is wrong", "you charged me twice", "where is my refund"],
    HR: ["when is my salary paid", "how many holidays do I have", "I want a job with you"],
  },
  subcategory: {
    CARD_READING: ["the card reader is broken", "it reads no chip", "no card is read"],
    CHARGEBACK: ["my customer disputes the payment", "a chargeback came", "the bank took it back"],
    INCORRECT_FEE: ["my invoice is wrong", "the fee is too high", "you charged me twice"],
  },
  sentiment: {
    POSITIVE: ["I love it", "great service, thank you", "works very well, happy"],
    NEGATIVE: ["I hate this", "terrible service", "this is awful and slow"],
    NEUTRAL: ["when do you open", "what is the address", "please send the form"],
  },
} as const;

/** A head that learned its lessons, with prefixes so that there are enough rows. */
function taught(lesson: Readonly<Record<string, readonly string[]>>): Uint8Array {
  const rows = Object.entries(lesson).flatMap(([label, texts]) =>
    texts.flatMap((text) =>
      ["", "hello, ", "sorry, ", "today "].map((start) => {
        return { label, text: maskedAlready(`${start}${text}`) };
      }),
    ),
  );
  const encoder = stageEncoder();
  const texts = rows.map(({ text }) => text);
  const features = textFeatures(texts, { vectors: encoder.embed(texts), model: encoder.model });
  return encodeClassifier(trainTextClassifier(rows, { features }));
}

let registry: TestRegistry;
const models: Record<string, StageModel> = {};
beforeAll(async () => {
  registry = await openTestRegistry();
  for (const [task, lesson] of Object.entries(lessons)) {
    const artefacts = { "head.bin": taught(lesson) };
    const { folder, ref, checksum } = await registry.registry.register(task, fitted({ artefacts }));
    models[task] = { folder, version: ref, tier: "local", sha256: checksum };
  }
});
afterAll(() => registry[Symbol.asyncDispose]());

const settings = Settings.parse({
  sources: { mails: { path: "m.csv", language: "pt" } },
});

/** Answers of one text, by column. */
async function answered(text: string | null, champions = models, source = "mails") {
  const parameters = stageParameters(stage as never, { champions, settings })!; // it takes some
  await stage.prepare?.(parameters);
  const masked = text === null ? null : maskedAlready(text);
  const batch = { text_hash: ["h"], source: [source], text: [masked] };
  const { rowCount, columns } = stage.run({ rowCount: 1, columns: batch }, parameters);
  expect([rowCount, ...Object.values(columns).map(({ length }) => length)]).toEqual(
    Array.from({ length: Object.keys(columns).length + 1 }, () => 1),
  );
  return Object.fromEntries(Object.entries(columns).map(([name, [value]]) => [name, value]));
}

describe("text-answers", () => {
  it("says what each head learned, how sure it is and which model says it", async () => {
    const found = await answered("Hello, I hate this: you charged me twice!");
    expect(found).toMatchObject({
      text_hash: "h",
      source: "mails",
      category: "BILLING",
      category_source: "local:category@1",
      subcategory: "INCORRECT_FEE",
      subcategory_source: "local:subcategory@1",
      sentiment: "NEGATIVE",
      sentiment_source: "local:sentiment@1",
      tags: null,
      summary: "I hate this: you charged me twice!",
      vector_source: `local:${encoderVersion}`,
    });
    for (const name of ["category", "subcategory", "sentiment"])
      expect(found[`${name}_confidence`], name).toSatisfy((value) => value > 0 && value <= 1);
    expect(found["sentiment_score"]).toBeLessThan(0);
    expect(found["subcategory_confidence"]).toBeLessThanOrEqual(
      found["category_confidence"] as number, // as the stage declares it
    );
  });

  it("finds how urgent it is, how fed up the customer is, and who wants to leave", async () => {
    expect(
      await answered("This is urgent! I hate this, I will cancel my contract. Get me a manager."),
    ).toMatchObject({
      urgency_source: "rules:urgency@2",
      urgency_cue: expect.stringContaining("urgent") as string, // of vitest, which says any
      frustration_level: "HIGH",
      frustration_source: "rules:frustration@2",
      anger_cue: expect.stringContaining("cancel") as string,
      has_churn_signal: true,
      churn_cue: expect.stringContaining("cancel") as string,
      asks_for_manager: true,
    });
    expect(await answered("please send the form")).toMatchObject({
      urgency: "MEDIUM",
      urgency_cue: null,
      frustration_level: "LOW",
      anger_cue: null,
      has_churn_signal: false,
      asks_for_manager: false,
    });
  });

  it("calls nobody calm whose sentiment it does not know", async () => {
    const unknown = { frustration_level: null, frustration_source: null };
    expect(await answered("please send the form", {})).toMatchObject(unknown);
    expect(await answered("I will cancel my contract", {})).toMatchObject({
      frustration_level: "MEDIUM",
      frustration_confidence: null,
    });
  });

  it("believes a model of the user's own more than the rules", async () => {
    const urgency = { LOW: lessons.sentiment.NEUTRAL, CRITICAL: lessons.sentiment.NEGATIVE };
    const artefacts = { "head.bin": taught(urgency) };
    const own = await registry.registry.register("urgency", fitted({ artefacts }));
    const { folder, ref, checksum } = own;
    const champions = { urgency: { folder, version: ref, tier: "local", sha256: checksum } };
    expect(await answered("Urgent: when do you open", champions)).toMatchObject({
      urgency: "LOW",
      urgency_source: "local:urgency@1",
      urgency_cue: expect.stringContaining("rgent") as string, // the rules' words stay
    });
  });

  it("chooses a subcategory of the category, and none where that has none", async () => {
    expect(await answered("the card reader is broken")).toMatchObject({
      category: "TECHNICAL",
      subcategory: "CARD_READING",
    });
    expect(await answered("when is my salary paid")).toMatchObject({
      category: "HR",
      subcategory: null,
      subcategory_confidence: null,
      subcategory_source: null,
    });
  });

  it("tells what is like nothing it learned", async () => {
    const near = await answered("you charged me twice");
    const far = await answered("the penguins of Antarctica breed in the dark winter months");
    expect(near["is_in_scope"]).toBe(true);
    expect(near["scope_similarity"]).toBeGreaterThan(far["scope_similarity"] as number); // a DOUBLE
  });

  it("gives vectors of unit length as 16-bit numbers", async () => {
    const { vector } = await answered("you charged me twice");
    const bytes = vector as Uint8Array; // a BINARY
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true));
    expect(values).toHaveLength(256);
    expect(Math.hypot(...values) / 32_767).toBeCloseTo(1, 3);
  });

  it.each<[string, string, string | null, string | null]>([
    ["Minha fatura está errada, podem corrigir até sexta-feira?", "mails", "pt", "local:eld"],
    ["My invoice is wrong, please correct it before Friday.", "mails", "en", "local:eld"],
    ["Oi!", "mails", "pt", "settings"],
    ["Oi!", "chats", null, null],
  ])("knows the language of %j from %s", async (text, source, language, from) => {
    const found = await answered(text, models, source);
    expect([found["language"], found["language_source"]]).toEqual([language, from]);
  });

  it.each([null, "", "12345 !!", "😀😀", "[EMAIL_1] [PHONE_2]", "\u0000"])(
    "says nothing of %j",
    async (text) => {
      const {
        text_hash: _hash,
        source: _source,
        model_version: _version,
        ...rest
      } = await answered(text);
      expect(Object.values(rest).every((value) => value === null)).toBe(true);
    },
  );

  it("takes a text of a million characters", async () => {
    const found = await answered("you charged me twice. ".repeat(50_000));
    expect(found["category"]).toBe("BILLING");
    expect(found["summary"]).toBe("you charged me twice.");
  });

  it("says nothing where there is no model, but what it is about and in which language", async () => {
    const found = await answered("My invoice is wrong, please correct it before Friday.", {});
    expect(found).toMatchObject({ category: null, category_source: null, language: "en" });
    expect(found["vector"]).toHaveLength(512);
  });

  it("refuses a model that is not the one the run began with", async () => {
    const changed = { ...models, category: { ...models["category"]!, sha256: "0".repeat(64) } };
    await expect(answered("x", changed)).rejects.toThrow("not the version that the run began with");
  });

  it("has another version for another model, and the same wherever that lies", () => {
    const version = (champions: Record<string, StageModel>): string =>
      (stageParameters(stage as never, { champions, settings }) as StageParameters).version;
    const category = models["category"]!; // registered above
    expect(version({ ...models, category: { ...category, folder: "elsewhere" } })).toBe(
      version(models),
    );
    for (const changed of [{ version: "2" }, { sha256: "1".repeat(64) }])
      expect(version({ ...models, category: { ...category, ...changed } })).not.toBe(
        version(models),
      );
    expect(version(models)).toMatch(/^local-[0-9a-f]{12}$/);
  });

  it("names the embedder that it runs", () => {
    const { name, version } = stageEncoder().model;
    expect(encoderVersion).toBe(`${name}@${version}`);
  });
});
