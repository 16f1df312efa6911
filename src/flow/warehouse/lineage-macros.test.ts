import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type LineageCases, macros, openLineageCases } from "./lineage-cases.ts";
import { macroTexts } from "./lineage-macros.ts";

let cases: LineageCases;
beforeAll(async () => {
  cases = await openLineageCases();
});
afterAll(() => cases[Symbol.asyncDispose]());

describe("macroCaller", () => {
  it.each([
    ["its argument as it is", "SELECT passed(a) AS z FROM s.t", "z =t.a"],
    ["what it computes", "SELECT cleaned(a, b) AS z FROM s.t", "z ~t.a ~t.b"],
    ["macros in macros", "SELECT twice(a) AS z, passed(passed(b)) AS y FROM s.t", "z ~t.a, y =t.b"],
    ["what it counts", "SELECT how_many(a, n) AS z FROM s.t", "z #t.a ?t.n"],
    ["what it orders by", "SELECT sorted(a, b || k) AS z FROM s.t", "z ~t.a ?t.b ?t.k"],
    ["a table in its body", "SELECT hidden() AS z", "z ~u.c"],
    ["a count given to it", "SELECT cleaned(count(a), 1) AS z FROM s.t", "z #t.a"],
  ])("goes through macros: %s", async (_, sql, expected) => {
    expect(await cases.traced(sql)).toBe(expected);
  });

  it.each([
    [
      "a macro that calls itself",
      "SELECT looped(a) AS z FROM s.t",
      "the macro looped calls itself",
    ],
    ["a macro of other arguments", "SELECT passed(a, b) AS z FROM s.t", "passed takes 1 arguments"],
    [
      "a macro's argument by name",
      "SELECT passed(x := a) AS z FROM s.t",
      "the arguments of passed",
    ],
  ])("refuses %s", async (_, sql, message) => {
    await expect(cases.lineage(sql)).rejects.toThrow(message);
  });
});

describe("macroTexts", () => {
  it("takes a text of statements apart, whatever stands in quotes and comments", () => {
    expect(
      macroTexts(macros).map(({ name, parameters }) => [name, ...parameters].join(" ")),
    ).toEqual([
      "passed x",
      "cleaned x mark",
      "twice x",
      "how_many x y",
      "sorted x y",
      "hidden",
      "looped x",
    ]);
    expect(macroTexts(macros)[1]?.body).toBe("trim(x, ';') || mark");
  });

  it.each([
    "CREATE MACRO f(x) AS x",
    "CREATE OR REPLACE MACRO f(x) AS TABLE FROM s.t",
    "CREATE OR REPLACE MACRO f(x := 1) AS x",
  ])("refuses %s", (sql) => {
    expect(() => macroTexts(sql)).toThrow("no macro that can be traced");
  });
});
