import type { AiTally } from "../engine/engine.ts";
import { formatCount, formatUsd } from "./table.ts";

/** Who answered what was asked about texts, and what it cost, in lines for people. */
export function aiLines({ sources, llm }: AiTally): string[] {
  const told = Object.entries(sources).map(
    ([source, count]) => `${formatCount(count)} by ${source}`,
  );
  const lines = told.length === 0 ? [] : [`answered: ${told.join(", ")}`];
  if (llm.name !== undefined) lines.push(costLine(llm.name, llm));
  const why = llm.reasons.join("; ");
  if (llm.failedCount > 0)
    lines.push(
      `warning: ${texts(llm.failedCount)} got no answer of ${llm.name} and are NULL: ${why}`,
    );
  if (llm.localCount > 0)
    lines.push(`warning: ${texts(llm.localCount)} answered by the local models instead: ${why}`);
  return lines;
}

function costLine(name: string, llm: AiTally["llm"]): string {
  const { textCount, keptCount, callCount, tokensIn, tokensOut, usd } = llm;
  return (
    `${name}: ${texts(textCount)}, ${formatCount(keptCount)} of them kept from before, ` +
    `${formatCount(callCount)} ${callCount === 1 ? "call" : "calls"}, ` +
    `${formatCount(tokensIn)} tokens in, ${formatCount(tokensOut)} out, ${formatUsd(usd)}`
  );
}

function texts(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "text" : "texts"}`;
}
