import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Clock } from "../../core/base/clock.ts";
import { messageOf, systemCode } from "../../core/base/errors.ts";
import { newRunId } from "../../core/base/ids.ts";
import { holdLock, ownHolder, type Holder } from "../../core/base/process-lock.ts";
import type { Driver } from "./database.ts";
import { makeDurable, type NodeFilesHolder } from "./durable-files.ts";
import { placeFreshFolder, postgresMajor } from "./fresh-folder.ts";
import { StoreHeldError, StoreUnavailableError, StoreVersionError } from "./store-errors.ts";
import { valueParsers } from "./values.ts";

export type EmbeddedOptions = {
  /** Folder of the store, made when missing. */
  folder: string;
  clock: Clock;
  /** Of this process, for another one that finds the store open. */
  command?: string | undefined;
  /** Where an initialised folder is kept for the next first start. */
  cacheFolder: string;
  /** Milliseconds to wait while another process has the store open. */
  waitMs?: number | undefined;
  onWait?: ((holder: Holder) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Opens PostgreSQL within this process, on files that this process alone uses until it closes them.
 *
 * @throws StoreHeldError, StoreVersionError, StoreUnavailableError
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Driver> {
  const { folder, signal } = options;
  const lock = await holdStore(options);
  try {
    const files = join(folder, "postgres");
    await placeFreshFolder(files, options.cacheFolder);
    await checkMajor(files);
    signal?.throwIfAborted();
    const engine = await startEngine(files);
    return driverOf(engine, folder, lock);
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

async function holdStore(options: EmbeddedOptions): Promise<AsyncDisposable> {
  const { folder, clock, command, waitMs, onWait, signal } = options;
  const aside = join(folder, "aside");
  await mkdir(aside, { recursive: true });
  const lock = await holdLock(join(folder, "lock"), {
    aside,
    own: ownHolder(newRunId(clock), clock, command),
    heldError: (holder) => new StoreHeldError(folder, holder),
    ...(waitMs === undefined ? {} : { waitMs }),
    onWait,
    signal,
  });
  return lock;
}

/** PostgreSQL's files are made for one major version, and PGlite can't bring them to another. */
async function checkMajor(files: string): Promise<void> {
  const major = (await readFile(join(files, "PG_VERSION"), "utf8")).trim();
  if (major === String(postgresMajor)) return;
  throw new StoreVersionError(
    `the store in ${files} is of PostgreSQL ${major}, this Earshot has ${postgresMajor}; ` +
      "docs/store.md says how to bring it over, or move the folder away to begin anew",
  );
}

type Engine = Awaited<ReturnType<typeof startEngine>>;

async function startEngine(files: string) {
  const [{ PGlite }, { NodeFS }, { vector }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite/nodefs"),
    import("@electric-sql/pglite-pgvector"),
  ]);
  const nodeFiles = new NodeFS(files);
  const start = nodeFiles.init.bind(nodeFiles);
  nodeFiles.init = async (engine, options) => {
    const { emscriptenOpts } = await start(engine, options);
    const durable = (module: { FS: unknown }): void => makeDurable(module.FS as NodeFilesHolder); // Emscripten's, with the NodeFS that was mounted
    return {
      emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), durable] },
    };
  };
  try {
    return await PGlite.create({
      fs: nodeFiles,
      extensions: { vector },
      startParams: [
        ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"), // syncs turned off
        "-c",
        "wal_sync_method=fsync", // fdatasync does nothing in PGlite
        "-c",
        "timezone=UTC",
      ],
    });
  } catch (error) {
    const advice =
      systemCode(error) === "ENOSPC"
        ? "the disk is full"
        : "if it is damaged, put a copy of its folder back, or move it away to begin anew: what " +
          "language models answered is then asked and paid for again";
    throw new StoreUnavailableError(
      `the store in ${files} does not open (${messageOf(error)}); ${advice}`,
      { cause: error },
    );
  }
}

const parsers = Object.fromEntries(valueParsers);
const asIs = (value: string): string => value;
/** Parameters are texts already, whatever type PGlite finds for them. */
const serializers = new Proxy<Record<number, (value: string) => string>>({}, { get: () => asIs });

function driverOf(engine: Engine, folder: string, lock: AsyncDisposable): Driver {
  const options = { parsers, serializers };
  return {
    kind: "embedded",
    hasVectors: true,
    place: folder,
    async query(sql, parameters) {
      return (await engine.query(sql, [...parameters], options)).rows;
    },
    transaction: (work) =>
      engine.transaction((within) =>
        work({
          query: async (sql, parameters) =>
            (await within.query(sql, [...parameters], options)).rows,
          script: async (sql) => void (await within.exec(sql)),
        }),
      ),
    async close() {
      try {
        await engine.close();
      } finally {
        await lock[Symbol.asyncDispose]();
        await rm(join(folder, "aside"), { recursive: true, force: true });
      }
    },
  };
}
