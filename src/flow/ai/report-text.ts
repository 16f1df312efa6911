import type { MaskedText } from "../../core/base/masked-text.ts";
import type { StaticEncoder } from "../../kernel/learn/static-encoder.ts";
import { largestIndex } from "../../kernel/learn/evaluate.ts";
import { textFeatures } from "../../kernel/learn/text-features.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import { answerLabels } from "../enrich/label-answers.ts";
import { meaningfulText, shortened, tellingSentences } from "../enrich/meaningful.ts";
import { answerRules } from "../enrich/rule-answers.ts";
import { hasLetter } from "../enrich/text-answerer.ts";
import { unanswered, type AnswerColumns } from "../enrich/text-columns.ts";
import type { TextHead } from "../enrich/text-heads.ts";
import { advice } from "./report-advice.ts";

/** Who writes the reports; raise the version with every change. */
export const reportSource = "rules:report@2";

/** The models that count what the lines are about; each may lack. */
export type ReportHeads = Partial<Record<"category" | "subcategory" | "sentiment", TextHead>>;

const instructionLengthMost = 1_000;
const issuesMost = 5;
/** What the models call a line that is about none of their issues: nobody can act on that. */
const unnamed = "OTHER";
const quoteLengthMost = 140;
/** Lines of an issue, and sentences of a line, that a quote is chosen from. */
const quotedLinesMost = 100;
const quotedSentencesMost = 5;

/** Words that ask for a report or a summary of what follows, in six languages. */
const asksForReport =
  /\b(?:reports?|summar(?:y|ies|i[sz]e)|overview|brief(?:ing)?|digest|relat[oó]rios?|resum(?:o|os|a|ir|en|e|er)|informes?|bericht|zusammenfassung|zusammenfassen|rapport|synth[eè]se|riassunto|rapporto)(?![\p{L}])/iu;

/**
 * A report on the lines of a prompt that asks for one: `Write a report on these summaries: …`, a
 * line each. It counts and quotes; nothing in it is made up. Undefined for any other prompt.
 */
export function reportOf(
  prompt: MaskedText,
  parts: { heads: ReportHeads; encoder: StaticEncoder },
): string | undefined {
  const lines = linesOf(prompt);
  if (lines === undefined) return undefined;
  const columns = read(lines, parts);
  const quote = quoter(lines, columns, parts);
  return [
    `Report on ${counted(lines.length, "text")}, written by rules without a language model: ` +
      "it counts and quotes, and knows nothing beyond these lines.",
    "",
    "Main issues",
    ...mainIssues(columns, quote),
    "",
    "Trends",
    ...trends(lines.length, columns),
    "",
    "Recommendations",
    ...recommendations(columns),
  ].join("\n");
}

/** The lines that a prompt asks a report about; undefined where it asks for something else. */
function linesOf(prompt: MaskedText): MaskedText[] | undefined {
  const end = prompt.search(/[:\n]/u);
  if (end < 0 || end > instructionLengthMost || !asksForReport.test(prompt.slice(0, end)))
    return undefined;
  const lines = prompt
    .slice(end + 1)
    .split(/\r?\n/)
    .map((line) => maskedAlready(line.replace(/^[\s*•-]+/u, "").trim()))
    .filter(hasLetter);
  return lines.length === 0 ? undefined : lines;
}

function read(
  lines: readonly MaskedText[],
  { heads, encoder }: { heads: ReportHeads; encoder: StaticEncoder },
): AnswerColumns {
  const columns = unanswered(lines.length);
  const texts = lines.map(meaningfulText);
  const features = textFeatures(texts, { vectors: encoder.embed(texts), model: encoder.model });
  const encoded = { features, rows: lines.map((_, row) => row) };
  const negatives = answerLabels(columns, encoded, { heads, settings: { tags: [] } });
  answerRules(columns, encoded, { texts, heads, negatives });
  return columns;
}

/** What a line is about: the subcategory where there is one, else the category. */
function issueOf(columns: AnswerColumns, row: number): string {
  return columns.subcategory[row] ?? columns.category[row] ?? unnamed;
}

type Issue = { name: string; rows: number[] };

