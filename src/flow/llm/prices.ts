import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

import type { LlmProviderName, LlmSettings } from "../../core/config/llm-settings.ts";
import { EarshotError } from "../../core/base/errors.ts";
import { nanoUsdOf, perToken, type ModelPrice } from "./money.ts";

const perMillion = z.record(z.string(), z.tuple([z.number(), z.number()]));

const ListPrices = z.strictObject({
  taken_on: z.iso.date(),
  openai: perMillion,
  anthropic: perMillion,
  "azure-language": z.strictObject({ record_usd: z.number() }),
});

/** List prices of common models. */
export type ListPrices = z.infer<typeof ListPrices>;

/** Nobody told what a model costs, so no budget can hold. */
export class LlmPriceUnknownError extends EarshotError {
  readonly code = "LLM_PRICE_UNKNOWN";
  readonly kind = "invalid";

  constructor(model: string, setting: string) {
    super(
      `what ${model} costs is not known; set ${setting}.input_usd and ${setting}.output_usd, US dollars for 1,000,000 tokens (0 for a model of your own)`,
    );
  }
}

/** Reads the list of prices. */
export async function loadListPrices(): Promise<ListPrices> {
  return ListPrices.parse(parse(await readFile(new URL("./prices.yaml", import.meta.url), "utf8")));
}

const free: ModelPrice = { inputNanoUsd: 0, outputNanoUsd: 0, recordNanoUsd: 0 };

/**
 * What a model costs: as the settings say, else by the list.
 *
 * @param asked - Who is asked, the settings' own price, and where in the settings that stands.
 * @throws LlmPriceUnknownError when neither says.
 */
export function priceOf(
  list: ListPrices,
  asked: {
    provider: LlmProviderName;
    model: string;
    price: LlmSettings["price"];
    setting: string;
  },
): ModelPrice {
  const { provider, model, price, setting } = asked;
  const listed = listedPrice(list, provider, model);
  const input = price.input_usd === undefined ? undefined : perToken(price.input_usd);
  const output = price.output_usd === undefined ? undefined : perToken(price.output_usd);
  if (listed === undefined && (input === undefined || output === undefined)) {
    throw new LlmPriceUnknownError(model, setting);
  }
  const base = listed ?? free;
  const isOwn = input !== undefined || output !== undefined;
  return {
    inputNanoUsd: input ?? base.inputNanoUsd,
    outputNanoUsd: output ?? base.outputNanoUsd,
    recordNanoUsd: isOwn ? 0 : base.recordNanoUsd,
  };
}

/** {@link priceOf} a model that is opened. */
export function priceOfChat(
  list: ListPrices,
  { provider, model }: { provider: string; model: string },
  own: { price: LlmSettings["price"]; setting: string },
): ModelPrice {
  return priceOf(list, { provider: provider as LlmProviderName, model, ...own }); // as in the settings
}

function listedPrice(
  list: ListPrices,
  provider: LlmProviderName,
  model: string,
): ModelPrice | undefined {
  if (provider === "ollama") return free;
  if (provider === "openai-compatible") return undefined; // a name alone doesn't say who bills it
  if (provider === "azure-language") {
    return { ...free, recordNanoUsd: nanoUsdOf(list["azure-language"].record_usd) / 1_000 };
  }
  const prices = list[provider === "anthropic" ? "anthropic" : "openai"];
  const found = prices[model] ?? prices[withoutDate(model)];
  if (found === undefined) return undefined;
  return { inputNanoUsd: perToken(found[0]), outputNanoUsd: perToken(found[1]), recordNanoUsd: 0 };
}

/** `gpt-4o-mini` of `gpt-4o-mini-2024-07-18`; `claude-sonnet-4` of `claude-sonnet-4-20250514`. */
export function withoutDate(model: string): string {
  return model.replace(/-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/, "");
}
