import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { mlflowEnv } from "../../scripts/python-env.ts";
import { exportToMlflow, type MlflowExport } from "../../src/storage/registry/mlflow.ts";
import { openRegistry } from "../../src/storage/registry/registry.ts";
import { fitted, openTestRegistry } from "../../src/storage/registry/testing.ts";
import { earshot } from "../cli/command-line.ts";
import { openFolder } from "../pipeline/company.ts";
import { startAnswering, startLosing, startMlflow, type RunningServer } from "./mlflow-server.ts";

const python = await mlflowEnv();
const retryMs = [5, 5, 5, 5, 5];

describe.skipIf(python === undefined)("exportToMlflow, to a real server", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startMlflow(python!); // see skipIf
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const read = async (path: string, body?: object): Promise<unknown> => {
    const post = { method: "POST", headers: { "content-type": "application/json" } };
    const init = body === undefined ? {} : { ...post, body: JSON.stringify(body) };
    return (await fetch(`${server.url}/api/2.0/${path}`, init)).json();
  };
  /** A registered model as the server has it, versions with their tags. */
  const readModel = async (name: string) => {
    const { registered_model: model } = (await read(
      `mlflow/registered-models/get?name=${name}`,
    )) as { registered_model: { aliases?: object[] } };
    const { model_versions: versions } = (await read(
      `mlflow/model-versions/search?filter=name%3D'${name}'`,
    )) as {
      model_versions: { version: string; run_id: string; tags: { key: string; value: string }[] }[];
    };
    return { aliases: model.aliases ?? [], versions };
  };

  it("logs versions with params, metrics, files and aliases, once", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    const bytes = Buffer.alloc(300_000, "model");
    const metrics = { accuracy: 0.925, "f1 billing & co": 0.5, n: 1_000 };
    await registry.register("category", fitted({ metrics, artefacts: { "model.bin": bytes } }));
    await registry.promote("category", "1");
    await registry.register("category", fitted());
    await registry.register("urgency", fitted());
    const options: MlflowExport = { trackingUri: server.url, retryMs };
    const first = await exportToMlflow(registry, undefined, options);
    expect(first.versions.map(({ name, ref, is_new: isNew }) => [name, ref, isNew])).toEqual([
      ["category", "1", true],
      ["category", "2", true],
      ["urgency", "1", true],
    ]);
    expect(first.aliases).toEqual([
      "category champion 1",
      "category candidate 2",
      "urgency candidate 1",
    ]);

    const runId = first.versions[0]!.run_id;
    const { run } = (await read(`mlflow/runs/get?run_id=${runId}`)) as {
      run: { info: object; data: { params: object[]; metrics: object[]; tags: object[] } };
    };
    expect(run.info).toMatchObject({ status: "FINISHED", run_name: "category 1" });
    expect(run.data.params).toContainEqual({ key: "row_count", value: "1000" });
    expect(run.data.metrics).toContainEqual(
      expect.objectContaining({ key: "accuracy", value: 0.925 }),
    );
    expect(run.data.metrics).toContainEqual(
      expect.objectContaining({ key: "f1 billing _ co", value: 0.5 }),
    );
    expect(run.data.tags).toContainEqual({ key: "earshot.data_hash", value: "d".repeat(64) });
    const { files } = (await read(`mlflow/artifacts/list?run_id=${runId}`)) as { files: object[] };
    expect(files).toEqual([
      expect.objectContaining({ path: "model.bin", file_size: bytes.length }),
      expect.objectContaining({ path: "version.json" }),
    ]);
    const file = await fetch(`${server.url}/get-artifact?run_id=${runId}&path=model.bin`);
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);

    const before = await readModel("category");
    expect(before.versions.map(({ version }) => version).toSorted()).toEqual(["1", "2"]);
    expect(before.aliases).toEqual([
      { alias: "candidate", version: "2" },
      { alias: "champion", version: "1" },
    ]);
    const second = await exportToMlflow(registry, ["category"], options);
    expect(second.versions.map(({ is_new: isNew }) => isNew)).toEqual([false, false]);
    expect(second.aliases).toEqual([]);
    expect(await readModel("category")).toEqual(before);

    await registry.promote("category", "2", { force: true, reason: "as asked" });
    const third = await exportToMlflow(registry, ["category"], options);
    expect(third.aliases).toEqual(["category champion 2", "category candidate none"]);
    expect((await readModel("category")).aliases).toEqual([{ alias: "champion", version: "2" }]);
  });

  it("logs nothing twice when answers are lost, or when it is stopped half way", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    for (let i = 0; i < 4; i++) await registry.register("lossy", fitted());
    await using losing = await startLosing(server.url, (count) => count % 3 === 0);
    const stop = new AbortController();
    const stopped = exportToMlflow(registry, undefined, {
      trackingUri: losing.url,
      retryMs,
      signal: stop.signal,
      onVersion: () => stop.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
    const done = await exportToMlflow(registry, undefined, { trackingUri: losing.url, retryMs });
    expect(done.versions).toHaveLength(4);
    const { versions } = await readModel("lossy");
    expect(versions).toHaveLength(4);
    const { experiment } = (await read(
      "mlflow/experiments/get-by-name?experiment_name=earshot/lossy",
    )) as { experiment: { experiment_id: string } };
    const { runs } = (await read("mlflow/runs/search", {
      experiment_ids: [experiment.experiment_id],
    })) as { runs: { info: { status: string } }[] };
    expect(runs.map(({ info }) => info.status)).toEqual(Array(4).fill("FINISHED"));
  });

  it("leaves damaged versions out, and tells", async () => {
    await using own = await openTestRegistry();
    const { registry } = own;
    const { folder } = await registry.register("damaged", fitted());
    await registry.register("damaged", fitted());
    await writeFile(join(folder, "version.json"), "{");
    const { versions, problems } = await exportToMlflow(registry, undefined, {
      trackingUri: server.url,
      retryMs,
    });
    expect(versions.map(({ ref }) => ref)).toEqual(["2"]);
    expect(problems).toEqual([expect.stringContaining("version.json can't be used")]);
  });

  it("is what `earshot models export --to mlflow` does", async () => {
    await using place = await openFolder();
    const data = join(place.folder, "earshot-data");
    const run = (...args: string[]) =>
      earshot(["models", "export", ...args, "--data", data], {
        cwd: place.folder,
        environment: { MLFLOW_TRACKING_URI: server.url },
      });
    await openRegistry({ folder: join(data, "models") }).register("sentiment", fitted());
    const { code, stdout, stderr } = await run("--to", "mlflow");
    expect([code, stderr]).toEqual([0, "sentiment 1 logged\n"]);
    expect(stdout).toBe(
      "1 version logged to MLflow, 0 were there already; aliases: sentiment candidate 1.\n",
    );
    const again = await run("sentiment", "--to", "mlflow", "--json", "--quiet");
    expect(JSON.parse(again.stdout)).toMatchObject({ versions: [{ is_new: false }], aliases: [] });
    expect(await run()).toMatchObject({ code: 2 });
  });
});

