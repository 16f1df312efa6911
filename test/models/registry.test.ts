import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { EarshotError } from "../../src/core/base/errors.ts";
import { seededRandom } from "../../src/core/base/random.ts";
import { openRegistry } from "../../src/storage/registry/registry.ts";
import { better, fitted, openTestRegistry } from "../../src/storage/registry/testing.ts";
import { earshot } from "../cli/command-line.ts";
import { openFolder } from "../pipeline/company.ts";

const task = "category";
const script = join(import.meta.dirname, "register-process.ts");

type Ended = { code: number | null; lines: string[] };

/** Registers versions in a process of its own, which may be killed. */
function start(folder: string, { count = 1, bytes = 4, shell = "" } = {}) {
  const words = [script, folder, task, String(count), String(bytes)];
  const child =
    shell === ""
      ? spawn(process.execPath, words)
      : spawn("sh", ["-c", `${shell}; exec "$0" "$@"`, process.execPath, ...words]);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = once(child, "close").then(
    ([code]): Ended => ({ code: code as number | null, lines: output.split("\n").filter(Boolean) }), // of 'close'
  );
  return { child, ended };
}

describe("a process that registers versions", () => {
  it("leaves no half version when it is killed, and the next sweeps up", async () => {
    await using own = await openTestRegistry();
    const { registry, folder } = own;
    const random = seededRandom("kill 2026-11");
    let told = 0;
    let killCount = 0;
    for (let i = 0; i < 12; i++) {
      const { child, ended } = start(folder, { count: 50, bytes: 3_000_000 });
      setTimeout(() => child.kill("SIGKILL"), 120 + random.next() * 500);
      const { code, lines } = await ended;
      if (code === null) killCount += 1;
      told += lines.length;
      if (!(await registry.listModels()).includes(task)) continue;
      for (const { problem, version } of await registry.listVersions(task)) {
        expect(problem).toBeUndefined();
        const bytes = await registry.readArtefact(version!, "model.bin");
        expect(bytes).toHaveLength(3_000_000);
      }
    }
    expect(killCount).toBeGreaterThan(6);
    const last = await registry.register(task, fitted());
    const listed = await registry.listVersions(task);
    expect(listed.length).toBeGreaterThan(told); // each that was told is there, and this one
    expect(listed.at(-1)).toMatchObject({ ref: last.ref, alias: "candidate" });
    expect(await readdir(join(folder, task, ".tmp"))).toEqual([]);
    expect(await readdir(join(folder, task))).not.toContain("registry.lock");
    const events = await registry.audit(task);
    expect(events.map(({ version }) => version).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      listed.map(({ version }) => version?.version),
    );
  });

  it("gets numbers of its own beside another, and none is lost", async () => {
    await using own = await openTestRegistry();
    const count = 20;
    const [a, b] = await Promise.all([
      start(own.folder, { count }).ended,
      start(own.folder, { count }).ended,
    ]);
    expect([a.code, b.code]).toEqual([0, 0]);
    const all = [...a.lines, ...b.lines].map(Number).toSorted((x, y) => x - y);
    expect(all).toEqual(Array.from({ length: 2 * count }, (_, i) => i + 1));
    const listed = await own.registry.listVersions(task);
    expect(listed.map(({ version }) => version?.version)).toEqual(all);
    expect(new Set(listed.map(({ version }) => version?.run_id)).size).toBe(2 * count);
    expect(listed.filter(({ alias }) => alias === "candidate").map(({ ref }) => ref)).toEqual([
      "40",
    ]);
    const events = await own.registry.audit(task);
    expect(events.map(({ event }) => event)).toEqual(all);
  });

  it.skipIf(process.platform === "win32")(
    "keeps nothing of a version that the disk won't take, and the registry as it was",
    async () => {
      await using own = await openTestRegistry();
      await own.registry.register(task, fitted());
      // The system refuses to let a file grow beyond this, as it would on a full disk.
      const shell = "ulimit -f 64";
      const { code, lines } = await start(own.folder, { bytes: 1_000_000, shell }).ended;
      expect(code).toBe(3);
      expect(lines.join("\n")).toContain("MODEL_NOT_WRITTEN");
      expect(lines.join("\n")).toContain("nothing of it was kept");
      expect(await readdir(join(own.folder, task, ".tmp"))).toEqual([]);
      expect(await own.registry.listVersions(task)).toHaveLength(1);
      expect(await own.registry.register(task, fitted())).toMatchObject({ version: 2 });
    },
  );

  it("keeps what it said is kept, at whatever byte the disk gets full", async () => {
    await using own = await openTestRegistry();
    const folder = join(own.folder, "small");
    await using disk = await smallDisk(folder, "600k");
    if (disk === undefined) {
      if (process.env["CI"] === "true") throw new Error("a full disk can't be made here");
      console.log("skipped: a full disk can't be made here (mounting needs root)");
      return;
    }
    const registry = openRegistry({ folder, shippedFolder: join(folder, "none") });
    let keptCount = 0;
    // Large ones until none fits, then smaller ones: so it gets full in each of the steps.
    for (const bytes of [150_000, 40_000, 9_000, 4_000, 1_000, 10, 0]) {
      for (;;) {
        const artefacts: Record<string, Uint8Array> =
          bytes === 0 ? {} : { "model.bin": Buffer.alloc(bytes) };
        const outcome = await registry
          .register(task, fitted({ artefacts }))
          .then(() => "kept")
          .catch((error: unknown) => (error instanceof EarshotError ? error.code : error));
        expect(["kept", "MODEL_NOT_WRITTEN"]).toContain(outcome);
        if (outcome === "kept") keptCount += 1;
        const listed = keptCount === 0 ? [] : await registry.listVersions(task);
        expect(listed.map(({ problem }) => problem)).toEqual(Array(keptCount).fill(undefined));
        expect(listed.at(-1)?.alias ?? "candidate").toBe("candidate");
        const events = keptCount === 0 ? [] : await registry.audit(task);
        expect(events).toHaveLength(keptCount);
        if (outcome !== "kept") break;
      }
    }
    expect(keptCount).toBeGreaterThan(5);
    expect(await readdir(join(folder, task, ".tmp"))).toEqual([]);
  });
});

