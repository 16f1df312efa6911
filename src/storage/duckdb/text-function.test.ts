import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { AssertionError } from "../../core/base/errors.ts";
import type { Connection } from "./connection.ts";
import { openDatabase } from "./database.ts";
import { registerTextFunction } from "./text-function.ts";

let folder: string;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-text-function-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  const database = await openDatabase({ threads: 2, memoryLimit: "200MB", tempFolder: folder });
  connection = await database.connect();
  return () => database.close();
});

describe("registerTextFunction", () => {
  it("takes and gives NULL, empty and long texts, any letters", async () => {
    registerTextFunction(connection, "swap", (texts) =>
      texts.map((text) => (text === null ? "was null" : text === "" ? null : `${text}!`)),
    );
    const long = "é😀\n".repeat(100_000);
    const rows = await connection.rows(
      `SELECT swap(x) AS y FROM (VALUES (NULL), (''), ('a\0b'), ('${long}')) AS v(x)`.replace(
        "\0",
        "",
      ),
    );
    expect(rows.map(({ y }) => y)).toEqual(["was null", null, "ab!", `${long}!`]);
  });

  it("sees every row once, in chunks", async () => {
    let seen = 0;
    registerTextFunction(connection, "same", (texts) => {
      expect(texts.length).toBeLessThanOrEqual(2_048);
      seen += texts.length;
      return texts;
    });
    const row = await connection.row(
      "SELECT count(DISTINCT same(range::VARCHAR))::INT AS n FROM range(10000)",
    );
    expect(row).toEqual({ n: 10_000 });
    expect(seen).toBe(10_000);
  });

  it("ends the statement when it throws, and keeps what was thrown", async () => {
    const thrown = new RangeError("no such text");
    const { thrown: kept } = registerTextFunction(connection, "fail", () => {
      throw thrown;
    });
    expect(kept()).toBeUndefined();
    await expect(connection.rows("SELECT fail('a')")).rejects.toThrow("no such text");
    expect(kept()).toBe(thrown);
    expect(await connection.row("SELECT 1 AS a")).toEqual({ a: 1 });
  });

  it("takes another number of results for a bug", async () => {
    const { thrown } = registerTextFunction(connection, "less", () => []);
    await expect(connection.rows("SELECT less('a')")).rejects.toThrow("less: 0 for 1 rows");
    expect(thrown()).toBeInstanceOf(AssertionError);
  });
});
