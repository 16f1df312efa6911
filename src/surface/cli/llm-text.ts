import type { AskBill, RunEvent, StepPrice } from "../engine/engine.ts";
import type { CurvePoint } from "../engine/price.ts";
import { formatCount, formatDuration, formatTable, formatUsd } from "./table.ts";

/** What a step would ask a language model, as JSON. */
export function priceJson({ step, price }: StepPrice): Record<string, unknown> {
  const { usd, tokens } = price.budgetLeft;
  return {
    table: step,
    texts: price.textCount,
    kept: price.keptCount,
    calls: price.callCount,
    tokens_in: price.tokensIn,
    tokens_out: price.tokensOut,
    usd: price.usd,
    budget_left: { usd, tokens: tokens ?? null },
    is_within_budget: isWithinBudget(price),
  };
}

function isWithinBudget({ usd, tokensIn, tokensOut, budgetLeft }: StepPrice["price"]): boolean {
  if (usd > budgetLeft.usd) return false;
  return budgetLeft.tokens === undefined || tokensIn + tokensOut <= budgetLeft.tokens;
}

/** A point of the cascade's curve as JSON. */
export function curveJson(point: CurvePoint): Record<string, unknown> {
  const { confidence, textCount, allCount, price, agreements } = point;
  return {
    confidence,
    texts: textCount,
    all_texts: allCount,
    share: allCount === 0 ? 0 : textCount / allCount,
    kept: price.keptCount,
    calls: price.callCount,
    usd: price.usd,
    agreements: agreements.map(({ task, bothCount, sameCount }) => {
      return { task, both: bothCount, same: sameCount };
    }),
  };
}

/** The cascade's curve as a table, and what its columns mean. */
export function curveLines(points: readonly CurvePoint[]): string[] {
  const tasks = [
    ...new Set(points.flatMap(({ agreements }) => agreements.map(({ task }) => task))),
  ];
  const rows = points.map(({ confidence, textCount, allCount, price, agreements }) => [
    String(confidence),
    formatCount(textCount),
    `${((100 * textCount) / Math.max(1, allCount)).toFixed(1)} %`,
    formatCount(price.keptCount),
    formatCount(price.callCount),
    formatUsd(price.usd),
    ...tasks.map((name) => agreementText(agreements.find(({ task }) => task === name))),
  ]);
  const head = ["llm.confidence", "texts up", "share", "kept", "calls", "cost still"];
  const same = tasks.map((task) => `${task} the same`);
  return [
    formatTable([...head, ...same], rows),
    "",
    tasks.length === 0
      ? "How far local answers and the language model's agree shows once it has answered some."
      : "The same: of local answers at least this sure, where the language model was asked too.",
  ];
}

function agreementText(agreement: CurvePoint["agreements"][number] | undefined): string {
  if (agreement === undefined) return "";
  const { bothCount, sameCount } = agreement;
  return `${((100 * sameCount) / bothCount).toFixed(1)} % of ${formatCount(bothCount)}`;
}

/** What a step would ask a language model, in words. */
export function tellPrice({ step, price }: StepPrice): string {
  const { textCount, keptCount, callCount, tokensIn, tokensOut, usd, budgetLeft } = price;
  const questions = `${formatCount(textCount)} questions about texts for the language model, ${formatCount(keptCount)} of them answered before`;
  const cost = `${formatCount(callCount)} calls, about ${formatCount(tokensIn)} tokens in and ${formatCount(tokensOut)} out: about ${formatUsd(usd)}${per5000(usd, textCount - keptCount)}`;
  const tokens =
    budgetLeft.tokens === undefined ? "" : ` and ${formatCount(budgetLeft.tokens)} tokens`;
  const enough = isWithinBudget(price)
    ? ""
    : ", which is not enough: beyond it nothing is asked (see llm.budget and llm.on_failure)";
  return `${step}: ${questions}; ${cost}. The budget has ${formatUsd(budgetLeft.usd)}${tokens} left${enough}.`;
}

/** A cost for 5,000 of what it was for, as people compare prices; nothing where there is none. */
function per5000(usd: number, count: number): string {
  return usd === 0 || count <= 0 ? "" : ` (${formatUsd((5_000 * usd) / count)} for 5,000)`;
}

/**
 * What a run costs, in words.
 *
 * @param prices - Undefined where nobody looked.
 */
export function costWords(prices: readonly StepPrice[] | undefined): string {
  if (prices === undefined) return "What the language model costs was left out.";
  if (prices.length === 0) return "Only local models are asked; it costs nothing.";
  const usd = prices.reduce((sum, { price }) => sum + price.usd, 0);
  if (prices.every(({ price }) => price.callCount === 0))
    return "No language model need be asked; it costs nothing.";
  if (usd === 0) return "It costs nothing.";
  return prices.every(({ price }) => isWithinBudget(price))
    ? `It costs about ${formatUsd(usd)}.`
    : `All of it would cost about ${formatUsd(usd)}, but the budget ends before.`;
}

/** The price of a step that is about to ask, on a line. */
export function priceLine(event: RunEvent & { kind: "priced" }): string {
  return tellPrice(event);
}

/** How far asking is. */
export function askedWords({
  doneCount,
  rowCount,
  elapsedMs,
}: RunEvent & { kind: "asked" }): string {
  const perSecond = (1_000 * doneCount) / Math.max(1, elapsedMs);
  const left =
    doneCount === 0 || doneCount >= rowCount
      ? ""
      : `, about ${formatDuration((elapsedMs / doneCount) * (rowCount - doneCount))} left`;
  return `${formatCount(doneCount)}/${formatCount(rowCount)} texts, ${formatCount(Math.round(perSecond))} texts/s${left}`;
}

/** What a run asked a language model, in words. */
export function tellAsked({ askedCount, keptCount, costUsd, ...tally }: AskBill): string {
  const unanswered = Object.values(tally.failures).reduce((sum, count) => sum + count, 0);
  const paid = askedCount - keptCount - unanswered;
  const tokens = `${formatCount(tally.tokensIn)} tokens in, ${formatCount(tally.tokensOut)} out`;
  const cost = `${formatUsd(costUsd)}${per5000(costUsd, paid)}`;
  return `Language model: ${formatCount(paid)} answers for ${cost}, ${tokens}; ${formatCount(keptCount)} kept from before, ${formatCount(unanswered)} without answer. ops.llm_calls has every call.`;
}

/** The same as JSON. */
export function askedJson(tally: AskBill): Record<string, unknown> {
  return {
    asked: tally.askedCount,
    kept: tally.keptCount,
    tokens_in: tally.tokensIn,
    tokens_out: tally.tokensOut,
    usd: tally.costUsd,
    failures: tally.failures,
  };
}
