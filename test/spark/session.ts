import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { sparkEnv } from "../../scripts/spark-env.ts";
import type { JsonObject } from "../../src/storage/delta-log/json.ts";
import { temporaryFolder } from "../delta/temporary-folder.ts";

/** A running Spark with Delta Lake, stopped at the end of an `await using`. */
export type Spark = {
  /**
   * Runs one statement and gives its rows, spelled as `plainRow` spells ours.
   *
   * @throws Error with Spark's message.
   */
  sql(statement: string, settings?: Record<string, string>): Promise<JsonObject[]>;
} & AsyncDisposable;

type Reply = { rows: JsonObject[] } | { error: string };

/** What Spark starts with; undefined when it cannot be had here. */
export const sparkHere = await sparkEnv();

/** Starts Spark: one process with one JVM, some seconds. Statements run one after another. */
export async function openSpark(): Promise<Spark> {
  if (sparkHere === undefined) throw new Error("there is no Spark");
  const { python, java, jars } = sparkHere;
  const folder = await temporaryFolder();
  const child = spawn(python, [join(import.meta.dirname, "session.py"), folder.path, ...jars], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      JAVA_HOME: java,
      TZ: "UTC",
      PYTHONUTF8: "1",
      SPARK_LOCAL_IP: "127.0.0.1",
    },
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (request: JsonObject): Promise<JsonObject[]> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`Spark ended: ${complaints}`);
    const reply = JSON.parse(value) as Reply; // as session.py writes it
    if ("error" in reply) throw new Error(reply.error);
    return reply.rows;
  };
  return {
    sql(statement, settings = {}) {
      const answer = last.then(() => ask({ sql: statement, settings }));
      last = answer.catch(() => undefined);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A table in a folder, as Spark's SQL names it. */
export function pathTable(folder: string): string {
  return `delta.\`${folder.replaceAll("`", "``")}\``;
}
