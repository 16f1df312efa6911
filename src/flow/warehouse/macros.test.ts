import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { openCaseDatabase } from "./case-tables.ts";

let connection: Connection & AsyncDisposable;
beforeAll(async () => {
  connection = await openCaseDatabase();
});
afterAll(() => connection[Symbol.asyncDispose]());

/** A text as SQL, whatever it holds, NUL too. */
function textSql(text: string | null): string {
  if (text === null) return "CAST(NULL AS VARCHAR)";
  return `decode(from_hex('${Buffer.from(text, "utf8").toString("hex")}'))`;
}

/** What an expression over `x` gives for each text, as text. */
async function values(expression: string, texts: readonly (string | null)[]): Promise<unknown[]> {
  const rows = texts.map((text, index) => `(${index}, ${textSql(text)})`);
  const found = await connection.rows(
    `SELECT CAST(${expression} AS VARCHAR) AS v FROM (VALUES ${rows.join(", ")}) AS t(i, x) ORDER BY i`,
  );
  return found.map(({ v }) => v);
}

/** What an expression without a column gives, as text. */
async function value(expression: string): Promise<unknown> {
  const row = await connection.row(`SELECT CAST(${expression} AS VARCHAR) AS v`);
  return row?.["v"];
}

type Table = readonly (readonly [text: string | null, result: string | null])[];

function table(name: string, expression: string, rows: Table): void {
  describe(name, () => {
    const texts = rows.map(([text]) => text);
    let all: Promise<unknown[]> | undefined;
    it.each(rows.map((row, index) => [...row, index] as const))(
      "turns %j into %j",
      async (_, result, index) => {
        all ??= values(expression, texts);
        expect((await all)[index]).toBe(result);
      },
    );
  });
}

table("clean_text", "clean_text(x)", [
  [null, null],
  ["", null],
  ["  \t\r\n ", null],
  [" a  b ", "a b"],
  ["a\tb\r\nc", "a b c"],
  ["a\u00a0\u202f\u3000b", "a b"],
  ["\ufeffT1\u200b", "T1"],
  ["a\u2028b\u2029c\u0085d\u000be", "a b c d e"],
  ["N/A", null],
  ["\tn/a\n", null],
  ["null", null],
  ["None", null],
  ["NaN", null],
  ["#N/A", null],
  ["--", null],
  ["-", null],
  ["?", null],
  ["N/A or so", "N/A or so"],
  ["0", "0"],
  ["São Paulo", "São Paulo"],
  ["👩‍💻 x", "👩‍💻 x"],
]);

table("as_code", "as_code(x)", [
  [null, null],
  ["Pending customer", "PENDING_CUSTOMER"],
  ["  in-progress!! ", "IN_PROGRESS"],
  ["Não é", "NAO_E"],
  ["E-Mail", "E_MAIL"],
  ["日本", null],
  ["___", null],
  ["A1", "A1"],
]);

const amounts: Table = [
  ["1", "1.00"],
  ["-1.5", "-1.50"],
  ["+1.5", "1.50"],
  ["−1.5", "-1.50"],
  ["1,234.56", "1234.56"],
  ["12,345,678.90", "12345678.90"],
  ["1 234.5", "1234.50"],
  ["1'234.5", "1234.50"],
  ["1’234.5", "1234.50"],
  ["R$ 1,234.56", "1234.56"],
  ["-R$ 5", "-5.00"],
  ["R$ -5", "-5.00"],
  ["$5", "5.00"],
  ["-$5.00", "-5.00"],
  ["5 €", "5.00"],
  ["EUR 5", "5.00"],
  ["5 usd", "5.00"],
  ["1.", "1.00"],
  ["0005", "5.00"],
  ["9999999999999999.99", "9999999999999999.99"],
  ["99999999999999999", null],
  ["1,23", null],
  ["1,2345", null],
  ["1,234,56", null],
  ["1.234.567,8", null],
  ["12.34,5", null],
  ["1.2.3", null],
  ["A5", null],
  ["12 MIN", null],
  ["5 6", null],
  ["(5)", null],
  ["--5", null],
  ["+-5", null],
  ["-", null],
  [".", null],
  ["", null],
  ["abc", null],
  ["NaN", null],
  ["Infinity", null],
  ["0x10", null],
  ["٣", null],
];

