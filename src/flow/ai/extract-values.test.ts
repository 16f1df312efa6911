import { describe, expect, it } from "vitest";

import { maskedAlready } from "../../kernel/privacy/masked.ts";
import { typesOfPlaceholders } from "../../kernel/privacy/placeholder.ts";
import { valueFinder } from "./extract-values.ts";

const types = typesOfPlaceholders(["TICKET_NO"]);
const find = (label: string, text: string): string | null | undefined =>
  valueFinder(label, types)?.(maskedAlready(text));

describe("valueFinder", () => {
  it.each([
    ["email", "Write to [EMAIL_1] or [EMAIL_2]", "[EMAIL_1]"],
    ["E-mail address", "Write to [EMAIL_2]", "[EMAIL_2]"],
    ["order id", "Order [ORDER_ID_1] is late", "[ORDER_ID_1]"],
    ["Order_Number", "Order [ORDER_ID_1] is late", "[ORDER_ID_1]"],
    ["ticket_no", "about [TICKET_NO_3]", "[TICKET_NO_3]"],
    ["person", "no name here", null],
    ["date", "on 2026-03-12 it broke", "2026-03-12"],
    ["date", "seit dem 3. März 2026 kaputt", "3. März 2026"],
    ["date", "em 12/03/2026", "12/03/2026"],
    ["date", "on March 3rd, 2026 we", "March 3rd, 2026"],
    ["date", "version 1.2.3 of it", null],
    ["time", "at 14:30 sharp", "14:30"],
    ["amount", "charged R$ 1.234,56 twice", "R$ 1.234,56"],
    ["amount", "charged 30 EUR twice", "30 EUR"],
    ["price", "costs $1,200.50.", "$1,200.50"],
    ["amount", "waiting for 30 days", null],
    ["percentage", "a fee of 2,5 % is", "2,5 %"],
    ["url", "see https://example.com/a?b=1 now", "https://example.com/a?b=1"],
  ])("finds %s in %j: %j", (label, text, value) => {
    expect(find(label, text)).toBe(value);
  });

  it.each(["product", "reason", "constructor"])("knows nothing of %s", (label) => {
    expect(find(label, "any")).toBeUndefined();
  });

  it("takes no longer for hostile texts", () => {
    const hostile = [`${"1.".repeat(25_000)}x`, "1,111".repeat(10_000), "jan ".repeat(10_000)];
    for (const text of hostile) {
      for (const label of ["date", "amount", "time", "percentage", "url"]) {
        expect(find(label, text)?.length ?? 0).toBeLessThan(100);
      }
    }
  });
});
