import { existsSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openScope } from "../../src/surface/engine/scope.ts";
import { openEngineStore } from "../../src/surface/engine/store.ts";
import { findPostgres } from "../../scripts/postgres.ts";
import { earshot, type Ended } from "../cli/command-line.ts";
import { openSmall, type Company } from "../pipeline/company.ts";
import { startPostgres } from "./postgres-server.ts";

let company: Company;
beforeAll(async () => {
  company = await openSmall();
});
afterAll(() => company[Symbol.asyncDispose]());

const here = (args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> =>
  earshot(args, { cwd: company.folder, environment });

describe("the store of the settings", () => {
  it("is not made by plan, run, doctor and status", async () => {
    for (const args of [["plan"], ["run"], ["run"], ["doctor"], ["store"]]) {
      const { code, stderr } = await here([...args, "--quiet"]);
      expect([args, code, stderr]).toEqual([args, 0, ""]);
    }
    expect((await here(["store"])).stdout).toBe(
      "There is no store yet; what needs one makes it.\n",
    );
    expect((await here(["doctor"])).stdout).toContain("none yet; what needs one makes it in");
    expect(existsSync(join(company.data, "store"))).toBe(false);
  });

  it("is made in the data folder by what needs it, and told of", async () => {
    const scope = openScope({ config: company.config });
    {
      await using store = await openEngineStore(scope, { command: "a test" });
      expect(store.kind).toBe("embedded");
      const held = await here(["store", "status"]);
      expect([held.code, held.stdout]).toEqual([4, ""]);
      expect(held.stderr).toContain(`is open in process ${process.pid}`);
      expect((await here(["doctor"])).stdout).toContain(`process ${process.pid} has it open`);
    }
    const { stdout } = await here(["store", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: "embedded",
      place: join(company.data, "store"),
      has_vectors: true,
      migrations: expect.arrayContaining([
        { number: 1, name: "first", applied_at: expect.stringMatching(/Z$/) },
      ]),
    });
    expect((await here(["doctor"])).stdout).toContain("PostgreSQL 18 within the process");
  });

  it("goes down only when that is confirmed", async () => {
    const asked = await here(["store", "migrate", "--to", "0"]);
    expect([asked.code, asked.stdout]).toEqual([4, ""]);
    expect(asked.stderr).toContain("--yes");
    expect((await here(["store", "migrate", "--to", "0", "--yes"])).stdout).toContain(
      "down 1 first",
    );
    expect((await here(["store"])).stdout).toContain("not yet");
    expect((await here(["store", "migrate"])).stdout).toContain("up 1 first");
    expect((await here(["store", "migrate"])).stdout).toBe("Nothing to do.\n");
    const unknown = await here(["store", "migrate", "--to", "99"]);
    expect(unknown.code).toBe(3);
  });
});

const programs = await findPostgres();

describe.skipIf(programs === undefined)("the store on a server of the settings", () => {
  it("is told of without a password, running or not", async () => {
    await using other = await openSmall();
    const on = (args: readonly string[], url: string): Promise<Ended> =>
      earshot(args, { cwd: other.folder, environment: { DATABASE_URL: url } });
    let url: string;
    {
      await using server = await startPostgres(programs!);
      url = await server.database();
      const made = await on(["store", "migrate"], url);
      expect(made.stdout).toContain("up 1 first");
      for (const args of [["store"], ["doctor"], ["config", "show"]]) {
        const { stdout, stderr } = await on(args, url);
        expect(stdout + stderr).not.toMatch(/Geheim/);
        expect(stdout).toContain(args[0] === "config" ? "database_url" : "PostgreSQL 1");
      }
    }
    for (const [args, code] of [
      [["store"], 8],
      [["doctor"], 8],
    ] as const) {
      const stopped = await on(args, url);
      expect(stopped.code).toBe(code);
      expect(stopped.stdout + stopped.stderr).toContain("can't be used");
      expect(stopped.stdout + stopped.stderr).not.toMatch(/Geheim|earshot:[^ ]/);
    }
    const wrong = await on(["store"], "Geheim:4711@somewhere");
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain("DATABASE_URL is no address");
    expect(wrong.stderr).not.toContain("Geheim");
    expect(existsSync(join(other.data, "store"))).toBe(false);
  });
});