const turned = (text: string | null): string =>
  (text ?? "").replaceAll(/[.,]/g, (mark) => (mark === "." ? "," : "."));

table("as_decimal", "as_decimal(x, '.')", amounts);
table(
  "as_decimal with a comma",
  "as_decimal(x, ',')",
  amounts.map(([text, result]) => [turned(text), result]),
);

table("as_double", "as_double(x, '.')", [
  ["1.5", "1.5"],
  ["-.5", "-0.5"],
  ["1e3", "1000.0"],
  ["1E-3", "0.001"],
  ["95%", "0.95"],
  ["0.5 %", "0.005"],
  ["5%%", null],
  ["%", null],
  ["1e199", "1e+199"],
  ["1e200", null],
  ["-1e400", null],
  ["9".repeat(61), null],
]);

table("as_bigint", "as_bigint(x, '.')", [
  ["4", "4"],
  ["4.0", "4"],
  ["4.5", null],
  ["4.0000001", null],
  ["-4", "-4"],
  ["1e3", null],
  ["1,000", "1000"],
  ["9223372036854775807", "9223372036854775807"],
  ["-9223372036854775808", "-9223372036854775808"],
  ["9223372036854775808", null],
  ["50%", null],
]);

table("as_boolean", "as_boolean(x)", [
  ["TRUE", "true"],
  ["true", "true"],
  ["1", "true"],
  ["Sim", "true"],
  ["sí", "true"],
  ["oui", "true"],
  ["ja", "true"],
  ["y", "true"],
  ["FALSE", "false"],
  ["0", "false"],
  ["Não", "false"],
  ["nein", "false"],
  ["faux", "false"],
  ["no", "false"],
  ["maybe", null],
  ["2", null],
  [null, null],
]);

const days: Table = [
  ["2026-01-02", "2026-01-02 00:00:00"],
  ["2026-1-2", "2026-01-02 00:00:00"],
  ["2026-01-02T10:15", "2026-01-02 10:15:00"],
  ["2026-01-02 10:15:20.5", "2026-01-02 10:15:20.5"],
  ["2026-01-02T10:15:20.123456", "2026-01-02 10:15:20.123456"],
  ["2026/01/02", "2026-01-02 00:00:00"],
  ["2026.01.02 10:15", "2026-01-02 10:15:00"],
  ["2026/01/02 10:00:00.5", "2026-01-02 10:00:00.5"],
  ["2026-01-02 10:15 PM", "2026-01-02 22:15:00"],
  ["20260102", "2026-01-02 00:00:00"],
  ["2 Jan 2026", "2026-01-02 00:00:00"],
  ["2 january 2026", "2026-01-02 00:00:00"],
  ["Jan 2, 2026", "2026-01-02 00:00:00"],
  ["January 2, 2026", "2026-01-02 00:00:00"],
  ["02-Jan-26", "2026-01-02 00:00:00"],
  ["2 Jan 2026 10:15:20", "2026-01-02 10:15:20"],
  ["Jan 2, 2026, 10:15:20 PM", "2026-01-02 22:15:20"],
  ["02-Jan-2026 10:15:20", "2026-01-02 10:15:20"],
  ["2 Foo 2026", null],
  ["30 Feb 2026", null],
  ["2024-02-29", "2024-02-29 00:00:00"],
  ["2026-02-29", null],
  ["2026-02-31", null],
  ["2026-13-01", null],
  ["2026-01-02 25:00", null],
  ["2026-01-02 (BC)", null],
  ["2026-01-02 10:00:00 America/New_York", null],
  ["2026-01-02T10:00:00Z", null],
  ["2026-01-02 10:00:00 UTC", null],
  ["2026/01/02 10:00+02:00", null],
  ["99999-01-01", null],
  ["0000-00-00", null],
  ["infinity", null],
  ["epoch", null],
  ["now", null],
  ["12:30", null],
  ["12", null],
  [null, null],
];

