import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openFolder, type Company } from "../pipeline/company.ts";
import { earshot, type Ended } from "./command-line.ts";

let company: Company;

beforeAll(async () => {
  company = await openFolder();
  await company.write({
    "rows.csv": "id,said\n1,I want my money back\n2,My parcel never arrived\n3,\n",
    "rows.ndjson": '{"text":"I want my money back"}\n{"text":null}\n',
    "lines.txt": "Thank you, that was wonderful help!\n\nI hate this, what a disgrace\n",
  });
});
afterAll(() => company[Symbol.asyncDispose]());

const run = (args: readonly string[], input?: string): Promise<Ended> =>
  earshot(args, { cwd: company.folder, input });

describe("classify", () => {
  it("gives one text its label, masked before it is read", async () => {
    const text = "I want my money back, write to ann@example.com";
    const labels = ["--labels", "refund, delivery"];
    const { code, stdout, stderr } = await run(["classify", text, ...labels]);
    expect([code, stdout]).toEqual([0, "refund\n"]);
    expect(stderr).toMatch(
      /^confidence [01]\.\d\d, a first guess\nanswered: 1 by local:label-names@1\n$/,
    );
    const json = await run(["classify", text, ...labels, "--json"]);
    expect(JSON.parse(json.stdout)).toEqual([
      {
        text: "I want my money back, write to [EMAIL_1]",
        label: "refund",
        confidence: expect.any(Number) as number,
        source: "local:label-names@1",
      },
    ]);
  });

  it("reads files and standard input", async () => {
    const csv = ["classify", "-f", "rows.csv", "--column", "said", "--labels", "refund,delivery"];
    const { stdout } = await run([...csv, "--json"]);
    expect((JSON.parse(stdout) as { label: string }[]).map(({ label }) => label)).toEqual([
      "refund",
      "delivery",
      null,
    ]);
    const lines = await run(["classify", "--task", "sentiment", "-f", "lines.txt"]);
    expect(lines.stdout).toMatch(/POSITIVE .*wonderful help!.*\n.*NEGATIVE .*disgrace/s);
    const piped = await run(["classify", "--task", "urgency", "--json"], "This is urgent!\n");
    expect(JSON.parse(piped.stdout)).toMatchObject([{ source: expect.stringMatching(/urgency/) }]);
  });

  it.each([
    [["classify", "x"], "--labels: give --labels refund,delivery or --task category"],
    [["classify", "x", "--labels", "a", "--task", "b"], "one of the two"],
    [["classify", "x", "--labels", "a"], "it needs 2 labels or more"],
    [["classify", "x", "--task", "categry"], "there is no model categry; did you mean category?"],
    [["classify", "x", "--task", "tags"], "any number of labels"],
    [["classify", "--task", "category", "-f", "rows.csv"], "rows.csv, line 2: there is no text"],
    [["classify", "--task", "category", "-f", "nowhere.txt"], "no such file"],
  ])("earshot %j says what is wrong", async (args, message) => {
    const { stderr, code } = await run(args);
    expect(stderr).toContain(message);
    expect(code).toBeGreaterThan(0);
  });
});

describe("summarize", () => {
  it("says what a text is about in so many words", async () => {
    const text =
      "Hello, the terminal is broken since Monday. We can not sell. Please send a new one.";
    const { code, stdout } = await run(["summarize", text, "--words", "8"]);
    expect([code, stdout]).toEqual([0, "the terminal is broken since Monday.\n"]);
  });

  it("gives a line for each text", async () => {
    const { stdout, stderr } = await run(["summarize", "-f", "rows.ndjson", "a b c"]);
    expect(stdout).toBe("a b c\nI want my money back\n\n");
    expect(stderr).toBe("answered: 2 by local:summary@1\n");
  });
});

describe("sql", () => {
  it("leaves the lines of an answer that is one text, and tells who answered", async () => {
    const report = "SELECT ai_gen('Write a report: ' || 'The terminal is broken') AS report";
    const { code, stdout, stderr } = await run(["sql", report]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Report on 1 text, .*\n\nMain issues\n- .*\n\nTrends\n- /);
    expect(stderr).toBe("1 row\nanswered: 1 by rules:report@2\n");
    const table = await run(["sql", "SELECT 'a' AS x"]);
    expect(table.stdout).toContain(" x ");
  });
});
