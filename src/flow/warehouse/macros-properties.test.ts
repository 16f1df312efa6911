import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { expressionValues, openCaseDatabase } from "./case-tables.ts";

let connection: Connection & AsyncDisposable;
beforeAll(async () => {
  connection = await openCaseDatabase();
});
afterAll(() => connection[Symbol.asyncDispose]());

function valuesOf(expression: string, texts: readonly (string | null)[]) {
  return expressionValues(connection, expression, texts);
}

const textLists = fc.array(
  fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme" }),
    fc.stringMatching(/^[-+0-9.,:/ TZ%$€A-Za-z]{0,30}$/),
    fc.json(),
  ),
  { minLength: 1, maxLength: 50 },
);

/** Runs a property over lists, so that one query tries many values. */
async function holds<T>(
  arbitrary: fc.Arbitrary<T>,
  check: (list: readonly T[]) => Promise<void>,
): Promise<void> {
  const lists = fc.array(arbitrary, { minLength: 1, maxLength: 50 });
  await fc.assert(fc.asyncProperty(lists, check), { numRuns: 10 });
}

describe("whatever the text", () => {
  it.each([
    "clean_text(x)",
    "as_code(x)",
    "as_decimal(x, '.')",
    "as_decimal(x, ',')",
    "as_double(x, '.')",
    "as_bigint(x, '.')",
    "as_boolean(x)",
    "as_timestamp(x, 'dmy', 'America/Sao_Paulo')",
    "as_timestamp(x, 'mdy', 'Europe/Berlin')",
    "as_day(x, 'dmy', 'America/Sao_Paulo')",
    "as_texts(x)",
  ])("%s gives a value or none, and never fails", async (expression) => {
    const property = fc.asyncProperty(textLists, async (list) => {
      expect(await valuesOf(expression, list)).toHaveLength(list.length);
    });
    await fc.assert(property, { numRuns: 10 });
  });

  it.each(["clean_text(x)", "as_code(x)", "upper(clean_text(x))"])(
    "%s changes nothing the second time",
    async (expression) => {
      const property = fc.asyncProperty(textLists, async (list) => {
        const once = await valuesOf(expression, list);
        expect(await valuesOf(expression, once)).toEqual(once);
      });
      await fc.assert(property, { numRuns: 10 });
    },
  );

  it("as_texts changes nothing the second time, where no item is made of marks", async () => {
    const items = fc.stringMatching(/^[a-z0-9é&:. ]{0,8}$/);
    const property = fc.asyncProperty(
      fc.array(
        fc.array(items).map((list) => list.join(";")),
        { minLength: 1 },
      ),
      async (list) => {
        const once = await valuesOf("as_texts(x)", list);
        expect(await valuesOf("as_texts(array_to_string(as_texts(x), '|'))", list)).toEqual(once);
      },
    );
    await fc.assert(property, { numRuns: 10 });
  });

  it("clean_text leaves no blanks around and none double", async () => {
    const property = fc.asyncProperty(textLists, async (list) => {
      for (const text of await valuesOf("clean_text(x)", list)) {
        expect(text === null || (text === text.trim() && text !== "")).toBe(true);
        expect(text ?? "").not.toMatch(/\s\s/);
      }
    });
    await fc.assert(property, { numRuns: 10 });
  });
});

describe("what was written comes back", () => {
  const cents = fc.bigInt({ min: -999_999_999_999_999_999n, max: 999_999_999_999_999_999n });

  it.each([
    [".", ","],
    [".", ""],
    [".", " "],
    [".", "'"],
    [",", "."],
    [",", ""],
    [",", "\u202f"],
  ])(
    "a decimal with %j and thousands marked by %j, and never another number",
    async (mark, dot) => {
      await holds(cents, async (list) => {
        const written = list.map((amount) => grouped(decimalText(amount), mark, dot));
        const read = await valuesOf(`as_decimal(clean_text(x), '${mark}')`, written);
        expect(read).toEqual(list.map(decimalText));
        const other = mark === "." ? "," : ".";
        const misread = await valuesOf(`as_decimal(clean_text(x), '${other}')`, written);
        const wrong = misread.filter(
          (found, i) => found !== null && found !== decimalText(list[i]!),
        );
        // Cents make two digits behind the mark, which no thousands have.
        expect(wrong).toEqual([]);
      });
    },
  );

  it("a number as JavaScript writes it", async () => {
    await holds(fc.double({ noNaN: true, min: -1e150, max: 1e150 }), async (list) => {
      const written = list.map((number) => (Math.abs(number) < 1e-150 ? 0 : number));
      const read = await valuesOf("as_double(x, '.')", written.map(String));
      expect(read.map(Number)).toEqual(written.map((number) => number + 0 || 0));
    });
  });

  it.each(["iso", "iso T", "slashed", "dotted", "dmy", "mdy", "am", "month"] as const)(
    "a time written in the form %s",
    async (form) => {
      const instants = fc.date({
        min: new Date("1970-01-01T00:00:00Z"),
        max: new Date("2068-12-31T00:00:00Z"),
        noInvalidDate: true,
      });
      await holds(instants, async (list) => {
        const whole = list.map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000));
        const order = form === "mdy" ? "mdy" : "dmy";
        const read = await valuesOf(
          `strftime(as_timestamp(x, '${order}', 'UTC') AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:00.000Z')`,
          whole.map((date) => timeText(date, form)),
        );
        expect(read).toEqual(whole.map((date) => date.toISOString()));
      });
    },
  );
});

function decimalText(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function grouped(decimal: string, mark: string, dot: string): string {
  const [whole = "", cents = ""] = decimal.split(".");
  return `${whole.replaceAll(/(?<=\d)(?=(\d{3})+$)/g, dot)}${mark}${cents}`;
}

type Form = "iso" | "iso T" | "slashed" | "dotted" | "dmy" | "mdy" | "am" | "month";

function timeText(date: Date, form: Form): string {
  const [day = "", time = ""] = date.toISOString().slice(0, 16).split("T");
  const [year, month, dayOfMonth] = day.split("-");
  const hour = Number(time.slice(0, 2));
  const twelve = `${hour % 12 === 0 ? 12 : hour % 12}:${time.slice(3)} ${hour < 12 ? "AM" : "PM"}`;
  const name = date.toLocaleString("en", { month: "short", timeZone: "UTC" });
  const texts: Readonly<Record<Form, string>> = {
    iso: `${day} ${time}`,
    "iso T": `${day}T${time}:00.000Z`,
    slashed: `${year}/${month}/${dayOfMonth} ${time}`,
    dotted: `${dayOfMonth}.${month}.${year} ${time}`,
    dmy: `${dayOfMonth}/${month}/${year}, ${time}`,
    mdy: `${month}/${dayOfMonth}/${year} ${time}`,
    am: `${dayOfMonth}/${month}/${year} ${twelve}`,
    month: `${dayOfMonth} ${name} ${year} ${time}`,
  };
  return texts[form];
}