table("local_time", "local_time(x, 'dmy')", [
  ...days,
  ["03/04/2026", "2026-04-03 00:00:00"],
  ["3-4-2026 10:15", "2026-04-03 10:15:00"],
  ["03.04.2026 10:15:20", "2026-04-03 10:15:20"],
  ["03/04/2026, 10:15:20", "2026-04-03 10:15:20"],
  ["03/04/2026T10:15", "2026-04-03 10:15:00"],
  ["03/04/2026 10:15 pm", "2026-04-03 22:15:00"],
  ["03/04/2026 10:15p.m.", "2026-04-03 22:15:00"],
  ["03/04/2026 12:00 AM", "2026-04-03 00:00:00"],
  ["03/04/26", "2026-04-03 00:00:00"],
  ["03/04/68 10:15", "2068-04-03 10:15:00"],
  ["03/04/69", "1969-04-03 00:00:00"],
  ["31/02/2026", null],
  ["31/04/2026", null],
  ["13/13/2026", null],
  ["01/13/2026", null],
  ["03/04/2026 and more", null],
  ["03/04/026", null],
]);

table("local_time, month first", "local_time(x, 'mdy')", [
  ...days,
  ["03/04/2026", "2026-03-04 00:00:00"],
  ["3/4/2026, 10:15:20 AM", "2026-03-04 10:15:20"],
  ["03/04/26", "2026-03-04 00:00:00"],
  ["01/13/2026", "2026-01-13 00:00:00"],
  ["13/01/2026", null],
  ["02/30/2026", null],
]);

table("as_timestamp in São Paulo", "as_timestamp(x, 'dmy', 'America/Sao_Paulo')", [
  ["2026-01-02T10:00:00Z", "2026-01-02 10:00:00+00"],
  ["2026-01-02T10:00:00z", "2026-01-02 10:00:00+00"],
  ["2026-01-02 10:00:00 UTC", "2026-01-02 10:00:00+00"],
  ["2026-01-02T10:00Z", "2026-01-02 10:00:00+00"],
  ["2026-01-02T10:00:00.123456789Z", "2026-01-02 10:00:00.123456+00"],
  ["2026-01-02T10:00:00+02:00", "2026-01-02 08:00:00+00"],
  ["2026-01-02T10:00:00-0330", "2026-01-02 13:30:00+00"],
  ["2026-01-02 10:00:00+00", "2026-01-02 10:00:00+00"],
  ["2026-01-02 10:00:00 -03", "2026-01-02 13:00:00+00"],
  ["2026/01/02 10:00:00+02:00", "2026-01-02 08:00:00+00"],
  ["02/01/2026 10:00 +02:00", "2026-01-02 08:00:00+00"],
  ["Fri, 02 Jan 2026 10:00:00 GMT", "2026-01-02 10:00:00+00"],
  ["Fri, 02 Jan 2026 10:00:00 -0300", "2026-01-02 13:00:00+00"],
  ["2026-01-02T10:00:00+99:00", null],
  ["2026-02-31T10:00:00Z", null],
  ["2026-01-02 10:00:00", "2026-01-02 13:00:00+00"],
  ["2026-01-02", "2026-01-02 03:00:00+00"],
  ["02/01/2026 10:00", "2026-01-02 13:00:00+00"],
  ["1767312000", "2026-01-02 00:00:00+00"],
  ["1767312000123", "2026-01-02 00:00:00.123+00"],
  ["0000000000", "1970-01-01 00:00:00+00"],
  ["176731200", null],
  ["17673120001", null],
  // The clocks went from 0:00 to 1:00 on 4 November 2018, and from 24:00 to 23:00 on 17 February.
  ["2018-11-04 00:30:00", "2018-11-04 03:30:00+00"],
  ["2018-11-04 01:30:00", "2018-11-04 03:30:00+00"],
  ["2018-02-17 22:30:00", "2018-02-18 00:30:00+00"],
]);

