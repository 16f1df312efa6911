import type { ClientBase, Pool } from "pg";

import { StoreAddressError, StoreUnavailableError } from "./store-errors.ts";
import { systemCode } from "../../core/base/errors.ts";
import { toldHost } from "../../core/base/told-host.ts";
import type { Driver, DriverSession } from "./database.ts";
import { valueParsers } from "./values.ts";

/** Connections that one process has open to a server at a time. */
const connectionsMax = 5;
/** Milliseconds that a connection may take to come about. */
const connectMsMax = 10_000;

/**
 * Connects to a PostgreSQL server.
 *
 * @throws StoreAddressError, and StoreUnavailableError when it can't be reached; their messages never
 *   have the password.
 */
export async function openServer(url: string): Promise<Driver> {
  const place = placeOf(url);
  const { Pool: PoolOf } = (await import("pg")).default;
  const pool: Pool = new PoolOf({
    connectionString: withoutOptions(url),
    max: connectionsMax,
    connectionTimeoutMillis: connectMsMax,
    application_name: "earshot",
    options: `${optionsOf(url)} -c timezone=UTC -c datestyle=ISO`.trim(),
    types: { getTypeParser: (oid: number) => valueParsers.get(oid) ?? asText },
  });
  pool.on("error", () => undefined); // of an idle connection; the next statement opens another
  try {
    const found = await pool.query("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'");
    return driverOf(pool, place, found.rows.length > 0);
  } catch (error) {
    await pool.end();
    const code = systemCode(error);
    throw new StoreUnavailableError(
      `the PostgreSQL server at ${toldPlace(url)} can't be used (${code ?? "no connection"}); ` +
        "look at DATABASE_URL, and whether the server runs and lets this user in",
    );
  }
}

function asText(text: string): string {
  return text;
}

/**
 * What may be told of a URL: server and database, no user and no password.
 *
 * @throws StoreAddressError when it is no address of PostgreSQL's.
 */
export function placeOf(url: string): string {
  const { hostname, port, pathname, searchParams } = parsedUrl(url);
  const host = searchParams.get("host") ?? hostname;
  return `${host}${port === "" ? "" : `:${port}`}${pathname}`;
}

/** The same for messages, which are masked. */
export function toldPlace(url: string): string {
  const parsed = parsedUrl(url);
  if (parsed.searchParams.has("host")) return placeOf(url);
  const host = toldHost(parsed, "DATABASE_URL");
  return host.includes(" ") ? host : `${host}${parsed.pathname}`; // words name the whole address
}

/** Options for the server that stand in a URL, such as `-c search_path=team_a`. */
export function optionsOf(url: string): string {
  return parsedUrl(url).searchParams.get("options") ?? "";
}

/** A URL whose options would replace ours. */
export function withoutOptions(url: string): string {
  return url.replace(/([?&])options=[^&#]*&?/, "$1").replace(/[?&]$/, "");
}

function parsedUrl(url: string): URL {
  // Before a socket's folder no host may stand, which only PostgreSQL's own parsers take.
  const whole = url.replace(/^(postgres(?:ql)?:\/\/(?:[^/@]*@)?)\//, "$1localhost/");
  if (!/^postgres(ql)?:/.test(whole) || !URL.canParse(whole)) throw new StoreAddressError();
  return new URL(whole);
}

function driverOf(pool: Pool, place: string, hasVectors: boolean): Driver {
  return {
    kind: "server",
    hasVectors,
    place,
    query: async (sql, parameters) => (await pool.query(sql, [...parameters])).rows as unknown[],
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  };
}

async function transaction<T>(pool: Pool, work: (within: DriverSession) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  const onError = (): void => void (isBroken = true);
  client.on("error", onError);
  try {
    await client.query("BEGIN");
    const result = await work(sessionOf(client));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(onError);
    throw error;
  } finally {
    client.off("error", onError);
    client.release(isBroken);
  }
}

function sessionOf(client: ClientBase): DriverSession {
  return {
    query: async (sql, parameters) => (await client.query(sql, [...parameters])).rows as unknown[],
    script: async (sql) => void (await client.query(sql)),
  };
}
