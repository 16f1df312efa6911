import { setTimeout as sleep } from "node:timers/promises";

import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openStore } from "../../src/storage/store/open-store.ts";
import { openWith, storeKinds, withoutVectors, type StoreKind } from "./store-kinds.ts";

describe.each(storeKinds)("a store on $name", ({ start }) => {
  describe.skipIf(start === undefined)("once open", () => {
    let kind: StoreKind;
    beforeAll(async () => {
      kind = await start!();
    });
    afterAll(async () => {
      await kind[Symbol.asyncDispose]();
    });

    it("gives back every kind of value as it was", async () => {
      await using store = await openWith(
        kind,
        `CREATE TABLE v (id INTEGER, yes BOOLEAN, big BIGINT, real DOUBLE PRECISION, exact NUMERIC,
           body TEXT, at TIMESTAMPTZ, json JSONB, bytes BYTEA, texts TEXT[], bigs BIGINT[], day DATE)`,
      );
      const text = fc.string({ unit: "binary" }).filter((one) => !one.includes("\0"));
      const wellFormed = text.filter((one) => one.isWellFormed());
      const row = fc.record({
        yes: fc.boolean(),
        big: fc
          .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
          .map((big) => (Number.isSafeInteger(Number(big)) ? Number(big) : big)),
        real: fc.double({ noNaN: false }),
        exact: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((digits) => `${digits}.50`),
        body: wellFormed,
        at: fc.date({
          min: new Date("-004000-01-01T00:00:00Z"),
          max: new Date("+200000-01-01T00:00:00Z"),
          noInvalidDate: true,
        }),
        json: fc.dictionary(
          wellFormed,
          fc.oneof(wellFormed, fc.integer(), fc.boolean(), fc.constant(null)),
          { noNullPrototype: true },
        ),
        bytes: fc.uint8Array(),
        texts: fc.array(fc.option(wellFormed)),
        bigs: fc.array(fc.integer()),
        day: fc.constantFrom("2026-02-28", "0001-01-01"),
      });
      let id = 0;
      await fc.assert(
        fc.asyncProperty(row, async (values) => {
          id += 1;
          const columns = Object.keys(values);
          const marks = columns.map((_, index) => `$${index + 2}`);
          await store.rows(
            `INSERT INTO v (id, ${columns.join(", ")}) VALUES ($1, ${marks.join(", ")})`,
            [id, ...Object.values(values)],
          );
          const [found] = await store.rows(`SELECT ${columns.join(", ")} FROM v WHERE id = $1`, [
            id,
          ]);
          expect(found).toEqual(values);
        }),
        { numRuns: 150 },
      );
      expect(id).toBeGreaterThan(100);
    });

    it.each(["a\0b", "half \ud83d", { key: "\0" }])("refuses %j clearly", async (value) => {
      await using store = await openWith(kind, "CREATE TABLE t (body TEXT)");
      await expect(store.rows("INSERT INTO t VALUES ($1)", [value])).rejects.toMatchObject({
        code: "STORE_VALUE",
      });
      expect(await store.rows("SELECT * FROM t")).toEqual([]);
    });

    it("keeps all of a transaction or nothing", async () => {
      await using store = await openWith(kind, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
      const broken = store.transaction(async (within) => {
        await within.rows("INSERT INTO t VALUES (1), (2)");
        expect(await within.rows("SELECT count(*) AS count FROM t")).toEqual([{ count: 2 }]);
        throw new Error("thought better of it");
      });
      await expect(broken).rejects.toThrow("thought better of it");
      expect(await store.rows("SELECT * FROM t")).toEqual([]);
      expect(await store.transaction((within) => within.rows("INSERT INTO t VALUES (3)"))).toEqual(
        [],
      );
      expect(await store.rows("SELECT * FROM t")).toEqual([{ id: 3 }]);
    });

    it("rolls back what a failed statement leaves, and goes on", async () => {
      await using store = await openWith(kind, "CREATE TABLE t (mail TEXT PRIMARY KEY)");
      const insert = "INSERT INTO t VALUES ('ann@example.com')";
      await store.rows(insert);
      const failed = store.transaction(async (within) => {
        await within.rows("INSERT INTO t VALUES ('bob')");
        await within.rows(insert);
      });
      const error: unknown = await failed.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "STORE_STATEMENT", kind: "conflict", sqlState: "23505" });
      expect(String(error)).toContain("t_pkey");
      expect(JSON.stringify(error) + String(error)).not.toContain("ann@");
      expect(await store.rows("SELECT mail FROM t")).toEqual([{ mail: "ann@example.com" }]);
    });

    it("tells a wrong value without its text", async () => {
      await using store = await openWith(kind, "CREATE TABLE t (id INTEGER)");
      const failed = store.rows("INSERT INTO t VALUES ($1)", ["ann@example.com"]);
      const error: unknown = await failed.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: "invalid", sqlState: "22P02" });
      expect(JSON.stringify(error) + String(error)).not.toContain("ann@");
    });

    it("keeps concurrent transactions apart", async () => {
      await using store = await openWith(kind, "CREATE TABLE t (total INTEGER)");
      await store.rows("INSERT INTO t VALUES (0)");
      const add = () =>
        store.transaction(async (within) => {
          const [row] = await within.rows("SELECT total FROM t FOR UPDATE");
          await sleep(1);
          await within.rows("UPDATE t SET total = $1", [Number(row?.["total"]) + 1]);
        });
      await Promise.all(Array.from({ length: 20 }, add));
      expect(await store.rows("SELECT total FROM t")).toEqual([{ total: 20 }]);
    });

    it("refuses the store's own statements within a transaction, which would wait for ever", async () => {
      await using store = await openWith(kind, "CREATE TABLE t (id INTEGER)");
      const inside = store.transaction(() => store.rows("SELECT 1"));
      await expect(inside).rejects.toThrow("use its own statements");
      let left: { rows(sql: string): Promise<unknown> } | undefined;
      await store.transaction(async (within) => {
        left = within;
        await Promise.resolve();
      });
      await expect(left?.rows("SELECT 1")).rejects.toThrow("has ended");
    });

    it("ends what is under way before it closes, and then says that it is closed", async () => {
      const options = await kind.fresh();
      const store = await openStore(options);
      await store.rows("CREATE TABLE t (id INTEGER)");
      const busy = store.transaction(async (within) => {
        await within.rows("INSERT INTO t VALUES (1)");
        await sleep(50);
        await within.rows("INSERT INTO t VALUES (2)");
      });
      const closed = store[Symbol.asyncDispose]();
      await Promise.all([busy, closed, store[Symbol.asyncDispose]()]);
      await expect(store.rows("SELECT 1")).rejects.toThrow("the store is closed");
      await using again = await openStore(options);
      expect(await again.rows("SELECT count(*) AS count FROM t")).toEqual([{ count: 2 }]);
    });

    it("does not open for a caller who has stopped", async () => {
      const signal = AbortSignal.abort(new Error("stopped"));
      await expect(openStore({ ...(await kind.fresh()), signal })).rejects.toThrow("stopped");
    });
  });
});

