import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { seededRandom } from "../../core/base/random.ts";
import {
  formatCnpj,
  formatCpf,
  isCnpj,
  isCpf,
  luhnCheckDigit,
  randomCnpj,
  randomCpf,
  randomDigits,
  randomTestCard,
} from "./brazil-ids.ts";

const seeds = fc.integer().map((seed) => seededRandom(seed));

describe("isCpf", () => {
  it.each([
    ["529.982.247-25", true],
    ["52998224725", true],
    ["529.982.247-24", false],
    ["111.111.111-11", false],
    ["5299822472", false],
  ])("of %j is %j", (text, answer) => {
    expect(isCpf(text)).toBe(answer);
  });
});

describe("isCnpj", () => {
  it.each([
    ["11.222.333/0001-81", true],
    ["11222333000181", true],
    ["11.222.333/0001-80", false],
    ["00.000.000/0000-00", false],
  ])("of %j is %j", (text, answer) => {
    expect(isCnpj(text)).toBe(answer);
  });
});

describe("randomCpf and randomCnpj", () => {
  it("have right check digits, whatever the seed", () => {
    fc.assert(
      fc.property(seeds, (random) => {
        expect([isCpf(randomCpf(random)), isCnpj(randomCnpj(random))]).toEqual([true, true]);
      }),
    );
  });

  it("are refused with another last digit", () => {
    const steps = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(seeds, steps, (random, step) => {
        for (const id of [formatCpf(randomDigits(random, 9)), randomCnpj(random)]) {
          const wrong = id.slice(0, -1) + ((Number(id.at(-1)) + step) % 10);
          expect([isCpf(id) || isCnpj(id), isCpf(wrong) || isCnpj(wrong)]).toEqual([true, false]);
        }
      }),
    );
  });
});

describe("formatCnpj", () => {
  it("appends the check digits and sets the marks", () => {
    expect(formatCnpj("112223330001")).toBe("11.222.333/0001-81");
  });
});

describe("randomTestCard", () => {
  it("passes Luhn and shows four groups", () => {
    fc.assert(
      fc.property(seeds, (random) => {
        const card = randomTestCard(random);
        const digits = card.replaceAll(" ", "");
        expect(card).toMatch(/^(\d{4} ){3}\d{4}$/);
        expect(luhnCheckDigit(digits.slice(0, -1))).toBe(digits.at(-1));
      }),
    );
  });
});
