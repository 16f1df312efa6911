import { existsSync } from "node:fs";
import { mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { aptInstall, buildAside, cacheFolder, orSkip, run } from "./installing.ts";
import { pythonEnv } from "./python-env.ts";

// Pinned together: delta-spark 4.1.0 dies on pyspark 4.1.4 as soon as a table has a checkpoint.
const sparkVersion = "4.1.0";
const jars = ["io.delta:delta-spark_4.1_2.13:4.1.0", "io.delta:delta-storage:4.1.0"];
const javaMajors = [17, 21]; // that Spark 4 runs on; the first is installed

/** What it takes to start Spark with Delta Lake. */
export type SparkEnv = {
  /** An interpreter that has pyspark. */
  python: string;
  jars: string[];
  /** The folder of a Java that Spark runs on; for `JAVA_HOME`. */
  java: string;
};

/**
 * Installs Spark with Delta Lake below `.cache/`, half a gigabyte, for tests that hold our tables
 * against it. Needs Java 17 and Maven; installs them (as root, with apt-get) when they are
 * missing. Costs a few file look-ups when all is there.
 *
 * @returns undefined when it cannot be had; one line on stderr then says what is skipped and why.
 * @throws Error instead, when the environment variable `CI` is `true`.
 */
export async function sparkEnv(): Promise<SparkEnv | undefined> {
  const python = await pythonEnv("spark", [`pyspark==${sparkVersion}`]);
  if (python === undefined) return undefined;
  return orSkip("Spark", async () => ({ python, jars: await findJars(), java: await findJava() }));
}

async function findJars(): Promise<string[]> {
  const folder = join(cacheFolder, "spark", jars.join("+").replaceAll(":", "-"));
  if (!existsSync(folder)) await buildAside(folder, folder, copyJars);
  return (await readdir(folder)).map((name) => join(folder, name));
}

/** Has Maven copy the jars themselves; what they depend on comes with Spark. */
async function copyJars(folder: string): Promise<void> {
  await run("mvn", ["--version"]).catch(() => aptInstall("maven"));
  const project = await mkdtemp(join(tmpdir(), "earshot-jars-"));
  try {
    await writeFile(join(project, "pom.xml"), pom());
    const options = [
      "-Dmaven.repo.local=" + join(cacheFolder, "maven"),
      "-DoutputDirectory=" + folder,
    ];
    await run("mvn", ["-q", "-B", "-f", project, ...options, copyGoal]);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

const copyGoal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

function pom(): string {
  const tags = (values: Record<string, string>): string =>
    Object.entries(values)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join("");
  const nothingElse = `<exclusion>${tags({ groupId: "*", artifactId: "*" })}</exclusion>`;
  const dependencies = jars.map((jar) => {
    const [groupId = "", artifactId = "", version = ""] = jar.split(":");
    const exclusions = nothingElse;
    return `<dependency>${tags({ groupId, artifactId, version, exclusions })}</dependency>`;
  });
  const self = tags({
    groupId: "earshot",
    artifactId: "spark-jars",
    version: "1",
    packaging: "pom",
  });
  return (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>' +
    `${self}<dependencies>${dependencies.join("")}</dependencies></project>\n`
  );
}

/** The folder of a Java that Spark runs on, whatever stands first on the path. */
async function findJava(): Promise<string> {
  const found = (await javaOnPath()) ?? (await javaOfDebian());
  if (found !== undefined) return found;
  await aptInstall(`openjdk-${javaMajors[0]}-jre-headless`);
  const installed = await javaOfDebian();
  if (installed !== undefined) return installed;
  throw new Error(`apt-get installs no Java ${javaMajors[0]}`);
}

async function javaOnPath(): Promise<string | undefined> {
  const path = await run("sh", ["-c", "command -v java"]).catch(() => undefined);
  if (path === undefined) return undefined;
  const version = await run(path.trim(), ["--version"]).catch(() => "");
  const major = Number(/^\S+ (\d+)/.exec(version)?.[1]);
  return javaMajors.includes(major) ? dirname(dirname(await realpath(path.trim()))) : undefined;
}

async function javaOfDebian(): Promise<string | undefined> {
  const folder = "/usr/lib/jvm";
  const names = await readdir(folder).catch(() => []);
  const homes = javaMajors.flatMap((major) =>
    names.filter((name) => name.startsWith(`java-${major}-`)),
  );
  return homes.map((name) => join(folder, name)).find((home) => existsSync(join(home, "bin/java")));
}
