import { appendFile, cp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { Clock } from "../../core/base/clock.ts";
import { comparisonOf } from "./promotion.ts";
import { better, fitted, openTestRegistry, ship, standing } from "./testing.ts";

const task = "category";

describe("register", () => {
  it("writes versions 1, 2, 3, the last of them the candidate, and nothing else", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    expect(await registry.listModels()).toEqual([]);
    for (const runId of ["a", "b", "c"]) await registry.register(task, fitted({ runId }));
    expect(await standing(registry, task)).toEqual({
      1: "archived",
      2: "archived",
      3: "candidate",
    });
    expect(await registry.championOf(task)).toBeUndefined();
    const version = await registry.candidateOf(task);
    expect(version).toMatchObject({
      version: 3,
      run_id: "c",
      row_count: 1_000,
      labels: ["billing", "bug"],
    });
    expect([...(await registry.readArtefact(version!, "model.bin"))]).toEqual([1, 2, 3, 4]);
    await expect(registry.readArtefact(version!, "other.bin")).rejects.toMatchObject({
      code: "MODEL_MISSING",
    });
  });

  it("orders by version when the clock jumps back", async () => {
    const times = ["2026-03-05", "2026-03-01", "2025-01-01"].flatMap((day) =>
      Array<string>(8).fill(day),
    );
    const clock: Clock = { now: () => new Date(`${times.shift() ?? "2024-01-01"}T00:00:00Z`) };
    await using own = await openTestRegistry({ clock });
    for (let i = 0; i < 4; i++) await own.registry.register(task, fitted());
    const listed = await own.registry.listVersions(task);
    expect(listed.map(({ ref }) => ref)).toEqual(["1", "2", "3", "4"]);
    const events = await own.registry.audit(task);
    expect(events.map(({ event }) => event)).toEqual([1, 2, 3, 4]);
    expect(events[0]!.at > events[3]!.at).toBe(true);
  });

  it("refuses names that are none, or that differ in capitals only", async () => {
    await using own = await openTestRegistry();
    await expect(own.registry.register("../x", fitted())).rejects.toMatchObject({
      code: "MODEL_NAME_INVALID",
    });
    const artefacts = { "version.json": Uint8Array.of(1) };
    await expect(own.registry.register(task, fitted({ artefacts }))).rejects.toThrow("is taken");
    await own.registry.register(task, fitted());
    await expect(own.registry.register("Category", fitted())).rejects.toThrow("capitals only");
  });

  it("gives the number of a version that was removed to no other", async () => {
    await using own = await openTestRegistry();
    await own.registry.register(task, fitted());
    await own.registry.register(task, fitted());
    await rm(join(own.folder, task, "2"), { recursive: true });
    expect(await own.registry.register(task, fitted())).toMatchObject({ version: 3 });
    await expect(own.registry.version(task, "2")).rejects.toMatchObject({ code: "MODEL_MISSING" });
  });
});

describe("promote", () => {
  it("makes the first version champion, and then only one that is better", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    for (let i = 0; i < 3; i++) await registry.register(task, fitted());
    expect(await registry.promote(task, "1", { by: "ann" })).toEqual({
      isChanged: true,
      from: null,
      to: "1",
    });
    await expect(registry.promote(task, "2")).rejects.toMatchObject({
      code: "MODEL_PROMOTION_REFUSED",
      message: expect.stringContaining("nothing tells whether it is better") as string,
    });
    const verdict = {
      better: false,
      pValue: 0.4,
      interval: [-0.01, 0.02] as const,
      reason: "a tie (p = 0.4)",
    };
    await expect(registry.promote(task, "2", { verdict })).rejects.toThrow("a tie (p = 0.4)");
    await expect(registry.promote(task, "2", { verdict, force: true })).rejects.toThrow(
      "needs a reason",
    );
    const forced = { verdict, force: true, reason: "new labels", by: "bob", runId: "run-7" };
    await registry.promote(task, "2", forced);
    expect(await registry.promote(task, "2", forced)).toMatchObject({ isChanged: false });
    expect(await standing(registry, task)).toEqual({
      1: "archived",
      2: "champion",
      3: "candidate",
    });
    expect((await registry.audit(task)).at(-1)).toMatchObject({
      event: 5,
      action: "promoted",
      by: "bob",
      from: "1",
      to: "2",
      forced: true,
      reason: "new labels",
      run_id: "run-7",
      comparison: { better: false, p_value: 0.4, against: "1" },
      metrics: { accuracy: 0.9 },
      aliases: { champion: 2, candidate: 3 },
    });
  });

  it("takes what was noted with the version, unless the champion is another by now", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    await registry.register(task, fitted());
    await registry.promote(task, "1");
    await registry.register(task, fitted({ comparison: better("1") }));
    const verdict = { better: true, pValue: 0.01, interval: [0.1, 0.2] as const, reason: "better" };
    await registry.register(task, fitted({ comparison: comparisonOf(verdict, "1") }));
    await registry.promote(task, "2");
    await expect(registry.promote(task, "3")).rejects.toThrow(
      "it was held against 1, and the champion is 2 now",
    );
    expect(await registry.championOf(task)).toMatchObject({ version: 2 });
  });

  it("promotes nothing that is not whole", async () => {
    await using own = await openTestRegistry();
    await own.registry.register(task, fitted());
    await writeFile(join(own.folder, task, "1", "model.bin"), Uint8Array.of(1, 2, 3, 5));
    await expect(own.registry.promote(task, "1")).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
    expect(await own.registry.championOf(task)).toBeUndefined();
  });
});