/** Mounts a small file system; undefined where that is not allowed. */
async function smallDisk(folder: string, size: string): Promise<AsyncDisposable | undefined> {
  await mkdir(folder, { recursive: true });
  const shell = (line: string) => spawnSync("sh", ["-c", line]).status;
  if (shell(`mount -t tmpfs -o size=${size} tmpfs '${folder}'`) !== 0) return undefined;
  return { [Symbol.asyncDispose]: async () => void shell(`umount -l '${folder}'`) };
}

describe("earshot models", () => {
  it("lists, promotes, refuses, goes back and tells who did so", async () => {
    await using place = await openFolder();
    const data = join(place.folder, "earshot-data");
    const own = "returns";
    const models = (...args: string[]) => earshot([...args, "--data", data], { cwd: place.folder });
    const shipped = (await models("models")).stdout;
    for (const name of ["category", "sentiment", "subcategory", "tags"]) {
      expect(shipped).toMatch(new RegExp(`${name} +shipped-1 +champion`));
    }
    const registry = openRegistry({ folder: join(data, "models") });
    await registry.register(own, fitted());
    expect((await models("promote", own, "candidate")).stdout).toBe(
      "returns 1 is the champion now.\n",
    );
    await registry.register(own, fitted());
    const refused = await models("models", "promote", own, "2");
    expect(refused).toMatchObject({ code: 5, stdout: "" });
    expect(refused.stderr).toContain("was not promoted: nothing tells whether it is better");
    expect(await models("models", "promote", own, "2", "--force")).toMatchObject({ code: 2 });
    expect(await models("models", "promote", own, "2", "--force", "--reason", "a b")).toMatchObject(
      { code: 0 },
    );
    await registry.register(own, fitted({ comparison: better("2") }));
    expect(await models("models", "promote", own, "3")).toMatchObject({ code: 0 });
    const back = await models("models", "rollback", own, "--json");
    expect(JSON.parse(back.stdout)).toEqual({ name: own, is_changed: true, from: "3", to: "2" });
    const list = JSON.parse((await models("models", "--json")).stdout) as {
      models: { name: string }[];
    };
    const listed = list.models.filter(({ name }) => name === own);
    expect(listed).toHaveLength(3);
    expect(listed[1]).toMatchObject({ version: "2", alias: "champion", row_count: 1_000 });
    const audit = JSON.parse((await models("models", "audit", "--json")).stdout) as {
      events: { action: string; forced: boolean; by: string; reason: string }[];
    };
    expect(audit.events.map(({ action }) => action)).toEqual([
      "registered",
      "promoted",
      "registered",
      "promoted",
      "registered",
      "promoted",
      "rolled_back",
    ]);
    expect(audit.events[3]).toMatchObject({ forced: true, reason: "a b" });
    expect(audit.events.every(({ by }) => by !== "")).toBe(true);
    expect(await models("models", "show", "categry")).toMatchObject({ code: 3 });
    expect(await models("models", "show", "../x")).toMatchObject({ code: 2 });
    expect(await models("models", "audit", own, "3")).toMatchObject({ code: 2 });
  });
});
