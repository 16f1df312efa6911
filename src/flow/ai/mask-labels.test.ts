import { describe, expect, it } from "vitest";

import { createDetector } from "../../kernel/privacy/detector.ts";
import { labelMasker } from "./mask-labels.ts";

const detector = createDetector({ patterns: [{ name: "TICKET_NO", pattern: "TKT-[0-9]{4}" }] });

describe("labelMasker", () => {
  it.each([
    [["email"], "Ann Miller wrote from ann@example.com", "Ann Miller wrote from [MASKED]"],
    [
      ["person", "email"],
      "My name is Ann Miller, ann@example.com",
      "My name is [MASKED], [MASKED]",
    ],
    [["phone number"], "Call +1 (555) 010-9999 today", "Call [MASKED] today"],
    [["ticket_no"], "about TKT-1234 again", "about [MASKED] again"],
    [["email"], "Write to [EMAIL_1] or [PHONE_1]", "Write to [MASKED] or [PHONE_1]"],
    [["email"], "", ""],
  ])("masks %j in %j", (labels, text, masked) => {
    expect(labelMasker(detector, labels)(text)).toBe(masked);
  });

  it("names the labels it knows when it knows one not", () => {
    expect(() => labelMasker(detector, ["shoe size"])).toThrow(/shoe size.*email, phone/s);
  });
});