describe("a shipped version", () => {
  it("is champion until the user's own is, and again after a rollback", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    await ship(own, task);
    expect(await registry.championOf(task)).toMatchObject({ ref: "shipped-1", isShipped: true });
    await registry.register(task, fitted());
    await expect(registry.promote(task, "1")).rejects.toThrow("the champion (shipped-1)");
    await registry.register(task, fitted({ comparison: better("shipped-1") }));
    await registry.promote(task, "2");
    expect(await standing(registry, task)).toEqual({
      "shipped-1": "archived",
      1: "archived",
      2: "champion",
    });
    expect(await registry.rollback(task)).toMatchObject({ from: "2", to: "shipped-1" });
    expect(await registry.championOf(task)).toMatchObject({ ref: "shipped-1" });
    await registry.promote(task, "1", { force: true, reason: "mine" });
    await registry.promote(task, "shipped", { force: true, reason: "theirs" });
    expect(await registry.rollback(task)).toMatchObject({ from: "shipped-1", to: "1" });
  });
});

describe("rollback", () => {
  it("goes back step by step, and no further than the first", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    for (let i = 1; i <= 3; i++) {
      await registry.register(task, fitted());
      await registry.promote(task, String(i), { force: true, reason: "as asked" });
    }
    expect(
      await registry.rollback(task, { by: "ann", reason: "worse in Portuguese" }),
    ).toMatchObject({ to: "2" });
    expect(await registry.rollback(task)).toMatchObject({ from: "2", to: "1" });
    await expect(registry.rollback(task)).rejects.toMatchObject({ code: "MODEL_ALIAS_REFUSED" });
    await registry.promote(task, "3", { force: true, reason: "again" });
    expect(await registry.rollback(task)).toMatchObject({ from: "3", to: "1" });
    const event = (await registry.audit(task)).find(({ action }) => action === "rolled_back");
    expect(event).toMatchObject({ by: "ann", from: "3", to: "2", reason: "worse in Portuguese" });
  });

  it("says so when the champion before is gone, and knows models by near names", async () => {
    await using own = await openTestRegistry();
    for (const ref of ["1", "2"]) {
      await own.registry.register(task, fitted());
      await own.registry.promote(task, ref, { force: true, reason: "as asked" });
    }
    await rm(join(own.folder, task, "1"), { recursive: true });
    await expect(own.registry.rollback(task)).rejects.toThrow("the champion before, is gone");
    await expect(own.registry.rollback("categry")).rejects.toThrow("did you mean category?");
  });
});

describe("archive", () => {
  it("takes the name of candidate away, and never the champion's", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    await registry.register(task, fitted());
    await registry.promote(task, "1");
    await registry.register(task, fitted());
    expect(await registry.archive(task, "2")).toMatchObject({ isChanged: true });
    expect(await registry.archive(task, "2")).toMatchObject({ isChanged: false });
    await expect(registry.archive(task, "1")).rejects.toThrow("is the champion");
    expect(await standing(registry, task)).toEqual({ 1: "champion", 2: "archived" });
  });
});

describe("a damaged version", () => {
  it.each([
    ["cut off", (path: string) => truncate(path, 3), "it has 3 bytes and was written with 4"],
    ["changed", (path: string) => writeFile(path, "abcd"), "its sha256 is not the one"],
    ["gone", (path: string) => rm(path), "it is missing"],
  ])("is told when its file was %s", async (_, harm, message) => {
    await using own = await openTestRegistry();
    const version = await own.registry.register(task, fitted());
    await harm(join(version.folder, "model.bin"));
    const reading = own.registry.readArtefact(version, "model.bin");
    await expect(reading).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
    await expect(reading).rejects.toThrow(message);
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, 40), "MODEL_DAMAGED"],
    ["changed", (text: string) => text.replace("0.9,", "0.99,"), "MODEL_DAMAGED"],
    ["without a key", (text: string) => text.replace('"kind": "classifier",', ""), "MODEL_DAMAGED"],
    ["no object", () => "[]", "MODEL_DAMAGED"],
    [
      "of a newer format",
      (text: string) => text.replace('"format": 1', '"format": 2'),
      "MODEL_NEWER",
    ],
  ])("is told when its description is %s, and the others are listed", async (_, harm, code) => {
    await using own = await openTestRegistry();
    const { registry } = own;
    await registry.register(task, fitted());
    const { folder } = await registry.register(task, fitted());
    const path = join(folder, "version.json");
    await writeFile(path, harm(await readFile(path, "utf8")));
    await expect(registry.version(task, "2")).rejects.toMatchObject({ code });
    const listed = await registry.listVersions(task);
    expect(listed.map(({ version }) => version?.version)).toEqual([1, undefined]);
    expect(listed[1]!.problem).toContain("version.json");
    expect(await registry.register(task, fitted())).toMatchObject({ version: 3 });
  });

  it("is told when a folder was copied", async () => {
    await using own = await openTestRegistry();
    const { folder } = await own.registry.register(task, fitted());
    await cp(folder, join(own.folder, task, "7"), { recursive: true });
    await expect(own.registry.version(task, "7")).rejects.toThrow("it holds category 1");
  });
});

