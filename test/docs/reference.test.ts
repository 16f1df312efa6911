import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { commandListText } from "../../scripts/command-list.ts";
import { referencePages } from "../../scripts/docs.ts";

describe("docs/reference", () => {
  it("is what the declarations say (node scripts/docs.ts writes it)", async () => {
    const pages = await referencePages();
    expect([...pages.keys()]).toEqual(["tables.md", "settings.md", "commands.md"]);
    for (const [name, text] of pages) {
      const url = new URL(`../../docs/reference/${name}`, import.meta.url);
      expect(readFileSync(url, "utf8"), name).toBe(text);
    }
  });
});

describe("src/surface/cli/command-list.ts", () => {
  it("lists the commands (node scripts/command-list.ts writes it)", async () => {
    const url = new URL("../../src/surface/cli/command-list.ts", import.meta.url);
    const names = (text: string): string[] =>
      [...text.matchAll(/name: "([^"]+)",\s*summary:\s*"([^"]+)"/g)].map(([item]) =>
        item.replace(/\s+/g, " "),
      );
    const wanted = names(await commandListText());
    expect(wanted.length).toBeGreaterThan(5);
    expect(names(readFileSync(url, "utf8"))).toEqual(wanted);
  });
});
