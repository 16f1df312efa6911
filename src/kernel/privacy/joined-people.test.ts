import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createDetector } from "./detector.ts";
import type { KnownPerson } from "./hints.ts";
import { joinPeople } from "./joined-people.ts";
import { createMasker } from "./masker.ts";
import { findKnown } from "./people/find-known.ts";

const names = ["Oriel Quintanar", "Dr. Oriel Brandvold", "Bo Ekdahl", "Bo Quintanar", "Oriel"];
const emails = ["bo@example.com", "oriel@example.com"];
const phones = ["+55 11 98765-4321", "98765-4321"];
const ids = ["529.982.247-25", "529982247-25", "123-45-6789", "12345678-9"];
const births = ["1985-07-23", "1985-07-24"];

const optional = (values: readonly string[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });
const person: fc.Arbitrary<KnownPerson> = fc.record({
  name: optional(names),
  email: optional(emails),
  phone: optional(phones),
  ids: fc.subarray(ids, { maxLength: 1 }),
  bornOn: optional(births),
});
const lists = fc.array(fc.array(person, { maxLength: 4 }), { maxLength: 4 });
const words = [...names, ...emails, ...phones, ...ids, "Oriel Q.", "B. Ekdahl", "23/07/1985", "e"];
const text = fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((parts) => parts.join(", "));

describe("joinPeople", () => {
  it("gives a list in which is found what is found in one that is made of all", () => {
    const isSame = fc.property(lists, text, (given, said) => {
      expect(joinPeople(given)).toEqual(given.flat());
      expect(findKnown(said, joinPeople(given))).toEqual(findKnown(said, given.flat()));
    });
    fc.assert(isSame);
  });

  it("numbers them as one list does, also where it is joined of joined ones", () => {
    const masker = createMasker(createDetector({ people: false, addresses: false }));
    const isSame = fc.property(lists, fc.array(text, { maxLength: 3 }), (given, texts) => {
      const [first = [], ...others] = given;
      const known = joinPeople([first, joinPeople(others)]);
      const masked = masker.maskTogether(texts, { known });
      expect(masked).toEqual(masker.maskTogether(texts, { known: given.flat() }));
    });
    fc.assert(isSame);
  });

  it("keeps a single list as it is", () => {
    const list = [{ name: "Bo Ekdahl" }];
    expect(joinPeople([list])).toBe(list);
  });
});
