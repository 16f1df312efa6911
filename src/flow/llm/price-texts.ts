import type { LlmSettings } from "../../core/config/llm-settings.ts";
import {
  answerTokens,
  countText,
  fixedTokens,
  type AskedQuestion,
  type AskedText,
} from "./asked.ts";
import type { TokenCounter } from "./count-tokens.ts";
import type { LlmPrice } from "./llm.ts";
import type { MeasuredRatio } from "./measured-ratio.ts";
import { costOf, recordCountOf, usdOf, type ModelPrice } from "./money.ts";
import { packCalls } from "./pack-calls.ts";

export type PriceTextsOptions = {
  question: AskedQuestion;
  counter: TokenCounter;
  settings: Pick<LlmSettings, "batch_size" | "texts_per_call">;
  ratio: MeasuredRatio;
  price: ModelPrice;
};

/**
 * What asking about different texts would cost: the same calls are made up as when they are asked,
 * tokens counted by the model's own tokenizer where there is one, answers as long as likely ones,
 * both set right by what the ledger has measured. Repairs and checks are not foreseen.
 */
export function priceTexts(
  texts: readonly AskedText[],
  { question, counter, settings, ratio, price }: PriceTextsOptions,
): Pick<LlmPrice, "callCount" | "tokensIn" | "tokensOut" | "usd"> {
  const fixed = fixedTokens(question, counter);
  const valueCount = Object.keys(question.form.shape.properties ?? {}).length;
  let [callCount, tokensIn, tokensOut, recordCount] = [0, 0, 0, 0];
  for (let start = 0; start < texts.length; start += settings.batch_size) {
    const batch = texts
      .slice(start, start + settings.batch_size)
      .map((text) => countText(text, question, counter));
    const calls = packCalls(batch, settings.texts_per_call).length;
    callCount += calls;
    tokensIn += calls * fixed;
    tokensOut += calls * answerTokens;
    for (const text of batch) {
      tokensIn += text.tokensIn;
      tokensOut += text.tokensOut;
      recordCount += valueCount * recordCountOf(text.text);
    }
  }
  tokensIn = Math.ceil(tokensIn * ratio.in);
  tokensOut = Math.ceil(tokensOut * ratio.out);
  const usd = usdOf(costOf(price, { tokensIn, tokensOut, recordCount }));
  return { callCount, tokensIn, tokensOut, usd };
}