/** The issues that have a name, the most frequent first. */
function issuesOf(columns: AnswerColumns): Issue[] {
  const byName = new Map<string, number[]>();
  columns.category.forEach((_, row) => {
    const name = issueOf(columns, row);
    byName.set(name, [...(byName.get(name) ?? []), row]);
  });
  byName.delete(unnamed);
  return [...byName]
    .map(([name, rows]) => ({ name, rows }))
    .toSorted((one, other) => other.rows.length - one.rows.length || compare(one.name, other.name));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function mainIssues(columns: AnswerColumns, quote: (issue: Issue) => string): string[] {
  const issues = issuesOf(columns);
  const lineCount = columns.category.length;
  const told = issues.slice(0, issuesMost).map((issue) => {
    const { name, rows } = issue;
    const category = columns.category[rows[0]!];
    const within = category === name || category === null ? " (nothing closer)" : ` (${category})`;
    return `- ${name}${within}: ${shareOf(rows.length, lineCount)}, such as "${quote(issue)}"`;
  });
  const rest = issues.slice(issuesMost);
  const unnamedCount = lineCount - rowCount(issues);
  return [
    ...told,
    ...(rest.length === 0
      ? []
      : [`- ${counted(rest.length, "other issue")}: ${shareOf(rowCount(rest), lineCount)}`]),
    ...(unnamedCount === 0
      ? []
      : [`- No issue that the models know: ${shareOf(unnamedCount, lineCount)}`]),
  ];
}

function rowCount(issues: readonly Issue[]): number {
  return issues.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** Chooses the sentence that says most clearly what an issue is: the one its model is surest of. */
function quoter(
  lines: readonly MaskedText[],
  columns: AnswerColumns,
  { heads, encoder }: { heads: ReportHeads; encoder: StaticEncoder },
): (issue: Issue) => string {
  return ({ name, rows }) => {
    const said = rows.slice(0, quotedLinesMost).flatMap((row) => sentencesOf(lines[row]!));
    const head = columns.subcategory[rows[0]!] === name ? heads.subcategory : heads.category;
    const label = head?.classifier.labels.indexOf(name) ?? -1;
    if (head === undefined || label === -1) return shortened(said[0]!, quoteLengthMost);
    const features = textFeatures(said, { vectors: encoder.embed(said), model: encoder.model });
    const scores = head.classifier.score(features);
    const own = said.map((_, i) => scores[i * head.classifier.labels.length + label]!);
    return shortened(said[largestIndex(own, 0, own.length)]!, quoteLengthMost);
  };
}

function sentencesOf(line: MaskedText): MaskedText[] {
  const sentences = tellingSentences(meaningfulText(line)).slice(0, quotedSentencesMost);
  return sentences.length === 0 ? [line] : sentences;
}

function trends(lineCount: number, columns: AnswerColumns): string[] {
  const feelings = countsOf(columns.sentiment).map(
    ([name, count]) => `${name} ${shareOf(count, lineCount)}`,
  );
  const urgent = columns.urgency.filter((level) => level === "HIGH" || level === "CRITICAL").length;
  const angry = columns.frustration_level.filter((level) => level === "HIGH").length;
  const leaving = columns.churn_cue.filter((cue) => cue !== null);
  const managers = columns.asks_for_manager.filter((asks) => asks === true).length;
  const cues = [...new Set(leaving)].slice(0, 3).join(", ");
  return [
    ...(feelings.length === 0 ? [] : [`- Sentiment: ${feelings.join(", ")}`]),
    `- High or critical urgency: ${shareOf(urgent, lineCount)}; high frustration: ${shareOf(angry, lineCount)}`,
    `- Signs of leaving: ${shareOf(leaving.length, lineCount)}${cues === "" ? "" : ` (${cues})`}; ` +
      `asks for a manager: ${shareOf(managers, lineCount)}`,
    "- The lines carry no dates: what grows or falls can't be told from them (`earshot report executive` can).",
  ];
}

function recommendations(columns: AnswerColumns): string[] {
  const leaving = columns.has_churn_signal.filter((has) => has === true).length;
  const first =
    leaving === 0 ? [] : [`- Call the customers who speak of leaving first: ${leaving}.`];
  const rest = issuesOf(columns)
    .slice(0, issuesMost)
    .map(({ name, rows }) => {
      const act = advice.get(name) ?? "read these together, and find what they have in common";
      return `- ${name}, ${rows.length}: ${act}.`;
    });
  const all = [...first, ...rest];
  return all.length > 0 ? all : ["- No issue stands out: read the lines themselves."];
}

/** Values with how often each comes, the most frequent first. */
function countsOf(values: readonly (string | null)[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(
    ([one, count], [other, countOther]) => countOther - count || compare(one, other),
  );
}

function shareOf(count: number, all: number): string {
  return `${count} of ${all} (${Math.round((100 * count) / all)} %)`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
