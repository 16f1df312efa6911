import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Earshot } from "../../src/surface/engine/engine.ts";
import { sharedFiles } from "../shared-files.ts";
import { openSampleLake, type SampleLake } from "./sample-lake.ts";

let lake: SampleLake;
let earshot: Earshot;

beforeAll(async () => {
  lake = await openSampleLake();
  ({ earshot } = lake);
});

afterAll(async () => lake[Symbol.asyncDispose]());

async function one(sql: string): Promise<unknown> {
  const [row = {}] = await earshot.rows(sql);
  return Object.values(row)[0];
}

describe("the acceptance query", () => {
  it("writes a report with its three parts over the last week's tickets", async () => {
    const query = sharedFiles("ai_functions.sql", "acceptance/ai_functions.sql");
    if (!query.isThere) return;
    const report = String(await one(await readFile(query.path, "utf8")));
    expect(report).toMatch(/^Report on \d+ texts, written by rules without a language model/);
    expect(report).toMatch(/\nMain issues\n- [^]*\nTrends\n- [^]*\nRecommendations\n- /);
    expect(report).toMatch(/Sentiment: NEGATIVE \d+ of \d+/);
    expect(report).toMatch(/such as "[^"]{10,}/);
  });
});

describe("ai_ functions of one text", () => {
  it.each([
    ["ai_analyze_sentiment('I hate this, it is a disgrace')", "negative"],
    ["ai_analyze_sentiment('Thank you, that was wonderful help!')", "positive"],
    ["ai_classify('I want my money back', ARRAY('refund', 'delivery'))", "refund"],
    ["AI_Classify('The invoice is wrong', ['Technical Support', 'billing'])", "billing"],
    [
      "ai_summarize('Hello, the terminal is broken again. It rains.', 4)",
      "the terminal is broken…",
    ],
    ["ai_mask('Call +1 (555) 010-9999', ARRAY('phone'))", "Call [MASKED]"],
    ["ai_similarity('the card is lost', 'the card is lost')", 1],
    ["ai_extract('I paid 30 EUR', ARRAY('amount', 'email')).amount", "30 EUR"],
    ["ai_extract('Write to ann@example.com', ARRAY('email'))['email']", "[EMAIL_1]"],
    ["ai_extract('Write to ann@example.com', ARRAY('shoe size'))", { "shoe size": null }],
  ])("%s is %j", async (call, answer) => {
    expect(await one(`SELECT ${call}`)).toEqual(answer);
  });

  it.each([
    "ai_analyze_sentiment(NULL)",
    "ai_classify(NULL, ARRAY('a', 'b'))",
    "ai_extract(NULL, ARRAY('email'))",
    "ai_summarize(NULL)",
    "ai_gen(NULL)",
    "ai_similarity('a', NULL)",
    "ai_mask(NULL, ARRAY('email'))",
    "ai_analyze_sentiment('')",
    "ai_analyze_sentiment('42 [EMAIL_1]')",
    "ai_classify('  ', ARRAY('a', 'b'))",
    "ai_summarize('!!')",
  ])("%s is NULL", async (call) => {
    expect(await one(`SELECT ${call}`)).toBeNull();
  });

  it.each([
    ["ai_classify('x')", "ai_classify is called ai_classify(content, ARRAY("],
    ["ai_classify('x', ARRAY('a'))", "it needs 2 labels or more"],
    ["ai_classify('x', ARRAY('a', 'A'))", "a label stands twice"],
    ["ai_classify('x', ARRAY('a', upper('b')))", "takes its labels as a list of texts"],
    ["ai_classify('x', 'a')", "takes its labels as a list of texts"],
    ["ai_mask('x', ARRAY('shoe size'))", "nothing here finds shoe size"],
    ["ai_summarize('x', 1 + 1)", "max_words as a number that is written"],
    ["ai_summarize('x', 20000)", "max_words is a whole number from 0 to 10000"],
    [
      "ai_translate('x', 'es')",
      "ai_translate needs a language model, and none is set; set llm.provider",
    ],
    ["ai_gen('Tell a joke')", "ai_gen needs a language model for this"],
    ["ai_gen(DISTINCT 'x')", "ai_gen answers for each row by itself"],
    ["ai_gen('x') OVER ()", "ai_gen answers for each row by itself"],
    ["ai_generate('x')", "there is no function ai_generate"],
    ["ai_summarize('x' || random())", "random() can't stand beside ai_ functions"],
    ["earshot_ai_gen_1('x')", "there is no function earshot_ai_gen_1"],
  ])("SELECT %s is refused", async (call, message) => {
    await expect(one(`SELECT ${call}`)).rejects.toThrow(message);
  });

  it.each([
    "SELECT ai_summarize(subject) FROM tickets USING SAMPLE 5",
    "WITH RECURSIVE r AS (SELECT 'a b' AS a UNION SELECT ai_summarize(a) FROM r) SELECT * FROM r",
    "SELECT * FROM ai_gen('x')",
    "SELECT ai_gen(content) FROM read_text('/etc/passwd')",
  ])("%s is refused", async (sql) => {
    await expect(one(sql)).rejects.toThrow(/can't (?:stand|be called)/);
  });
});

describe("ai_ functions in a query", () => {
  const mood = "ai_analyze_sentiment(description)";

  it("count by groups as the same call written twice does", async () => {
    const twice = await earshot.rows(
      `SELECT ${mood} AS mood, count(*) AS n FROM tickets GROUP BY ${mood} ORDER BY ALL`,
    );
    const named = await earshot.rows(
      `SELECT ${mood} AS mood, count(*) AS n FROM tickets GROUP BY mood ORDER BY ALL`,
    );
    expect(twice).toEqual(named);
    expect(twice.length).toBeGreaterThan(2);
  });

  it("choose rows in WHERE, by their name, in CASE, HAVING, QUALIFY and joins", async () => {
    const all = await earshot.rows(`SELECT ticket_id, ${mood} AS mood FROM tickets`);
    const wanted = all.filter((row) => row["mood"] === "negative").length;
    expect(wanted).toBeGreaterThan(50);
    const counts = [
      `SELECT count(*) FROM tickets WHERE ${mood} = 'negative'`,
      `SELECT count(*) FROM (SELECT ${mood} AS mood FROM tickets WHERE mood = 'negative')`,
      `SELECT count(CASE WHEN ${mood} = 'negative' THEN 1 END) FROM tickets`,
      `SELECT sum(n)::INT FROM (SELECT ${mood} AS m, count(*) AS n FROM tickets GROUP BY 1 HAVING m = 'negative')`,
      `SELECT count(*) FROM (SELECT ticket_id FROM tickets QUALIFY row_number() OVER (PARTITION BY ticket_id) = 1 AND ${mood} = 'negative')`,
      `SELECT count(*) FROM tickets AS a JOIN tickets AS b USING (ticket_id) WHERE ai_analyze_sentiment(b.description) = 'negative'`,
      `SELECT count(*) FROM tickets AS a WHERE EXISTS (SELECT 1 FROM tickets AS b WHERE b.ticket_id = a.ticket_id AND ai_analyze_sentiment(b.description) = 'negative')`,
    ];
    for (const sql of counts) expect(Number(await one(sql)), sql).toBe(wanted);
  });

  it("ask in a WHERE only about rows that meet its other conditions", async () => {
    await using answer = await earshot.query(
      `SELECT count(*) FROM tickets WHERE ${mood} = 'negative' AND priority = 'HIGH' AND length(subject) > 1`,
    );
    const high = Number(
      await one("SELECT count(DISTINCT description) FROM tickets WHERE priority = 'HIGH'"),
    );
    const [source = ["", 0]] = Object.entries(answer.ai?.sources ?? {});
    expect(source).toEqual([expect.stringMatching(/^local:sentiment@/), high]);
  });

  it("ask about the rows of a LIMIT alone, and about each text once", async () => {
    await using answer = await earshot.query(
      `SELECT ai_summarize(description) FROM tickets ORDER BY created_at DESC, ticket_id LIMIT 7`,
    );
    expect(answer.ai?.sources).toEqual({ "local:summary@1": 7 });
    await using same = await earshot.query(
      "SELECT ai_summarize('the card is lost') AS a, ai_summarize(x) AS b FROM (VALUES ('the card is lost'), ('the card is lost')) AS t(x)",
    );
    expect(same.ai?.sources).toEqual({ "local:summary@1": 1 });
  });

  it("nest, in lists and aggregates and lambdas too", async () => {
    const [row] = await earshot.rows(`
      WITH said AS (SELECT * FROM (VALUES ('The card is lost. It rains.'), ('We want our money back. Now.')) AS t(x)),
      short AS (SELECT ai_summarize(x, 5) AS s FROM said)
      SELECT list_transform(list(s ORDER BY s), text -> ai_classify(text, ARRAY('refund', 'card'))) AS labels,
        ai_summarize(string_agg(s, ' ' ORDER BY s), 20) AS all_of_it,
        ai_classify(first(ai_summarize(s, 3) ORDER BY s), ARRAY('money', 'a lost card')) AS nested
      FROM short`);
    expect(row).toEqual({
      labels: ["card", "refund"],
      all_of_it: "The card is lost. We want our money back.",
      nested: "a lost card",
    });
  });

  it("keep the names of columns, and their types", async () => {
    await using answer = await earshot.query(
      "SELECT ai_summarize(subject), upper(ai_summarize(subject)) AS u, ai_similarity(subject, 'a') > 0.5 FROM tickets LIMIT 1",
    );
    expect(answer.columns).toEqual([
      "ai_summarize(subject)",
      "u",
      "(ai_similarity(subject, 'a') > 0.5)",
    ]);
  });

  it("read a name that an item before them has", async () => {
    const [row] = await earshot.rows(
      "SELECT ai_summarize('The card is lost. It rains.', 4) AS s, concat('x ', ai_classify(concat('so ', s), ARRAY('card', 'rain'))) AS c",
    );
    expect(row).toEqual({ s: "The card is lost.", c: "x card" });
  });

  it("are refused beyond limits.ai_rows, with what to do", async () => {
    const small = await lake.reopen("limits: { ai_rows: 10 }");
    await expect(small.rows(`SELECT ${mood} FROM tickets`)).rejects.toThrow(
      "more than 10 different texts; narrow it with WHERE or LIMIT, or raise limits.ai_rows",
    );
    expect(
      await small.rows(`SELECT ${mood} FROM tickets ORDER BY ticket_id LIMIT 10`),
    ).toHaveLength(10);
  });

  it("answer into a Parquet file", async () => {
    const bytes = await earshot.queryToParquet(
      `SELECT ${mood} AS mood FROM tickets`,
      async (path, _reads, ai) => [(await readFile(path)).length, ai?.sources] as const,
    );
    expect(bytes[0]).toBeGreaterThan(300);
    expect(Object.keys(bytes[1] ?? {})).toEqual([expect.stringMatching(/^local:sentiment@/)]);
  });

  it("stop when they are told to", async () => {
    const controller = new AbortController();
    const asked = earshot.rows(`SELECT ${mood} FROM tickets`, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(asked).rejects.toThrow("enough");
    expect(await lake.passingFiles()).toEqual([]);
  });
});
