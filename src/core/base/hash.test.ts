import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { sha256, sha256OfFile } from "./hash.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-hash-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("sha256", () => {
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ])("gives for %j the value of FIPS 180", (text, hash) => {
    expect(sha256(text)).toBe(hash);
  });

  it("takes a text for its UTF-8", () => {
    expect(sha256("é")).toBe(sha256(new Uint8Array([0xc3, 0xa9])));
  });
});

describe("sha256OfFile", () => {
  it.each([0, 1, 1 << 20, (1 << 20) + 1, 3_000_001])(
    "gives the same for %i bytes",
    async (size) => {
      const path = join(folder, "a.bin");
      const bytes = Buffer.alloc(size, "earshot");
      await writeFile(path, bytes);
      expect(await sha256OfFile(path)).toBe(sha256(bytes));
    },
  );

  it("ends with the caller's signal, and with a missing file", async () => {
    const path = join(folder, "b.bin");
    await writeFile(path, Buffer.alloc(4_000_000));
    await expect(sha256OfFile(path, AbortSignal.abort())).rejects.toMatchObject({
      name: "AbortError",
    });
    await expect(sha256OfFile(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
