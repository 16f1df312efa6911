import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { shareStore } from "../../src/storage/store/shared-store.ts";
import { embeddedIn, storeFolder } from "./store-kinds.ts";

describe("shareStore", () => {
  it("gives all of a process the same store, and closes it with the last of them", async () => {
    await using folder = await storeFolder();
    const options = embeddedIn(join(folder.path, "store"));
    const [one, two] = await Promise.all([shareStore(options), shareStore(options)]);
    await one.rows("CREATE TABLE notes (note INTEGER)");
    await one[Symbol.asyncDispose]();
    await one[Symbol.asyncDispose](); // closed twice is closed once
    await two.rows("INSERT INTO notes VALUES (7)");
    // while the last one closes, the next one waits for the folder
    const [, three] = await Promise.all([two[Symbol.asyncDispose](), shareStore(options)]);
    expect(await three.rows("SELECT note FROM notes")).toEqual([{ note: 7 }]);
    await three[Symbol.asyncDispose]();
    await expect(three.rows("SELECT 1")).rejects.toThrow("closed");
  });

  it("opens for the others where the first was stopped", async () => {
    await using folder = await storeFolder();
    const options = embeddedIn(join(folder.path, "store"));
    const stop = new AbortController();
    const stopped = shareStore({ ...options, signal: stop.signal });
    const other = shareStore(options);
    stop.abort(new Error("stopped by you"));
    const first = await stopped.catch((error: unknown) => error);
    await using store = await other;
    expect(await store.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    if (!(first instanceof Error)) await (first as AsyncDisposable)[Symbol.asyncDispose]();
  });
});
