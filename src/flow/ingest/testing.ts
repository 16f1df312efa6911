import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { LoadedSettings } from "../../core/config/read-settings.ts";
import { Settings } from "../../core/config/settings.ts";
import { SourceSettings } from "../../core/config/source-settings.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import type { SourceContext } from "./source.ts";

/** For the tests of this room: a folder with files in it, and a database to read them. */
export type TestRoom = AsyncDisposable & {
  folder: string;
  connection: Connection;
  /** Writes a file; returns where it is. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** A source with these settings, on top of the defaults. */
  context(settings: Record<string, unknown>): SourceContext;
  /** Settings with these limits, on top of the defaults. */
  withLimits(limits: Record<string, unknown>): LoadedSettings;
};

/** Opens a room that is removed when disposed. */
export async function openTestRoom(): Promise<TestRoom> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-ingest-"));
  const database = await openDatabase({
    threads: 2,
    memoryLimit: "1GB",
    tempFolder: join(folder, "spill"),
  });
  const place = (path: readonly string[]): string => path.join(".");
  const loaded = {
    settings: Settings.parse({}),
    file: undefined,
    folder,
    origins: new Map(),
    place,
  };
  return {
    folder,
    connection: await database.connect(),
    async write(name, content) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
    context: (settings) => ({
      settings: SourceSettings.parse({ path: "*", ...settings }),
      loaded,
      cacheFolder: join(folder, "cache"),
    }),
    withLimits: (limits) => ({ ...loaded, settings: Settings.parse({ limits }) }),
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
