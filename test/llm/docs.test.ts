import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { llmProviders } from "../../src/core/config/llm-settings.ts";
import { readSettings } from "../../src/core/config/read-settings.ts";
import { openChatModel, openFallbackModel } from "../../src/flow/llm/open-models.ts";

const page = await readFile(join(import.meta.dirname, "../../docs/llm.md"), "utf8");
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = ""]) => yaml);
const environment = {
  OPENAI_API_KEY: "a",
  AZURE_OPENAI_API_KEY: "b",
  ANTHROPIC_API_KEY: "c",
  AZURE_LANGUAGE_KEY: "d",
};

/** The providers that an example's settings open, without asking them. */
async function openedBy(yaml: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-llm-docs-"));
  try {
    await writeFile(join(folder, "earshot.yaml"), yaml);
    const { llm } = readSettings({ folder, environment }).settings;
    const models = [await openChatModel(llm), await openFallbackModel(llm)];
    return models.flatMap((model) => (model === undefined ? [] : [model.provider]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("docs/llm.md", () => {
  it("has settings that open each provider", async () => {
    const opened = await Promise.all(
      examples.filter((yaml) => yaml.includes("provider:")).map(openedBy),
    );
    expect([...new Set(opened.flat())].toSorted()).toEqual([...llmProviders].toSorted());
  });
});
