import type { MaskedText } from "../../src/core/base/masked-text.ts";
import { meaningfulText } from "../../src/flow/enrich/meaningful.ts";
import { shippedEncoder } from "../../src/kernel/learn/shipped-encoder.ts";
import { type TextFeatures, textFeatures } from "../../src/kernel/learn/text-features.ts";
import { createDetector } from "../../src/kernel/privacy/detector.ts";
import { createMasker } from "../../src/kernel/privacy/masker.ts";
import type { LabelledRow } from "./labelled-rows.ts";

/** A row as a model sees it: masked, and without greeting, signature and quoted replies. */
export type MaskedRow = Omit<LabelledRow, "text"> & { readonly text: MaskedText };

/** Masks the texts as users' texts are before any model reads them. */
export function maskRows(rows: readonly LabelledRow[]): MaskedRow[] {
  const masker = createMasker(createDetector());
  return rows.map((row) => ({ ...row, text: meaningfulText(masker.mask(row.text).text) }));
}

/** The texts as numbers, with the vectors of the encoder that the models of the package read. */
export function featuresOf(rows: readonly { readonly text: MaskedText }[]): TextFeatures {
  const encoder = shippedEncoder();
  const texts = rows.map(({ text }) => text);
  return textFeatures(texts, { vectors: encoder.embed(texts), model: encoder.model });
}
