import { describe, expect, it } from "vitest";

import { enumerations, type Enumeration } from "./enumeration.ts";

const all: [string, Enumeration][] = Object.entries(enumerations);
const upperSnake = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

describe("enumerations", () => {
  it("have the values that the product's tables promise", () => {
    expect(enumerations.priority.values).toEqual(["LOW", "MEDIUM", "HIGH", "CRITICAL"]);
    expect(enumerations.ticket_status.values).toEqual([
      "OPEN",
      "IN_PROGRESS",
      "PENDING_CUSTOMER",
      "RESOLVED",
      "CLOSED",
      "CANCELLED",
    ]);
    expect(enumerations.sentiment.values).toEqual(["POSITIVE", "NEUTRAL", "NEGATIVE", "MIXED"]);
    expect(enumerations.subcategory.values).toHaveLength(16);
    expect(enumerations.channel.values).toEqual(
      expect.arrayContaining(["EMAIL", "PHONE", "CHAT", "WHATSAPP", "PORTAL", "API"]),
    );
  });

  it.each(all)("%s has values in upper snake case, each once", (_, { values }) => {
    expect(values.length).toBeGreaterThan(1);
    expect(values.filter((value) => !upperSnake.test(value))).toEqual([]);
    expect(new Set(values).size).toBe(values.length);
  });

  it.each(all)("%s has synonyms that mean one of its values and are none", (_, enumeration) => {
    for (const [word, value] of Object.entries(enumeration.synonyms ?? {})) {
      expect(word).toMatch(upperSnake);
      expect(enumeration.values).toContain(value);
      expect(enumeration.values).not.toContain(word);
    }
  });
});
