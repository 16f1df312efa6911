import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterEach, describe, expect, it } from "vitest";

import { seededRandom } from "../../src/core/base/random.ts";
import { openStore } from "../../src/storage/store/open-store.ts";
import { problemOf } from "./rows.ts";
import { embeddedIn, storeFolder } from "./store-kinds.ts";

const script = join(import.meta.dirname, "rows-process.ts");

/** Starts a process that writes rows, and kills it once it has told of some. */
async function killedAfter(folder: string, count: number): Promise<number[]> {
  const child = spawn(process.execPath, [script, folder, "1000000"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const told: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(Number(line));
    if (told.length === count) child.kill("SIGKILL");
  }
  await ended;
  return told;
}

describe("an embedded store", () => {
  it("loses no committed row when its process is killed, whenever that is", async () => {
    const random = seededRandom(7);
    for (let round = 0; round < 5; round++) {
      await using folder = await storeFolder();
      const store = join(folder.path, "store");
      const told = await killedAfter(store, random.integer(1, 200));
      expect(told.length).toBeGreaterThan(0);
      expect(await problemOf(store, told)).toBeUndefined();
    }
  });

  it("is of one process: another one is told which, and waits when asked", async () => {
    await using folder = await storeFolder();
    const store = join(folder.path, "store");
    const child = spawn(process.execPath, [script, store, "1000000"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "close");
    await once(child.stdout, "data");
    const error: unknown = await openStore(embeddedIn(store)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "STORE_HELD", kind: "conflict" });
    expect(String(error)).toContain(`process ${child.pid}`);
    expect(String(error)).toContain("DATABASE_URL");
    const waits: number[] = [];
    const onWait = ({ pid }: { pid: number }): void => {
      waits.push(pid);
      child.kill("SIGKILL");
    };
    await using opened = await openStore({ ...embeddedIn(store), waitMs: 60_000, onWait });
    expect(waits).toEqual([child.pid]);
    expect(opened.kind).toBe("embedded");
    await ended;
  });

  it("stops waiting when its caller does", async () => {
    await using folder = await storeFolder();
    await using held = await openStore(embeddedIn(folder.path));
    expect(held.kind).toBe("embedded");
    const stop = new AbortController();
    const waiting = openStore({
      ...embeddedIn(folder.path),
      waitMs: 60_000,
      onWait: () => stop.abort(new Error("stopped")),
      signal: stop.signal,
    });
    await expect(waiting).rejects.toThrow(/stopped|aborted/);
  });

  it("names the command that has it open, and opens after it", async () => {
    await using folder = await storeFolder();
    const options = embeddedIn(folder.path);
    {
      await using held = await openStore({ ...options, command: "earshot run" });
      expect(held.kind).toBe("embedded");
      await expect(openStore(options)).rejects.toThrow(`process ${process.pid}`);
      await expect(openStore(options)).rejects.toThrow("earshot run");
    }
    await using again = await openStore(options);
    expect(again.kind).toBe("embedded");
    expect((await readdir(folder.path)).toSorted()).toEqual(["aside", "lock", "postgres"]);
  });

  it("opens where a killed process left half a folder, and with a damaged cache", async () => {
    await using folder = await storeFolder();
    const [store, cache] = [join(folder.path, "store"), join(folder.path, "cache")];
    await mkdir(join(store, "postgres.new", "base"), { recursive: true });
    await mkdir(cache);
    for (const damage of [undefined, "not a packed folder"]) {
      const place = join(folder.path, `store-${damage === undefined ? 1 : 2}`);
      if (damage !== undefined)
        for (const name of await readdir(cache)) await writeFile(join(cache, name), damage);
      await using opened = await openStore({ ...embeddedIn(place), cacheFolder: cache });
      expect(await opened.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
      expect(await readdir(cache)).toHaveLength(1);
    }
    await using opened = await openStore({ ...embeddedIn(store), cacheFolder: cache });
    expect(opened.kind).toBe("embedded");
    expect(await readdir(store)).not.toContain("postgres.new");
  });

  it("opens without a cache that can't be written", async () => {
    await using folder = await storeFolder();
    const cacheFolder = join(folder.path, "file");
    await writeFile(cacheFolder, "");
    await using store = await openStore({ ...embeddedIn(join(folder.path, "store")), cacheFolder });
    expect(store.kind).toBe("embedded");
  });

  it("refuses files of another PostgreSQL, and says what to do", async () => {
    await using folder = await storeFolder();
    await (await openStore(embeddedIn(folder.path)))[Symbol.asyncDispose]();
    await writeFile(join(folder.path, "postgres", "PG_VERSION"), "17\n");
    const opening = openStore(embeddedIn(folder.path));
    await expect(opening).rejects.toThrow(
      /is of PostgreSQL 17, this Earshot has 18; docs\/store\.md/,
    );
    await expect(openStore(embeddedIn(folder.path))).rejects.not.toThrow("held");
  });
});

describe("an embedded store on a full disk", () => {
  const files = createRequire(import.meta.url)("node:fs") as typeof fs; // as PGlite has it
  const { writeSync } = files;
  afterEach(() => {
    files.writeSync = writeSync;
  });

  it.each([0, 3, 40, 200])(
    "says so after %i more writes, and opens when there is room",
    async (left) => {
      await using folder = await storeFolder();
      const store = await openStore(embeddedIn(folder.path));
      await store.rows("CREATE TABLE kept (id INTEGER PRIMARY KEY, pair INTEGER, body TEXT)");
      let room = left;
      files.writeSync = ((...given: Parameters<typeof writeSync>) => {
        if (room-- > 0) return writeSync(...given);
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
          code: "ENOSPC",
        });
      }) as typeof writeSync;
      let told = 0;
      const filling = async (): Promise<void> => {
        for (let id = 1; ; id++) {
          await store.rows("INSERT INTO kept VALUES ($1, 0, $2)", [id, "x".repeat(3_000)]);
          told = id;
        }
      };
      await expect(filling()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
      files.writeSync = writeSync;
      await store[Symbol.asyncDispose]();
      await using again = await openStore(embeddedIn(folder.path));
      const [row] = await again.rows("SELECT count(*) AS count FROM kept WHERE id <= $1", [told]);
      expect(row).toEqual({ count: told });
      await again.rows("INSERT INTO kept VALUES (100000, 0, '')");
    },
  );
});
