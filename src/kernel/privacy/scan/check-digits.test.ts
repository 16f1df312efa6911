import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isCnpj, isCpf, letteredCnpjEnd } from "./brazil-ids.ts";
import { cardGroupCount } from "./cards.ts";
import { readCodes } from "./code-text.ts";
import { readGroups } from "./digit-groups.ts";
import { ibanEnd } from "./iban.ts";

/** Every digit of a text, in order. */
function digitsOf(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(/\D/g, ""), Number);
}

describe("isCpf and isCnpj", () => {
  it("hold check digits, and refuse digits all alike", () => {
    expect(isCpf(digitsOf("529.982.247-25"))).toBe(true);
    expect(isCpf(digitsOf("529.982.247-26"))).toBe(false);
    expect(isCpf(digitsOf("111.111.111-11"))).toBe(false);
    expect(isCnpj(digitsOf("11.222.333/0001-81"))).toBe(true);
    expect(isCnpj(digitsOf("11.222.333/0001-18"))).toBe(false);
    expect(letteredCnpjEnd(readCodes("12.ABC.345/01DE-35"), 0)).toBe(18);
    expect(letteredCnpjEnd(readCodes("12ABC34501DE35"), 0)).toBe(14);
    expect(letteredCnpjEnd(readCodes("12.ABC.345/01DE-36"), 0)).toBe(0);
  });
});

describe("ibanEnd", () => {
  it.each([
    ["DE89370400440532013000", 22],
    ["DE89 3704 0044 0532 0130 00", 27],
    ["gb82-WEST-1234-5698-7654-32", 27],
    ["DE89370400440532013001", 0],
    ["DE893704004405320130001", 0],
    ["XX89370400440532013000", 0],
    ["DE89 3704", 0],
    ["", 0],
  ])("reads %j to %i", (text, end) => {
    expect(ibanEnd(readCodes(text), 0)).toBe(end);
  });
});

describe("cardGroupCount", () => {
  it.each([
    ["4111111111111111", 1],
    ["4111 1111 1111 1111 12", 4],
    ["3782-822463-10005", 3],
    ["4111 1111 1111 1112", 0],
    ["1111 1111 1111 1117", 0],
    ["4111.1111.1111.1111", 0],
  ])("of %j is %i", (text, count) => {
    expect(cardGroupCount(readGroups(readCodes(text), 0))).toBe(count);
  });

  it("is 0 after any one digit of a card is changed", () => {
    const card = "4111111111111111";
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: 1, max: 9 }), (place, by) => {
        const digit = (Number(card[place]) + by) % 10;
        const changed = `${card.slice(0, place)}${digit}${card.slice(place + 1)}`;
        expect(cardGroupCount(readGroups(readCodes(changed), 0))).toBe(0);
      }),
    );
  });
});
