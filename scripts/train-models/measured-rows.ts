import { linesOf } from "./public-rows.ts";
import type { LabelledRow, Task } from "./labelled-rows.ts";

/**
 * What a queue of `support-tickets-multilang-nc` means, written from the queues' names before anybody
 * looked at an answer. Customer Service takes everything, so its rows are left out.
 */
export const queueMap: Readonly<Record<string, string>> = {
  "Technical Support": "TECHNICAL",
  "IT Support": "TECHNICAL",
  "Product Support": "TECHNICAL",
  "Service Outages and Maintenance": "TECHNICAL",
  "Billing and Payments": "BILLING",
  "Returns and Exchanges": "BILLING",
  "Sales and Pre-Sales": "SALES",
  "Human Resources": "HR",
  "General Inquiry": "INFORMATION",
};

/**
 * Rows of the sets that may be measured on and never learnt from: tweets to airlines (real), and
 * support tickets in five languages that a language model wrote.
 */
export function readMeasuredRows(task: Task): LabelledRow[] {
  if (task === "sentiment") {
    return linesOf("airline-tweets-nc", "dev").map(({ text, label }) =>
      measured(text, { label: String(label).toUpperCase(), language: "en" }, "airline-tweets-nc"),
    );
  }
  if (task !== "category") return [];
  return linesOf("support-tickets-multilang-nc", "dev").flatMap(({ text, queue, language }) => {
    const label = queueMap[queue ?? ""];
    if (label === undefined) return [];
    return [measured(text, { label, language: language ?? "" }, "support-tickets-multilang-nc")];
  });
}

function measured(
  text: string,
  { label, language }: { label: string; language: string },
  source: string,
): LabelledRow {
  return { text, labels: [label], language, source, split: "held-out", origin: text };
}
