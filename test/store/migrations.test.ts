import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ownMigrations, readMigrations } from "../../src/storage/store/migration-file.ts";
import { migrateDatabase } from "../../src/storage/store/migrate.ts";
import {
  openStore,
  openUnmigrated,
  type StoreOptions,
} from "../../src/storage/store/open-store.ts";
import { migrateStore, readStoreState, type Loss } from "../../src/storage/store/store-state.ts";
import type { StoreQueries } from "../../src/storage/store/store.ts";
import { storeFolder, storeKinds, type StoreKind } from "./store-kinds.ts";

const files = {
  "0001-people.sql":
    "-- up\nCREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n" +
    "INSERT INTO person VALUES (1, 'one');\n-- down\nDROP TABLE person;\n",
  "0002-visits.sql":
    "-- up\nCREATE TABLE visit (person_id INTEGER REFERENCES person, at TIMESTAMPTZ);\n" +
    "CREATE INDEX visit_at ON visit (at);\nALTER TABLE person ADD COLUMN mail TEXT;\n" +
    "-- down\nALTER TABLE person DROP COLUMN mail;\nDROP TABLE visit;\n",
};
const broken = {
  ...files,
  "0003-broken.sql": "-- up\nCREATE TABLE left_over ();\nSELECT nothing;\n-- down\n",
};

/** Every table, column and index that a store has. */
async function schemaOf(store: StoreQueries): Promise<unknown> {
  return await store.rows(
    `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
     WHERE table_schema = current_schema()
     UNION ALL
     SELECT tablename, indexname, indexdef, NULL, NULL FROM pg_indexes WHERE schemaname = current_schema()
     ORDER BY 1, 2`,
  );
}

describe.each(storeKinds)("migrations of a store on $name", ({ start }) => {
  describe.skipIf(start === undefined)("of any folder", () => {
    let kind: StoreKind;
    let temporary: { path: string } & AsyncDisposable;
    beforeAll(async () => {
      temporary = await storeFolder();
      kind = await start!();
    });
    afterAll(async () => {
      await kind[Symbol.asyncDispose]();
      await temporary[Symbol.asyncDispose]();
    });

    /** A new store whose migrations are these. */
    async function withMigrations(
      name: string,
      texts: Record<string, string>,
      options?: StoreOptions,
    ): Promise<StoreOptions> {
      const folder = join(temporary.path, name);
      await mkdir(folder, { recursive: true });
      for (const [file, text] of Object.entries(texts)) await writeFile(join(folder, file), text);
      return { ...(options ?? (await kind.fresh())), migrationsFolder: folder };
    }

    it("give the same tables after up, down and up", async () => {
      for (const folder of [undefined, await withMigrations("same", files)]) {
        const options = folder ?? (await kind.fresh());
        const { clock, migrationsFolder = ownMigrations } = options;
        const migrations = await readMigrations(migrationsFolder);
        await using database = await openUnmigrated(options);
        const schemas = new Map<number, unknown>();
        const numbers = [0, ...migrations.map(({ number }) => number)];
        for (const to of [...numbers, ...numbers.toReversed(), ...numbers]) {
          await migrateDatabase(database, { migrations, clock, to });
          const schema = await schemaOf(database);
          expect(schema, `at ${to}`).toEqual(schemas.get(to) ?? schema);
          schemas.set(to, schema);
        }
        expect(schemas.size).toBe(migrations.length + 1);
      }
    });

    it("tell what going down would drop, and drop nothing unasked", async () => {
      const options = await withMigrations("losses", files);
      await using store = await openStore(options);
      await store.rows("INSERT INTO visit VALUES (1, now()), (1, now())");
      await store[Symbol.asyncDispose]();
      let told: readonly Loss[] = [];
      const mayLose = (losses: readonly Loss[]): boolean => {
        told = losses;
        return false;
      };
      expect(await migrateStore(options, { to: 1, mayLose })).toBeUndefined();
      expect(told).toEqual([{ table: "visit", rowCount: 2 }]);
      const { migrations } = await readStoreState(options);
      expect(migrations.map(({ appliedAt }) => appliedAt instanceof Date)).toEqual([true, true]);
    });

    it("leave nothing of one that fails, and keep those before", async () => {
      const options = await withMigrations("broken", broken);
      await expect(openStore(options)).rejects.toMatchObject({ code: "STORE_STATEMENT" });
      await using database = await openUnmigrated(options);
      expect(JSON.stringify(await schemaOf(database))).not.toContain("left_over");
      expect(await database.rows("SELECT count(*) AS count FROM earshot_migrations")).toEqual([
        { count: 2 },
      ]);
    });

    it("refuse a store that is newer, or that was made by others", async () => {
      const options = await withMigrations("whole", files);
      await (await openStore(options))[Symbol.asyncDispose]();
      const { "0001-people.sql": first, ...later } = files;
      const older = await withMigrations("older", { "0001-people.sql": first }, options);
      await expect(openStore(older)).rejects.toThrow(
        "the store has migration 2 (visits), which this version of Earshot does not know",
      );
      const changed = { "0001-people.sql": `-- another\n${first}`, ...later };
      await expect(openStore(await withMigrations("changed", changed, options))).rejects.toThrow(
        "another migration 1 (people)",
      );
      await (await openStore(options))[Symbol.asyncDispose]();
    });
  });
});

describe.each(storeKinds.filter(({ name }) => name !== "PGlite"))(
  "two that start at once on $name",
  ({ start }) => {
    it.skipIf(start === undefined)("both find every migration applied once", async () => {
      await using kind = await start!();
      const options = await kind.fresh();
      const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(options)));
      const [one] = stores;
      const rows = await one!.rows("SELECT number FROM earshot_migrations ORDER BY number");
      const count = (await readMigrations(ownMigrations)).length;
      expect(rows).toEqual(Array.from({ length: count }, (_, index) => ({ number: index + 1 })));
      for (const store of stores) await store[Symbol.asyncDispose]();
    });
  },
);
