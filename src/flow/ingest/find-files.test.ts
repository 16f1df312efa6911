import { chmod, mkdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fixedClock } from "../../core/base/clock.ts";
import { sha256 } from "../../core/base/hash.ts";
import { cachedFileHash, openHashCache } from "./file-hash-cache.ts";
import { findFiles } from "./find-files.ts";
import { openTestRoom, type TestRoom } from "./testing.ts";

let room: TestRoom;

beforeEach(async () => {
  room = await openTestRoom();
});

afterEach(() => room[Symbol.asyncDispose]());

async function names(
  path: string | string[],
  settings: Record<string, unknown> = {},
): Promise<string[]> {
  return (await findFiles(room.context({ path, ...settings }))).map(({ name }) => name);
}

describe("findFiles", () => {
  it("gives paths and globs in natural order, each file once", async () => {
    for (const name of ["10.csv", "2.csv", "1.csv", "b/3.csv", "A.csv", "a.csv", "x.txt"])
      await room.write(`in/${name}`, name);
    expect(await names("in/*.csv")).toEqual([
      "in/1.csv",
      "in/2.csv",
      "in/10.csv",
      "in/a.csv",
      "in/A.csv",
    ]);
    expect(await names(["./in/x.txt", "in/**/*.csv", "in/1.csv"])).toHaveLength(7);
    expect(await names(join(room.folder, "in", "*.csv"))).toHaveLength(5);
    expect(await names("in/{1,2}.csv")).toEqual(["in/1.csv", "in/2.csv"]);
  });

  it("takes a name with a glob's marks for itself when there is such a file", async () => {
    await room.write("chats [1].csv", "x");
    expect(await names("chats [1].csv")).toEqual(["chats [1].csv"]);
  });

  it("leaves out folders and links that lead nowhere", async () => {
    await room.write("in/a.csv", "x");
    await mkdir(join(room.folder, "in", "folder.csv"));
    await symlink(join(room.folder, "nothing"), join(room.folder, "in", "link.csv"));
    expect(await names("in/*.csv")).toEqual(["in/a.csv"]);
  });

  it("tells by the fingerprint when the content, or how it is read, is another", async () => {
    await room.write("a.csv", "x");
    const context = (settings: Record<string, unknown> = {}) =>
      room.context({ path: "a.csv", ...settings });
    const [first] = await findFiles(context());
    expect(first).toMatchObject({ name: "a.csv", bytes: 1, location: join(room.folder, "a.csv") });
    expect(first?.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect((await findFiles(context()))[0]).toEqual(first);
    expect((await findFiles(context({ entity: "ticket" })))[0]).toEqual(first);
    for (const settings of [
      { delimiter: ";" },
      { header: false },
      { encoding: "latin1" },
      { escape: "!" },
    ])
      expect((await findFiles(context(settings)))[0]?.fingerprint).not.toBe(first?.fingerprint);
    await room.write("a.csv", "y");
    expect((await findFiles(context()))[0]?.fingerprint).not.toBe(first?.fingerprint);
  });

  it.each([
    ["a.csv", "there is no file a.csv"],
    ["nothing/a.csv", "there is no file nothing/a.csv"],
    ["in/*.json", "no file matches in/*.json"],
    ["in", "in is a folder; name its files, such as in/*.csv"],
    ["in/a.csv/b.csv", "there is no file in/a.csv/b.csv"],
  ])("says of %s that %s", async (path, message) => {
    await room.write("in/a.csv", "x");
    await expect(names(path)).rejects.toMatchObject({
      code: "SOURCE_FILE_MISSING",
      message: expect.stringContaining(message) as string,
    });
  });

  it("says when a file may not be read", async () => {
    await chmod(await room.write("a.csv", "x"), 0);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.("nobody"); // root may read anything
    try {
      await expect(names("a.csv")).rejects.toThrow(/no permission/);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

describe("cachedFileHash", () => {
  const later = { clock: { now: () => new Date(Date.now() + 60_000) } };
  let path: string;

  beforeEach(async () => {
    path = await room.write("a.csv", "one");
  });

  it("reads a file whose stamp is the same no second time", async () => {
    const cache = await openHashCache(room.folder);
    expect(await cachedFileHash(cache, path, later)).toEqual({ hash: sha256("one"), bytes: 3 });
    const [entry] = cache.entries.values();
    entry!.hash = "remembered";
    expect((await cachedFileHash(cache, path, later)).hash).toBe("remembered");
  });

  it("does not trust the stamp of a file that changed a moment ago", async () => {
    const cache = await openHashCache(room.folder);
    const now = { clock: fixedClock(new Date()) };
    await cachedFileHash(cache, path, now);
    expect(cache.entries.size).toBe(0);
  });

  it("sees a change that keeps size and times of content", async () => {
    const time = new Date("2026-01-01T00:00:00Z");
    await utimes(path, time, time);
    const cache = await openHashCache(room.folder);
    await cachedFileHash(cache, path, later);
    await writeFile(path, "two");
    await utimes(path, time, time);
    expect((await cachedFileHash(cache, path, later)).hash).toBe(sha256("two"));
  });

  it("is kept over sessions, and lost or damaged costs nothing but time", async () => {
    const folder = join(room.folder, "cache");
    const cache = await openHashCache(folder);
    await cachedFileHash(cache, path, later);
    await cache.save();
    expect((await openHashCache(folder)).entries.get(path)?.hash).toBe(sha256("one"));
    for (const damage of ["", "{", "null", "7", '{"a":1}', "[1]", '[["x",5]]']) {
      await writeFile(join(folder, "file-hashes.json"), damage);
      const damaged = await openHashCache(folder);
      expect((await cachedFileHash(damaged, path, later)).hash).toBe(sha256("one"));
    }
    await rm(folder, { recursive: true });
    expect((await openHashCache(folder)).entries.size).toBe(0);
  });

  it("loses nothing when several sources save at the same time", async () => {
    const folder = join(room.folder, "cache");
    const caches = await Promise.all(Array.from({ length: 8 }, () => openHashCache(folder)));
    for (const [i, cache] of caches.entries())
      cache.entries.set(`file-${i}`, { stamp: "s", hash: "h" });
    for (const cache of caches) await cache.save();
    expect((await openHashCache(folder)).entries.size).toBe(8);
    await Promise.all(caches.map((cache) => cache.save()));
    expect(JSON.parse(await readFile(join(folder, "file-hashes.json"), "utf8"))).toHaveLength(8);
  });
});
