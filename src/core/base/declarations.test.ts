import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  declarationName,
  declarationNames,
  loadDeclaration,
  loadDeclarations,
} from "./declarations.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-declarations-"));
  const files: Readonly<Record<string, string>> = {
    "b-two.ts": 'export default { name: "b-two", n: 2 };',
    "a-one.js": 'export default { name: "a-one", n: 1 };',
    "a-one.test.ts": "throw new Error('tests are no declarations');",
    "types.d.ts": "throw new Error('types are no declarations');",
    "a-one.sql": "SELECT 1",
    "README.md": "words",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("loadDeclarations", () => {
  it("finds every declaration, in name order, and nothing else", async () => {
    expect(declarationNames(folder)).toEqual(["a-one", "b-two"]);
    expect(await loadDeclarations(folder)).toEqual([
      { name: "a-one", n: 1 },
      { name: "b-two", n: 2 },
    ]);
  });

  it("takes a missing default export, and another name than the file's, for a bug", async () => {
    const other = await mkdtemp(join(tmpdir(), "earshot-declarations-"));
    await writeFile(join(other, "none.ts"), "export const name = 'none';");
    await writeFile(join(other, "alias.ts"), "export default { name: 'other' };");
    await expect(loadDeclaration(other, "none")).rejects.toThrow("has no default export");
    await expect(loadDeclaration(other, "alias")).rejects.toThrow("declares other");
    await expect(loadDeclaration(other, "nothing")).rejects.toThrow(/nothing/);
    expect(() => declarationNames(join(other, "nowhere"))).toThrow(/ENOENT/);
    await rm(other, { recursive: true });
  });
});

describe("declarationName", () => {
  it.each([
    ["a/b/sales_kpis.sql", "sales_kpis"],
    ["mask-pii.ts", "mask-pii"],
    ["x.js", "x"],
    ["a.b.ts", "a.b"],
  ])("finds in %s the name %s", (path, name) => {
    expect(declarationName(path)).toBe(name);
  });
});