table("as_day in São Paulo", "as_day(x, 'dmy', 'America/Sao_Paulo')", [
  ["2026-01-02", "2026-01-02"],
  ["02/01/2026 23:59", "2026-01-02"],
  ["2018-11-04", "2018-11-04"],
  ["2026-01-02T01:30:00Z", "2026-01-01"],
  ["2026-01-01T23:30:00-05:00", "2026-01-02"],
  ["2026-01-02T00:00:00Z", "2026-01-02"],
  ["2026-01-02T00:00:00.000Z", "2026-01-02"],
  ["2026-01-02 00:00:00+02:00", "2026-01-02"],
  ["1767312000", "2026-01-01"],
  ["31/02/2026", null],
  ["2026-02-31T00:00:00Z", null],
  ["soon", null],
]);

table("as_texts", "as_texts(x)", [
  ["a; b|c,a", "[a, b, c]"],
  ["b", "[b]"],
  ['["a, b", "c"]', "['a, b', c]"],
  ['["é", null, "", "N/A"]', "[é]"],
  ['["caf\\u00e9"]', "[café]"],
  ["['a', 'b']", "[a, b]"],
  ["[b, a]", "[a, b]"],
  ["[1, 2]", "[1, 2]"],
  ["[broken", "[broken]"],
  ["[]", "[]"],
  [";", "[]"],
  [null, null],
]);