describe.each(storeKinds.filter(({ name }) => name !== withoutVectors))("$name", ({ start }) => {
  it.skipIf(start === undefined)("has vectors", async () => {
    await using kind = await start!();
    await using store = await openStore(await kind.fresh());
    expect(store.hasVectors).toBe(true);
    await store.rows("CREATE EXTENSION vector");
    await store.rows("CREATE TABLE t (id INTEGER, v vector(3))");
    const vectors = [new Float32Array([1, 0, 0]), new Float32Array([0, 1, 0])];
    for (const [id, vector] of vectors.entries())
      await store.rows("INSERT INTO t VALUES ($1, $2)", [id, vector]);
    const near = await store.rows("SELECT id, v FROM t ORDER BY v <=> $1 LIMIT 1", [
      new Float32Array([0.1, 0.9, 0]),
    ]);
    expect(near).toEqual([{ id: 1, v: "[0,1,0]" }]);
  });
});

describe.each(storeKinds.filter(({ name }) => name === withoutVectors))("$name", ({ start }) => {
  it.skipIf(start === undefined)(
    "says that it lacks pgvector, which Debian 12 has not",
    async () => {
      await using kind = await start!();
      await using store = await openStore(await kind.fresh());
      expect(store.hasVectors).toBe(false);
      await expect(store.rows("CREATE EXTENSION vector")).rejects.toThrow(
        'extension "vector" is not available',
      );
    },
  );
});

describe.each(storeKinds.filter(({ name }) => name === withoutVectors))("$name", ({ start }) => {
  it.skipIf(start === undefined)("that stops is told of as what does not answer", async () => {
    const kind = await start!();
    await using store = await openStore(await kind.fresh());
    const broken = store.transaction(async (within) => {
      await kind[Symbol.asyncDispose]();
      await within.rows("SELECT 1");
    });
    await expect(broken).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(store.rows("SELECT 1")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });
});
