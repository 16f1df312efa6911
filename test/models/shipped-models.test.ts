import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { categoryOfSubcategory } from "../../src/core/domain/subcategories.ts";
import { enumerations } from "../../src/core/domain/enumeration.ts";
import { decodeClassifier } from "../../src/kernel/learn/classifier-codec.ts";
import { shippedEncoder } from "../../src/kernel/learn/shipped-encoder.ts";
import type { TextClassifier } from "../../src/kernel/learn/text-classifier.ts";
import { maskPlain } from "../../src/kernel/privacy/mask-plain.ts";
import { openRegistry } from "../../src/storage/registry/registry.ts";

const registry = openRegistry({ folder: join(tmpdir(), "no-models-of-their-own") });
const encoder = shippedEncoder();

async function shipped(name: string): Promise<TextClassifier> {
  const version = await registry.version(name, "champion");
  expect(version.ref).toBe("shipped-1");
  const bytes = await registry.readArtefact(version, "model.bin");
  return decodeClassifier(new Uint8Array(bytes));
}

async function answered(name: string, text: string): Promise<{ label: string; chance: number }> {
  const [answer] = await (await shipped(name)).classify([maskPlain(text)], encoder);
  return { label: answer?.labels[0] ?? "", chance: answer?.confidences[0] ?? 0 };
}

describe("shipped models", () => {
  it("are those of the four tasks, in less than two million bytes", async () => {
    expect(await registry.listModels()).toEqual(["category", "sentiment", "subcategory", "tags"]);
    const versions = await Promise.all(
      (await registry.listModels()).map((name) => registry.version(name, "shipped")),
    );
    const sizes = versions.flatMap(({ artefacts }) => artefacts.map((file) => file.size_bytes));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000);
  });

  it.each([
    ["category", enumerations.category.values],
    ["subcategory", [...Object.keys(categoryOfSubcategory), "NONE"]],
    ["sentiment", enumerations.sentiment.values],
    ["tags", Object.keys(categoryOfSubcategory)],
  ])(
    "%s knows the labels of the list, and reads the encoder of the package",
    async (name, list) => {
      const { labels, state } = await shipped(name);
      expect(labels).toEqual([...list].toSorted());
      expect(state.embedder).toEqual(encoder.model);
    },
  );

  it.each([
    ["TECHNICAL", "the app shows a blank page as soon as I log in"],
    ["TECHNICAL", "a maquininha não liga desde ontem"],
    ["BILLING", "there is a fee on my statement that nobody told me about"],
    ["BILLING", "cobraram uma taxa a mais na minha fatura"],
    ["SALES", "I would like to upgrade to the bigger plan"],
    ["SALES", "quero cancelar minha assinatura"],
    ["COMPLAINT", "I have been waiting for an answer for three weeks and nobody calls back"],
    ["COMPLAINT", "estou há duas horas na fila e ninguém atende"],
    ["INFORMATION", "how do I change the email address of my profile?"],
    ["INFORMATION", "como faço para trocar a senha do aplicativo?"],
    ["HR", "when will my salary be paid this month?"],
    ["HR", "queria saber quantos dias de férias ainda tenho"],
    ["LEGAL", "my lawyer will send you a notice about the breach of contract"],
    ["LEGAL", "meu advogado vai processar vocês"],
    ["PRODUCT_FEEDBACK", "it would be great if the app had a dark mode"],
    ["PRODUCT_FEEDBACK", "seria ótimo se o aplicativo tivesse modo escuro"],
    ["OTHER", "tell me a joke"],
    ["OTHER", "bom dia"],
  ])("a text is %s: %s", async (category, text) => {
    expect(await answered("category", text)).toMatchObject({ label: category });
  });

  it.each([
    ["NEGATIVE", "this is the worst service I have ever seen"],
    ["NEGATIVE", "péssimo, nunca mais compro aqui"],
    ["POSITIVE", "thank you so much, you solved it in a minute, great job"],
    ["POSITIVE", "adorei o atendimento, muito rápido e simpático"],
    ["NEUTRAL", "please send the document to the new address"],
    ["NEUTRAL", "o pedido foi feito na segunda-feira"],
  ])("a text is %s: %s", async (sentiment, text) => {
    expect(await answered("sentiment", text)).toMatchObject({ label: sentiment });
  });
});