describe("times and numbers of the models", () => {
  const at = (text: string): string => `TIMESTAMPTZ '${text.replace(/ (\d\d:\d\d)Z/, " $1:00Z")}'`;
  it.each([
    [`days_between(${at("2026-01-01 00:00Z")}, ${at("2026-01-02 00:00Z")})`, "1"],
    [`days_between(${at("2026-01-01 00:00Z")}, ${at("2026-01-01 23:59:59.999Z")})`, "0"],
    [`days_between(${at("2026-01-01 00:00Z")}, ${at("2025-12-31 23:59:59Z")})`, "-1"],
    [`days_between(CAST(NULL AS TIMESTAMPTZ), ${at("2025-12-31 23:59:59Z")})`, null],
    [`calendar_days(DATE '2025-12-31', DATE '2026-01-01')`, "1"],
    [`calendar_days(DATE '2024-02-28', DATE '2024-03-01')`, "2"],
    [`minutes_between(${at("2026-01-01 00:00Z")}, ${at("2026-01-01 00:01:30Z")})`, "1.5"],
    [`add_hours(${at("2026-01-01 00:00Z")}, 1.5)`, "2026-01-01 01:30:00+00"],
    [`add_hours(${at("2026-01-01 00:00Z")}, NULL)`, null],
    [`day_of(${at("2026-01-01 02:59Z")}, 'America/Sao_Paulo')`, "2025-12-31"],
    [`day_of(${at("2026-01-01 03:00Z")}, 'America/Sao_Paulo')`, "2026-01-01"],
    [`week_of(${at("2026-01-01 00:00Z")}, 'UTC')`, "2025-12-29"],
    [`week_of(${at("2026-01-04 23:59Z")}, 'UTC')`, "2025-12-29"],
    [`week_of(${at("2026-01-05 00:00Z")}, 'UTC')`, "2026-01-05"],
    [`week_of(${at("2026-01-05 02:59Z")}, 'America/Sao_Paulo')`, "2025-12-29"],
    ["part_of(1, 3)", "0.333333"],
    ["part_of(0, 0)", null],
    ["part_of(1, NULL)", null],
    ["percent_of(1, 3)", "33.3333"],
    ["percent_of(-1, 1)", "-100.0"],
    ["percent_of(0, 0)", null],
  ])("%s is %j", async (expression, result) => {
    expect(await value(expression)).toBe(result);
  });

  it.each([
    ["mean", "[1, 2, 4]", "2.333333"],
    ["mean", "[CAST(NULL AS DOUBLE), 2]", "2.0"],
    ["mean", "[CAST(NULL AS DOUBLE)]", null],
    ["mean", "[1e23, 1e23]", "1e+23"],
    ["mean", "[1e300, 3]", "3.0"],
    ["total", "[0.1, 0.2]", "0.3"],
    ["total", "[1e300, 3]", "3.0"],
    ["total", "[CAST(NULL AS DOUBLE)]", null],
  ])("%s of %s is %j", async (macro, list, result) => {
    expect(await value(`(SELECT ${macro}(x) FROM (SELECT unnest(${list}) AS x))`)).toBe(result);
  });

  it.each([
    ["[1, 3]", "2.0"],
    ["[1, 2, 9]", "2.0"],
    ["[CAST(NULL AS DOUBLE)]", null],
  ])("percentile of %s at the half is %j", async (list, result) => {
    const sql = `(SELECT percentile(CAST(x AS DOUBLE), 0.5) FROM (SELECT unnest(${list}) AS x))`;
    expect(await value(sql)).toBe(result);
  });

  it("texts_joined sorts and says each text once", async () => {
    const sql = "(SELECT texts_joined(x) FROM (SELECT unnest(['b', NULL, 'a', 'b']) AS x))";
    expect(await value(sql)).toBe("a, b");
  });

  it("mean and total give the same for any order of the rows", async () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
    const property = fc.asyncProperty(numbers, async (list) => {
      const both = [list, list.toReversed(), list.toSorted()].map((order) => {
        const rows = order.map((number) => `(CAST('${number}' AS DOUBLE))`).join(", ");
        return value(`(SELECT [mean(x), total(x)] FROM (VALUES ${rows}) AS t(x))`);
      });
      expect(new Set(await Promise.all(both)).size).toBe(1);
    });
    await fc.assert(property, { numRuns: 10 });
  });
});

const texts = fc.array(
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
    const property = fc.asyncProperty(texts, async (list) => {
      expect(await values(expression, list)).toHaveLength(list.length);
    });
    await fc.assert(property, { numRuns: 10 });
  });

  it.each(["clean_text(x)", "as_code(x)", "as_texts(x)", "upper(clean_text(x))"])(
    "%s changes nothing the second time",
    async (expression) => {
      const property = fc.asyncProperty(texts, async (list) => {
        const once = (await values(expression, list)) as (string | null)[];
        if (expression === "as_texts(x)") {
          const again = await values("as_texts(array_to_string(as_texts(x), ';'))", list);
          const plain = list.map((text) => !/[[\]"'{}\\]/.test(text));
          expect(again.filter((_, i) => plain[i])).toEqual(once.filter((_, i) => plain[i]));
        } else expect(await values(expression, once)).toEqual(once);
      });
      await fc.assert(property, { numRuns: 10 });
    },
  );

  it("clean_text leaves no blanks around and none double", async () => {
    const property = fc.asyncProperty(texts, async (list) => {
      for (const text of await values("clean_text(x)", list)) {
        expect(text === null || (text === String(text).trim() && text !== "")).toBe(true);
        expect(String(text)).not.toMatch(/\s\s/);
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
        const read = await values(`as_decimal(clean_text(x), '${mark}')`, written);
        expect(read).toEqual(list.map(decimalText));
        const other = mark === "." ? "," : ".";
        const misread = await values(`as_decimal(clean_text(x), '${other}')`, written);
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
      const read = await values("as_double(x, '.')", written.map(String));
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
        const read = await values(
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
