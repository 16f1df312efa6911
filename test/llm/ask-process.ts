import { systemClock } from "../../src/core/base/clock.ts";
import { LlmSettings } from "../../src/core/config/llm-settings.ts";
import { openLlm } from "../../src/flow/llm/open-llm.ts";
import { openChatModel } from "../../src/flow/llm/open-models.ts";
import { openStore } from "../../src/storage/store/open-store.ts";
import { labelQuestion, labelsOf, textsOf } from "./open-testing.ts";

/** What the process is told, as its first argument in JSON. */
export type AskProcessOptions = {
  folder: string;
  databaseUrl?: string;
  url: string;
  textCount: number;
  textStart?: number;
  settings?: object;
};

const told = JSON.parse(process.argv[2] ?? "{}") as AskProcessOptions; // the test that starts it wrote it
const settings = LlmSettings.parse({
  provider: "openai",
  model: "gpt-4o-mini",
  base_url: `${told.url}/v1`,
  api_key: "test-key",
  ...told.settings,
});
await using store = await openStore({
  folder: told.folder,
  databaseUrl: told.databaseUrl,
  clock: systemClock,
  waitMs: 20_000,
});
await using llm = await openLlm({
  settings,
  timeZone: "UTC",
  store,
  chat: await openChatModel(settings),
  clock: systemClock,
});
process.stdout.write("open\n");
const texts = textsOf(told.textCount, told.textStart);
const outcomes = await llm.answer(labelQuestion, texts, { runId: `run-${process.pid}` });
process.stdout.write(`${JSON.stringify(labelsOf(outcomes))}\n`);
