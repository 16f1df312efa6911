import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { earshot, type Ended } from "../cli/command-line.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";

let folder: string;
let server: LlmServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-llm-command-"));
  server = await startLlmServer({
    apiKey: "right",
    answer: (items) => items.map(() => ({ sentiment: "positive" })),
  });
  await writeFile(
    join(folder, "earshot.yaml"),
    `llm:\n  provider: openai\n  model: gpt-4o-mini\n  base_url: ${server.url}/v1\n`,
  );
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const here = (args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> =>
  earshot(args, { cwd: folder, environment: { EARSHOT_LLM_API_KEY: "right", ...environment } });

describe("earshot llm", () => {
  it("tells the model and its budget before anything was asked, and makes no store", async () => {
    const { code, stdout } = await here(["llm"]);
    expect([code, stdout]).toEqual([
      0,
      "model     openai gpt-4o-mini\nprice     $0.15 for 1,000,000 tokens in, $0.60 out\nbudget    $0 of $5.00 spent this month; left $5.00\nkept      0 answers, 0 vectors\n",
    ]);
    expect((await here(["llm", "ledger"])).stdout).toBe("No call has been made.\n");
    expect((await here(["store"])).stdout).toContain("There is no store yet");
    expect(server.requests).toEqual([]);
  });

  it("tries the model, says what that cost, and has it in the ledger", async () => {
    const tried = await here(["llm", "check", "--json"]);
    const { tokensIn, tokensOut } = server.billed;
    const cost = (tokensIn * 150 + tokensOut * 600) / 1e9;
    expect(JSON.parse(tried.stdout)).toMatchObject({
      model: "openai gpt-4o-mini",
      failure: null,
      tokens_in: tokensIn,
      cost_usd: cost,
    });
    const { lines } = JSON.parse(
      (await here(["llm", "ledger", "--by", "prompt", "--json"])).stdout,
    );
    expect(lines).toMatchObject([
      {
        name: "sentiment-1",
        calls: 1,
        texts: 1,
        answered_texts: 1,
        cost_usd: cost,
        usd_per_5000: cost * 5_000,
      },
    ]);
    const status = JSON.parse((await here(["llm", "status", "--json"])).stdout);
    expect(status).toMatchObject({ spent_usd: cost, left_usd: 5 - cost, kept_answers: 1 });
  });

  it("says what is wrong with a key, without the key", async () => {
    const { code, stdout, stderr } = await here(["llm", "check"], { EARSHOT_LLM_API_KEY: "wr0ng" });
    expect([code, stdout]).toEqual([
      8,
      "openai gpt-4o-mini gives no answer: it refuses the key, the address or the model's name\n",
    ]);
    expect(stderr).toContain("EARSHOT_LLM_API_KEY");
    expect(stderr).not.toContain("wr0ng");
  });

  it("forgets answers only when told twice, and keeps the ledger", async () => {
    expect((await here(["llm", "forget"])).code).toBe(4);
    expect((await here(["llm", "forget", "--yes"])).stdout).toBe(
      "Forgotten: 1 answer, 0 vectors.\n",
    );
    const { lines } = JSON.parse((await here(["llm", "ledger", "--json"])).stdout);
    expect(lines).toHaveLength(2);
  });

  it("has its settings looked at by doctor, without a call", async () => {
    const before = server.requests.length;
    expect((await here(["doctor"])).stdout).toContain("openai gpt-4o-mini, $5 a month");
    const dear = { EARSHOT_LLM_MODEL: "gpt-9" };
    const { code, stdout } = await here(["doctor"], dear);
    expect(code).toBe(8);
    expect(stdout).toContain("what gpt-9 costs is not known; set llm.price.input_usd");
    expect(server.requests).toHaveLength(before);
  });
});
