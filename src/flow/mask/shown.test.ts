import { describe, expect, it } from "vitest";

import { openPseudonymizer } from "../../kernel/privacy/pseudonym.ts";
import { openShown } from "./shown.ts";

const pseudonymizer = openPseudonymizer({ key: new Uint8Array(32).fill(1), tenant: "test" });
const shown = openShown(pseudonymizer);
const pseudonym = (type: string, value: string): string => pseudonymizer.pseudonym(type, value);

describe("openShown", () => {
  it.each<[how: string, value: string, expected: string]>([
    ["EMAIL", "Ann@Example.com", pseudonym("EMAIL", "ann@example.com")],
    ["PERSON", "Ann  Lee", pseudonym("PERSON", "ann lee")],
    ["id", "ORDER/2026/0001-77", "ORDER/2026/0001-77"],
    ["id", "ann@example.com", pseudonym("EMAIL", "ann@example.com")],
    ["id", "user:ann@example.com", pseudonym("ID", "user:ann@example.com")],
    ["id", "529.982.247-25", pseudonym("NATIONAL_ID", "52998224725")],
    ["id", "529.982.247-25-0012", `${pseudonym("NATIONAL_ID", "52998224725")}-0012`],
    ["id", "CHAT-7-0012", "CHAT-7-0012"],
    ["id", "5511987654321", pseudonym("PHONE", "+5511987654321")],
    ["id", "5511987654321-0012", `${pseudonym("PHONE", "+5511987654321")}-0012`],
    ["id", "wa-5511987654321", pseudonym("ID", "wa-5511987654321")],
    ["id", "x/529.982.247-25/2026-01-02", pseudonym("ID", "x/529.982.247-25/2026-01-02")],
    ["id", "msg ann@example.com-1", pseudonym("ID", "msg ann@example.com-1")],
    ["id", "ann (at) example dot com", pseudonym("EMAIL", "ann (at) example dot com")],
    ["id", "100000000001", "100000000001"],
    ["id", "1700000000000", "1700000000000"],
    ["id", "Acme Corporation", "Acme Corporation"],
    ["person id", "Acme Corporation", pseudonym("PERSON", "Acme Corporation")],
    ["person id", "529.982.247-25", pseudonym("NATIONAL_ID", "52998224725")],
    ["person id", "52998224725", pseudonym("NATIONAL_ID", "52998224725")],
    ["person id", "4155551234", pseudonym("ID", "4155551234")],
    ["person id", "wa-5511987654321", pseudonym("ID", "wa-5511987654321")],
    ["person id", "Ann Lee-0012", pseudonym("PERSON", "Ann Lee-0012")],
    ["person id", "ann.snelling2", pseudonym("PERSON", "ann.snelling2")],
    ["person id", "annsnelling1985", pseudonym("PERSON", "annsnelling1985")],
    ["person id", "bot", "bot"],
    ["person id", "Customer no. 12", "Customer no. 12"],
    ["person id", "AG-BR-003", "AG-BR-003"],
    ["person id", "employee-2026-0012", "employee-2026-0012"],
    ["person id", "agent007-x", "agent007-x"],
    ["label", "north", "north"],
    ["label", "mail ann@example.com", "mail [EMAIL_1]"],
  ])("shows a %s %j as %j", (how, value, expected) => {
    expect(shown(how, value, null)).toBe(expected);
  });

  it("leaves a pseudonym as it is, and nothing as nothing", () => {
    const once = pseudonym("EMAIL", "ann@example.com");
    expect(shown("person id", once, null)).toBe(once);
    expect(shown("id", once, null)).toBe(once);
    for (const how of ["id", "person id", "label", "EMAIL"])
      expect(shown(how, null, null)).toBeNull();
  });

  it("shows one value the same for any country, where it stands in an id", () => {
    const ids = ["+55 11 98765-4321", "(11) 98765-4321", "anna"];
    for (const id of ids) expect(shown("person id", id, "BR")).toBe(shown("person id", id, "US"));
  });

  it("answers the same after it has forgotten", () => {
    const first = shown("person id", "Ann Lee", null);
    for (let i = 0; i < 20_001; i++) shown("id", `x ${i}`, null);
    expect(shown("person id", "Ann Lee", null)).toBe(first);
  });
});
