import { describe, expect, it } from "vitest";

import { shippedEncoder } from "../../kernel/learn/shipped-encoder.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import { reportOf } from "./report-text.ts";

const encoder = shippedEncoder();
const report = (prompt: string): string | undefined =>
  reportOf(maskedAlready(prompt), { heads: {}, encoder });

describe("reportOf", () => {
  it("gives the three parts for the lines behind the first colon", () => {
    const text = report(
      "Write an executive report with main issues, trends and recommendations: " +
        "The terminal does not turn on\nI want to cancel my contract\n\n12\n- The app is down!!!",
    );
    expect(text).toMatch(/^Report on 3 texts, written by rules without a language model/);
    expect(text).toMatch(/\nMain issues\n- .*\n(?:.*\n)*Trends\n- (?:.*\n)*Recommendations\n- /);
    expect(text).toContain("Signs of leaving: 1 of 3 (33 %)");
    expect(text).toContain("Call the customers who speak of leaving first: 1.");
  });

  it.each([
    "Summarize these tickets:\nThe terminal is broken",
    "Escreva um relatório sobre estes chamados: O terminal quebrou",
    "Faça um resumo: o terminal quebrou",
    "Schreibe einen Bericht: Das Terminal ist kaputt",
  ])("understands %j", (prompt) => {
    expect(report(prompt)).toContain("Report on 1 text,");
  });

  it.each([
    "",
    "Write a poem about reports",
    "Translate into Spanish: The report is late",
    "Write a report:",
    "Write a report: 12\n34",
    `${"x ".repeat(600)}report: The terminal is broken`,
  ])("leaves %j to a language model", (prompt) => {
    expect(report(prompt)).toBeUndefined();
  });

  it("names no issue where the models know none, and recommends none for it", () => {
    const text = report("A summary of: a b c\nd e f");
    expect(text).toContain(
      "Main issues\n- No issue that the models know: 2 of 2 (100 %)\n\nTrends",
    );
    expect(text).toMatch(/Recommendations\n- No issue stands out/);
    expect(text).not.toContain("OTHER");
  });

  it("gives the same bytes for the same lines", () => {
    const prompt = "A summary of: a b c\nd e f\na b c";
    expect(report(prompt)).toBe(report(prompt));
  });
});