describe("exportToMlflow, to a server that is no good", () => {
  const attempt = async (options: MlflowExport) => {
    await using own = await openTestRegistry();
    await own.registry.register("category", fitted());
    return await exportToMlflow(own.registry, undefined, { retryMs, ...options }).then(
      () => "done",
      (error: unknown) => error,
    );
  };

  it.each([500, 503, 429])("tries five times more after status %i", async (status) => {
    await using bad = await startAnswering([{ status, headers: { "retry-after": "0" } }]);
    const error = await attempt({ trackingUri: bad.url });
    expect(error).toMatchObject({ code: "MLFLOW_UNAVAILABLE" });
    expect(bad.asked).toHaveLength(6);
  });

  it.each([
    [401, "{}", "see mlflow.tracking_token"],
    [400, '{"error_code":"INVALID_PARAMETER_VALUE","message":"no"}', "INVALID_PARAMETER_VALUE, no"],
    [200, "<html>", "is it an MLflow server?"],
    [200, '{"other": 1}', "is it MLflow 2 or 3?"],
    [302, "", "can't be reached"],
  ])("tells of status %i with %j", async (status, text, message) => {
    const headers: Record<string, string> =
      status === 302 ? { location: "http://127.0.0.1:1/" } : {};
    await using bad = await startAnswering([{ status, text, headers }]);
    expect(String(await attempt({ trackingUri: bad.url }))).toContain(message);
  });

  it("waits no longer than it may, and stops when it is told to", async () => {
    await using silent = await startAnswering([{ status: 0 }]);
    const slow = await attempt({ trackingUri: silent.url, timeoutMs: 50, retryMs: [5] });
    expect(String(slow)).toContain("no answer within 0.05 s");
    const signal = AbortSignal.timeout(50);
    expect(await attempt({ trackingUri: silent.url, signal })).toMatchObject({
      name: "TimeoutError",
    });
    expect(await attempt({ trackingUri: "http://127.0.0.1:1", retryMs: [5] })).toMatchObject({
      code: "MLFLOW_UNAVAILABLE",
    });
  });

  it("shows who it is, and says neither token nor password", async () => {
    await using bad = await startAnswering([{ status: 403 }]);
    const byToken = await attempt({ trackingUri: bad.url, token: "hunter2" });
    const byName = await attempt({ trackingUri: bad.url, username: "ann", password: "hunter2" });
    const basic = Buffer.from("ann:hunter2").toString("base64");
    expect(bad.asked.map(({ authorization }) => authorization)).toEqual([
      "Bearer hunter2",
      `Basic ${basic}`,
    ]);
    expect(`${String(byToken)} ${String(byName)}`).not.toMatch(/hunter2/);
  });

  it.each(["databricks", "sqlite:///x.db", "file:///x", "http://", "http://ann:secret@host/"])(
    "refuses the address %s",
    async (trackingUri) => {
      const error = await attempt({ trackingUri });
      expect(error).toMatchObject({ code: "MLFLOW_ADDRESS" });
      expect(String(error)).not.toContain("secret");
    },
  );
});
