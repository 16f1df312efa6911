import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { lakeColumnNames, landingColumns } from "./column-names.ts";

describe("lakeColumnNames", () => {
  it.each([
    [
      ["id", "body"],
      ["id", "body"],
    ],
    [
      ["a b", "A B", "a\tb"],
      ["a_b", "A_B_2", "a_b_3"],
    ],
    [
      [" id ", "", "  "],
      ["id", "column_2", "column_3"],
    ],
    [["a, (b); {c}=d"], ["a_b_c_d"]],
    [
      ["_row", "_file", "_Run_ID"],
      ["_row_2", "_file_2", "_Run_ID_2"],
    ],
    [
      ["a_2", "a", "a"],
      ["a_2", "a", "a_3"],
    ],
    [
      ["preço", "É", 'say "x"', "it's", "a.b", "名前"],
      ["preço", "É", 'say_"x"', "it's", "a.b", "名前"],
    ],
    [["a\0b\u007fc"], ["a_b_c"]],
  ])("turns %j into %j", (names, lake) => {
    expect(lakeColumnNames(names)).toEqual(lake);
  });

  it("gives every column a name of its own that no Delta reader refuses", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 20 }), (names) => {
        const lake = lakeColumnNames(names);
        expect(lake).toHaveLength(names.length);
        expect(new Set([...lake, ...landingColumns].map((name) => name.toLowerCase())).size).toBe(
          lake.length + landingColumns.length,
        );
        for (const name of lake) expect(name).toMatch(/^[^ ,;{}()=\n\t]+$/);
      }),
    );
  });
});
