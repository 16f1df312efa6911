import { describe, expect, it } from "vitest";

import { isPerson } from "./profile.ts";
import { isShowable } from "./traits.ts";

describe("isShowable", () => {
  it.each(["open", "Closed - won", "N/A", "4", "v2.14", "2026-03-01"])("shows %j", (word) => {
    expect(isShowable(word)).toBe(true);
  });

  it.each([
    "ann@example.com",
    "203.0.113.77",
    "2001:db8:549a:4267:3134:b28e:bc87:4084",
    "4929 3478 7821 8291",
    "740.660.034-86",
    "sk_live_c6y7p8e1s6l8i7h2g2z7n3k9",
    "a sentence of more words than a status has",
  ])("shows no %j", (word) => {
    expect(isShowable(word)).toBe(false);
  });
});

describe("isPerson", () => {
  it.each(["Helena Prado", "Tom Okafor", "Mary"])("takes %j for one", (name) => {
    expect(isPerson(name)).toBe(true);
  });

  it.each(["Livraria Ponte", "Amber Field Crafts", "Harvest Moon", "Café da Serra", "Silver Plan"])(
    "takes %j for none",
    (name) => {
      expect(isPerson(name)).toBe(false);
    },
  );
});
