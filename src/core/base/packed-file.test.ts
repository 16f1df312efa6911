import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

import { packed, readPackedFile } from "./packed-file.ts";

const folder = mkdtempSync(join(tmpdir(), "earshot-packed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(content: Uint8Array): URL {
  const path = join(folder, "file.zst");
  writeFileSync(path, content);
  return pathToFileURL(path);
}

describe("readPackedFile", () => {
  const bytes = Uint8Array.from({ length: 5_000 }, (_, i) => (i * i) % 251);
  const small = packed(bytes);

  it("gives back what was packed", () => {
    expect(small.length).toBeLessThan(bytes.length / 2);
    expect(new Uint8Array(readPackedFile(written(small)))).toEqual(bytes);
  });

  it.each([
    ["is cut off", small.subarray(0, small.length - 5)],
    ["was changed", small.map((byte, i) => (i === small.length >> 1 ? byte ^ 1 : byte))],
    ["is nothing packed", new Uint8Array(10)],
  ])("throws when the file %s", (_what, content) => {
    expect(() => readPackedFile(written(content))).toThrow(Error);
  });
});
