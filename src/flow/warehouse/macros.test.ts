import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { expressionValues, openCaseDatabase } from "./case-tables.ts";

let connection: Connection & AsyncDisposable;
beforeAll(async () => {
  connection = await openCaseDatabase();
});
afterAll(() => connection[Symbol.asyncDispose]());

type Table = readonly (readonly [text: string | null, result: string | null])[];

/** One query for a table of texts and what an expression over `x` makes of them. */
function table(name: string, expression: string, rows: Table): void {
  describe(`${name} of a text`, () => {
    const texts = rows.map(([text]) => text);
    let all: Promise<unknown[]> | undefined;
    it.each(rows.map((row, index) => [...row, index] as const))(
      "turns %j into %j",
      async (_, result, index) => {
        all ??= expressionValues(connection, expression, texts);
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
    ["text_hash('ação')", "0664077f33cc3ebbaa4bbdacac0eb70e740983080f01dce29929e73b7785a7ad"],
    ["text_hash(NULL)", null],
    ["ticket_text('a', 'b')", "a\nb"],
    ["ticket_text(NULL, 'b')", "b"],
    ["ticket_text('a', NULL)", "a"],
    ["ticket_text(NULL, NULL)", null],
    ["ticket_text('(no subject)', 'b')", "b"],
    ["issue_words('TECHNICAL', NULL)", "a technical problem"],
    ["issue_words('BILLING', 'INCORRECT_FEE')", "a wrong charge"],
    ["issue_words('GIFT_CARDS', NULL)", "gift cards"],
    ["issue_words(NULL, NULL)", "something that was not understood"],
    ["ticket_text(' (Sem assunto) ', NULL)", null],
    ["ticket_text('no subject line is shown', 'b')", "no subject line is shown\nb"],
  ])("%s is %j", async (expression, result) => {
    expect(await valueOf(expression)).toBe(result);
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
    expect(await valueOf(`(SELECT ${macro}(x) FROM (SELECT unnest(${list}) AS x))`)).toBe(result);
  });

  it.each([
    ["[1, 3]", "2.0"],
    ["[1, 2, 9]", "2.0"],
    ["[CAST(NULL AS DOUBLE)]", null],
  ])("percentile of %s at the half is %j", async (list, result) => {
    const sql = `(SELECT percentile(CAST(x AS DOUBLE), 0.5) FROM (SELECT unnest(${list}) AS x))`;
    expect(await valueOf(sql)).toBe(result);
  });

  it("texts_joined sorts and says each text once", async () => {
    const sql = "(SELECT texts_joined(x) FROM (SELECT unnest(['b', NULL, 'a', 'b']) AS x))";
    expect(await valueOf(sql)).toBe("a, b");
  });

  it("mean and total give the same for any order of the rows", async () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
    const property = fc.asyncProperty(numbers, async (list) => {
      const both = [list, list.toReversed(), list.toSorted((a, b) => a - b)].map((order) => {
        const rows = order.map((number) => `(CAST('${number}' AS DOUBLE))`).join(", ");
        return valueOf(`(SELECT [mean(x), total(x)] FROM (VALUES ${rows}) AS t(x))`);
      });
      expect(new Set(await Promise.all(both)).size).toBe(1);
    });
    await fc.assert(property, { numRuns: 10 });
  });
});

/** What an expression without a column gives, as text. */
async function valueOf(expression: string): Promise<unknown> {
  const row = await connection.row(`SELECT CAST(${expression} AS VARCHAR) AS v`);
  return row?.["v"];
}
