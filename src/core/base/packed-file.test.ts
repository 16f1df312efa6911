import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";

import { readPackedFile } from "./packed-file.ts";

const folder = mkdtempSync(join(tmpdir(), "earshot-packed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("readPackedFile", () => {
  const bytes = Uint8Array.from({ length: 5_000 }, (_, i) => (i * i) % 251);
  const packed = gzipSync(bytes);

  function written(content: Uint8Array): URL {
    const path = join(folder, "file.gz");
    writeFileSync(path, content);
    return pathToFileURL(path);
  }

  it("gives back what was packed", () => {
    expect(new Uint8Array(readPackedFile(written(packed)))).toEqual(bytes);
  });

  it.each([
    ["is cut off", packed.subarray(0, packed.length - 5)],
    ["was changed", packed.map((byte, i) => (i === packed.length >> 1 ? byte ^ 1 : byte))],
    ["is no gzip", new Uint8Array(10)],
  ])("throws when the file %s", (_what, content) => {
    expect(() => readPackedFile(written(content))).toThrow(Error);
  });
});
