import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Settings } from "../../core/config/settings.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import { loadProject, type Project } from "../pipeline/steps.ts";

/** For the tests only: a project with these sources; no file of them is there. */
export async function projectOf(sources: Readonly<Record<string, unknown>>): Promise<Project> {
  const tempFolder = await mkdtemp(join(tmpdir(), "earshot-govern-"));
  const database = await openDatabase({ threads: 1, memoryLimit: "200MB", tempFolder });
  try {
    const settings = Settings.parse({ sources });
    const place = (path: readonly string[]): string => path.join(".");
    const loaded = { settings, file: undefined, folder: "/company", origins: new Map(), place };
    const connection = await database.connect();
    return await loadProject(loaded, new Date("2026-03-01T12:00:00Z"), connection);
  } finally {
    await database.close();
    await rm(tempFolder, { recursive: true, force: true });
  }
}
