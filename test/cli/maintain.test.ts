import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openSmall, type Company } from "../pipeline/company.ts";
import { earshot, type Ended } from "./command-line.ts";

let company: Company;

beforeAll(async () => {
  company = await openSmall();
  await company.open().run();
});
afterAll(() => company[Symbol.asyncDispose]());

const here = (...args: string[]): Promise<Ended> => earshot(args, { cwd: company.folder });

describe("earshot optimize, then earshot vacuum", () => {
  it("say what they did, and that there is nothing to do after it", async () => {
    const first = await here("optimize", "ops.quality", "gold.companies");
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/ops\.quality +\d+ → 1 /);
    expect(first.stdout).toContain("1 table is as it should be.");
    expect(first.stderr).toMatch(/^ops\.quality +[\d.]+ m?s\n$/);
    const again = await here("optimize", "--json", "quality");
    expect(JSON.parse(again.stdout)).toMatchObject({
      tables: [{ table: "ops.quality", changed: false, before: { files: 1 }, after: { files: 1 } }],
    });
    const ordered = await here("optimize", "gold.tickets", "--zorder-by", "Region, CREATED_AT");
    expect([ordered.code, ordered.stdout]).toEqual([0, expect.stringContaining("gold.tickets")]);
    expect(
      (await here("optimize", "gold.tickets", "--zorder-by", "region,created_at")).stdout,
    ).toBe("Nothing to do: 1 table is as it should be.\n");
    expect((await here("vacuum")).stdout).toBe("Nothing to delete.\n");
    const zero = ["vacuum", "--retention-hours", "0"];
    expect(await here(...zero)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("are fewer"),
    });
    const would = await here(...zero, "--force", "--dry-run");
    expect(would.stdout).toMatch(/ops\.quality +part-[\da-f-]+\.zstd\.parquet/);
    const done = await here(...zero, "--force");
    expect(done.stderr).toContain("warning: ");
    expect(done.stdout).toMatch(/\d+ files, [\d.]+ kB deleted\.\n$/);
    expect((await here("vacuum", "--json", "--dry-run")).stdout).toContain('"dry_run": true');
    expect((await here("plan")).stdout).toContain("Nothing to do");
  });

  it("take the examples of their help", async () => {
    const { stdout } = await here("optimize", "--help");
    const [, line = ""] = /earshot (optimize gold\.tickets .*)/.exec(stdout) ?? [];
    expect(line).toContain("--zorder-by");
    expect((await here(...line.split(" "))).code).toBe(0);
  });

  it.each<[string[], number, string]>([
    [["optimize", "gold.tikets"], 3, "did you mean gold.tickets?"],
    [["sql", "OPTIMIZE gold.tikets"], 3, "did you mean gold.tickets?"],
    [["sql", "VACUUM gold.tikets"], 3, "did you mean gold.tickets?"],
    [["sql", "DESCRIBE HISTORY gold.tikets"], 3, "did you mean gold.tickets?"],
    [["sql", "SELECT * FROM tickets VERSION AS OF -1"], 2, "takes the number of a version"],
    [["optimize", "gold.tickets", "--zorder-by", ""], 2, "--zorder-by takes names of columns"],
    [["optimize", "--zorder-by", "region"], 2, "name the tables"],
    [["optimize", "gold.tickets", "--zorder-by", "regoin"], 2, "did you mean region?"],
    [["optimize", "gold.tickets", "--where", "region = 'x'"], 2, "region is no partition column"],
    [["optimize", "gold.tickets", "--where", "region = 'x' OR 1"], 2, "can't choose partitions"],
    [["vacuum", "silver.tikets"], 3, "did you mean silver.tickets?"],
    [["vacuum", "--retention-hours", "-1"], 2, "--retention-hours"],
  ])("%j ends with %d", async (args, code, words) => {
    const ended = await here(...args);
    expect([ended.code, ended.stdout]).toEqual([code, ""]);
    expect(ended.stderr).toContain(words);
  });
});
