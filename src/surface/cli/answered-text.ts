import type { AskedTexts } from "../engine/ask-texts.ts";
import { aiLines } from "./ai-text.ts";
import type { CommandContext } from "./command.ts";
import { formatTable } from "./table.ts";

/**
 * Prints what was answered about texts: of one text the answer alone, of several a table, with
 * `--json` everything that is known of each.
 */
export function printAnswers(
  { answers, tally }: AskedTexts,
  name: "label" | "summary",
  { flags, print, note }: Pick<CommandContext, "flags" | "print" | "note">,
): void {
  if (flags.json) {
    const rows = answers.map(({ text = null, answer, confidence, source = null }) => ({
      text,
      [name]: answer,
      ...(name === "label" ? { confidence: roundedOf(confidence) } : {}),
      source,
    }));
    print(JSON.stringify(rows, null, 2));
  } else if (answers.length === 1) print(answers[0]?.answer ?? "");
  else if (name === "summary") for (const { answer } of answers) print(answer ?? "");
  else {
    const rows = answers.map(({ answer, confidence, text }) => [
      answer,
      roundedOf(confidence),
      text ?? "",
    ]);
    print(formatTable([name, "confidence", "text"], rows));
  }
  const [only] = answers;
  if (answers.length === 1 && only?.confidence !== undefined)
    note(`confidence ${only.confidence.toFixed(2)}${trustWords(only.source)}`);
  for (const line of aiLines(tally)) note(line);
}

/** What calls the nearness of names what it is: of all that answer, only it is not calibrated. */
function trustWords(source: string | undefined): string {
  return source?.startsWith("local:label-names") === true ? ", a first guess" : "";
}

function roundedOf(confidence: number | undefined): number | null {
  return confidence === undefined ? null : Math.round(confidence * 100) / 100;
}
