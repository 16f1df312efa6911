import { existsSync } from "node:fs";
import { glob, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { aptInstall, orSkip, run } from "./installing.ts";
import { pythonEnv } from "./python-env.ts";

const debianFolder = "/usr/lib/postgresql";

/**
 * The folder of PostgreSQL's programs, for tests that start a server of their own: the newest that
 * Debian has, or that of the path; installs it (as root, with apt-get) when it is missing.
 *
 * @returns undefined when it can't be had; one line on stderr then says what is skipped and why.
 * @throws Error instead, when the environment variable `CI` is `true`.
 */
export function findPostgres(): Promise<string | undefined> {
  return orSkip("PostgreSQL", async () => {
    const found = (await programsOfDebian()) ?? (await programsOnPath());
    if (found !== undefined) return found;
    // The server alone: the package "postgresql" would make and start a cluster of the machine's.
    await aptInstall("postgresql-common");
    await run("sh", ["-c", noCluster]);
    await aptInstall("postgresql");
    const installed = await programsOfDebian();
    if (installed === undefined) throw new Error("apt-get installs no PostgreSQL");
    return installed;
  });
}

const noCluster =
  "mkdir -p /etc/postgresql-common && " +
  "echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf";

/** The same of a PostgreSQL that has pgvector, which Debian 12 lacks: one from PyPI. */
export async function findPostgresWithVectors(): Promise<string | undefined> {
  const python = await pythonEnv("pgserver", ["pgserver==0.1.4"], { isComplete: true });
  if (python === undefined) return undefined;
  const root = dirname(dirname(python));
  const pattern = "{lib/python*,Lib}/site-packages/pgserver/pginstall/bin/initdb*";
  for await (const initdb of glob(pattern, { cwd: root })) return join(root, dirname(initdb));
  throw new Error(`pgserver in ${root} has no initdb`);
}

async function programsOfDebian(): Promise<string | undefined> {
  const versions = (await readdir(debianFolder).catch(() => []))
    .filter((version) => existsSync(join(debianFolder, version, "bin", "initdb")))
    .toSorted((one, other) => Number(other) - Number(one));
  return versions[0] === undefined ? undefined : join(debianFolder, versions[0], "bin");
}

async function programsOnPath(): Promise<string | undefined> {
  const path = await run("sh", ["-c", "command -v initdb"]).catch(() => undefined);
  return path === undefined ? undefined : dirname(path.trim());
}