describe("repair", () => {
  it.each([
    ["overwritten", (path: string) => writeFile(path, "{ nonsense")],
    ["emptied", (path: string) => writeFile(path, "")],
    ["gone", (path: string) => rm(path)],
  ])("writes aliases again that were %s", async (_, harm) => {
    await using own = await openTestRegistry();
    const { registry, folder } = own;
    await registry.register(task, fitted());
    await registry.promote(task, "1");
    await registry.register(task, fitted());
    const before = await standing(registry, task);
    await harm(join(folder, task, "aliases.json"));
    await expect(registry.championOf(task)).rejects.toMatchObject({
      code: "MODEL_REGISTRY_DAMAGED",
    });
    await expect(registry.listVersions(task)).rejects.toThrow("earshot models repair");
    expect(await registry.repair(task)).toEqual({ champion: 1, candidate: 2 });
    expect(await standing(registry, task)).toEqual(before);
    expect(await registry.audit(task)).toHaveLength(3);
  });

  it("can't do it when the audit is lost too, and says what can", async () => {
    await using own = await openTestRegistry();
    await own.registry.register(task, fitted());
    await writeFile(join(own.folder, task, "aliases.json"), "");
    await writeFile(join(own.folder, task, "audit.ndjson"), "");
    await expect(own.registry.repair(task)).rejects.toThrow("restore both from a copy");
  });

  it("takes what the audit says when the aliases were not written after it", async () => {
    await using own = await openTestRegistry();
    const { registry, folder } = own;
    await registry.register(task, fitted());
    const path = join(folder, task, "aliases.json");
    const before = await readFile(path, "utf8");
    await registry.promote(task, "1");
    await writeFile(path, before);
    expect(await registry.repair(task)).toEqual({ champion: 1, candidate: null });
  });
});

describe("the audit", () => {
  it("passes over a line that was cut off, and goes on in its place", async () => {
    await using own = await openTestRegistry();
    await own.registry.register(task, fitted());
    await appendFile(join(own.folder, task, "audit.ndjson"), '{"event":2,"at":"2026');
    expect(await own.registry.audit(task)).toHaveLength(1);
    await own.registry.register(task, fitted());
    expect((await own.registry.audit()).map(({ event }) => event)).toEqual([1, 2]);
  });

  it.each([
    [
      "changed",
      (lines: string[]) => [lines[0]!.replace('"by":"', '"by":"not '), ...lines.slice(1)],
    ],
    ["taken out", (lines: string[]) => lines.slice(1)],
    ["swapped", (lines: string[]) => [lines[1]!, lines[0]!, lines[2]!]],
  ])("tells of a line that was %s, and changes nothing", async (_, harm) => {
    await using own = await openTestRegistry();
    const { registry, folder } = own;
    for (let i = 0; i < 3; i++) await registry.register(task, fitted());
    const path = join(folder, task, "audit.ndjson");
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    await writeFile(path, `${harm(lines).join("\n")}\n`);
    const told = { code: "MODEL_REGISTRY_DAMAGED" };
    await expect(registry.audit(task)).rejects.toMatchObject(told);
    await expect(registry.promote(task, "1")).rejects.toMatchObject(told);
    expect(await registry.candidateOf(task)).toMatchObject({ version: 3 });
  });

  it.each([
    ["all", 0],
    ["its last", 1],
  ])("goes on from the aliases when %s lines are lost, and says so", async (_, keptCount) => {
    await using own = await openTestRegistry();
    const { registry, folder } = own;
    await registry.register(task, fitted());
    await registry.promote(task, "1");
    const path = join(folder, task, "audit.ndjson");
    const lines = (await readFile(path, "utf8")).split("\n").slice(0, keptCount);
    await writeFile(path, lines.map((line) => `${line}\n`).join(""));
    await registry.register(task, fitted());
    const events = await registry.audit(task);
    expect(events.map(({ action }) => action)).toContain("recovered");
    expect(await standing(registry, task)).toEqual({ 1: "champion", 2: "candidate" });
  });
});
