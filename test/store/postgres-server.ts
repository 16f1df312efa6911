import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";

/** A PostgreSQL server of this test's own, in a temporary folder; disposing stops it. */
export type PostgresServer = AsyncDisposable & {
  /** URL of a new, empty database. */
  database(): Promise<string>;
};

const nobody = 65_534;
const password = "Geheim/4711"; // with a character that a URL must escape
const startMsMax = 60_000;

/** Starts a server that listens on a socket in its folder only, as a user who is not root. */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-pg-"));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(folder, nobody, nobody);
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  const start = (program: string, options: readonly string[]) =>
    spawn(join(programs, program), options, { cwd: folder, stdio: "ignore", ...user });
  const files = join(folder, "files");
  const initdb = ["-D", files, "-U", "earshot", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"];
  const [code] = (await once(start("initdb", initdb), "close")) as [number | null];
  if (code !== 0) throw new Error(`initdb ended with ${code}`);
  const server = start("postgres", ["-D", files, "-k", folder, "-c", "listen_addresses=", "-F"]);
  const ended = once(server, "close");
  const url = (database: string): string =>
    `postgresql://earshot:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(folder)}`;
  try {
    await untilUp(url("postgres"));
  } catch (error) {
    server.kill("SIGQUIT");
    throw error;
  }
  let count = 0;
  return {
    async database() {
      const name = `test_${(count += 1)}`;
      await ask(url("postgres"), `CREATE DATABASE ${name}`);
      return url(name);
    },
    async [Symbol.asyncDispose]() {
      server.kill("SIGINT"); // ends connections that are open still
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilUp(url: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 100) {
    try {
      return await ask(url, "SELECT 1");
    } catch (error) {
      if (waitedMs >= startMsMax) throw error;
      await sleep(100);
    }
  }
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
