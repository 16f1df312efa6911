import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { earshot } from "../cli/command-line.ts";

describe("privacy report", () => {
  it("tells precision, recall and over-masking of the kit that comes with Earshot", async () => {
    const { code, stdout, stderr } = await earshot(["privacy", "report"]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^built-in kit: \d{3} texts\n/);
    expect(stdout).toMatch(/ EMAIL +\d+ +\d+ +\d+\.\d \(\d+\.\d–\d+\.\d\)/);
    expect(stdout).toMatch(/ nl +\d+ /);
    expect(stdout).toContain("Not looked for: LOCATION.");
  });

  it("reads files of either form, and answers as JSON", async () => {
    await using folder = await openFolder({
      "marks.txt": "== a en_US chats\nI'm ⟦PERSON|Ann Lee⟧, ⟦EMAIL|ann@example.com⟧\n",
      "lines.jsonl.gz": gzipSync(
        `${JSON.stringify({ id: "b", lang: "en", text: "to bob@example.org", spans: [] })}\n`,
      ),
    });
    const files = ["marks.txt", "lines.jsonl.gz"].flatMap((file) => [
      "--kit",
      join(folder.path, file),
    ]);
    const args = ["privacy", "report", ...files, "--no-people", "--json"];
    const { code, stdout } = await earshot(args);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as unknown;
    expect(report).toMatchObject({
      types_off: ["LOCATION"],
      sets: [
        {
          name: "marks.txt",
          text_count: 1,
          types: [
            { type: "EMAIL", marked_count: 1, precision: { value: 1 }, over_masking: { value: 0 } },
            { type: "PERSON", marked_count: 1, found_count: 0, recall: { value: 0 } },
          ],
        },
        { name: "lines.jsonl.gz", negative_count: 1, negative_hit_count: 1 },
      ],
    });
  });

  it.each([
    ["lines.txt", "== a en_US chats\nfine\nan ⟦EMAIL ann@example.com⟧\n", 2, "line 3: ⟦ begins"],
    ["none.txt", undefined, 3, "none.txt can't be read"],
  ])("says what is wrong with %s, and quotes no text", async (name, content, exitCode, message) => {
    await using folder = await openFolder(content === undefined ? {} : { [name]: content });
    const args = ["privacy", "report", "--marked", join(folder.path, name)];
    const { code, stderr } = await earshot(args);
    expect(code).toBe(exitCode);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("ann@");
  });
});

async function openFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ path: string; [Symbol.asyncDispose]: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "earshot-report-"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
