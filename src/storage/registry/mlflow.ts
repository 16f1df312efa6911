import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

import { manifestFile } from "./model-names.ts";
import type { ModelVersion } from "./model-version.ts";
import {
  MlflowRefusedError,
  openMlflow,
  readAnswer,
  type MlflowClient,
  type MlflowOptions,
} from "./mlflow-client.ts";
import type { ListedVersion, Registry } from "./registry.ts";

/** What became of one version. */
export type ExportedVersion = {
  name: string;
  ref: string;
  mlflow_version: string;
  run_id: string;
  /** False when it was there already. */
  is_new: boolean;
};

/** What an export did. */
export type MlflowReport = {
  versions: ExportedVersion[];
  /** Aliases that were set, moved or taken away, such as `category champion 3`. */
  aliases: string[];
  /** What is wrong with versions that were left out. */
  problems: string[];
};

export type MlflowExport = MlflowOptions & { onVersion?: (version: ExportedVersion) => void };

/**
 * Logs the user's own versions to an MLflow server: an experiment for each model, a run with params,
 * metrics and files for each version, a registered model with its versions and aliases. A version is
 * known by the hash of its description, so that it is logged once however often this is called, also
 * when a call was stopped half way.
 *
 * @param names - Models; default: all.
 * @throws MlflowUnavailableError, MlflowRefusedError, MlflowAddressError
 */
export async function exportToMlflow(
  registry: Registry,
  names: readonly string[] | undefined,
  { onVersion, ...options }: MlflowExport,
): Promise<MlflowReport> {
  const client = openMlflow(options);
  const report: MlflowReport = { versions: [], aliases: [], problems: [] };
  for (const name of names ?? (await registry.listModels())) {
    const listed = (await registry.listVersions(name)).filter(({ ref }) => /^\d/.test(ref));
    report.problems.push(
      ...listed.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    );
    const usable = listed.flatMap(({ version }) => (version === undefined ? [] : [version]));
    if (usable.length === 0) continue;
    const experimentId = await ensureExperiment(client, `earshot/${name}`);
    await ensureModel(client, name);
    const exported: ExportedVersion[] = [];
    for (const version of usable) {
      const done = await exportVersion(client, registry, { version, experimentId });
      exported.push(done);
      onVersion?.(done);
    }
    report.versions.push(...exported);
    report.aliases.push(...(await mirrorAliases(client, name, { listed, exported })));
  }
  return report;
}

const Experiment = z.object({
  experiment: z.object({ experiment_id: z.string(), lifecycle_stage: z.string() }),
});

async function ensureExperiment(client: MlflowClient, name: string): Promise<string> {
  const find = async (): Promise<string | undefined> => {
    const path = "mlflow/experiments/get-by-name";
    const answer = await orMissing(
      client.ask({ method: "GET", path, query: { experiment_name: name } }),
    );
    if (answer === undefined) return undefined;
    const { experiment } = readAnswer(Experiment, answer);
    if (experiment.lifecycle_stage === "active") return experiment.experiment_id;
    throw new MlflowRefusedError(
      `the MLflow experiment ${name} was deleted; restore it, or remove it for good (mlflow gc)`,
    );
  };
  return await ensure(client, find, async () => {
    await client.ask({ method: "POST", path: "mlflow/experiments/create", json: { name } });
  });
}

async function ensureModel(client: MlflowClient, name: string): Promise<void> {
  const path = "mlflow/registered-models";
  await ensure(
    client,
    async () =>
      await orMissing(client.ask({ method: "GET", path: `${path}/get`, query: { name } })),
    async () => {
      const tags = [{ key: "earshot.model", value: name }];
      await client.ask({ method: "POST", path: `${path}/create`, json: { name, tags } });
    },
  );
}

type Target = { version: ModelVersion; experimentId: string };

async function exportVersion(
  client: MlflowClient,
  registry: Registry,
  target: Target,
): Promise<ExportedVersion> {
  const { version } = target;
  const run = await ensureRun(client, target);
  if (run.status !== "FINISHED") await logRun(client, registry, { version, run });
  const { name, ref } = version;
  let isNew = false;
  const found = await ensure(
    client,
    () => findModelVersion(client, name, run.run_id),
    async () => {
      const json = { name, run_id: run.run_id, source: run.artifact_uri, tags: tagsOf(version) };
      await client.ask({ method: "POST", path: "mlflow/model-versions/create", json });
      isNew = true;
    },
  );
  return { name, ref, mlflow_version: found, run_id: run.run_id, is_new: isNew };
}

const RunInfo = z.object({ run_id: z.string(), status: z.string(), artifact_uri: z.string() });
type RunInfo = z.infer<typeof RunInfo>;
const Runs = z.object({ runs: z.array(z.object({ info: RunInfo })).default([]) });

async function ensureRun(
  client: MlflowClient,
  { version, experimentId }: Target,
): Promise<RunInfo> {
  const find = async () => {
    const filter = `tags.\`earshot.checksum\` = '${version.checksum}'`;
    const json = { experiment_ids: [experimentId], filter, max_results: 1 };
    const answer = await client.ask({ method: "POST", path: "mlflow/runs/search", json });
    return readAnswer(Runs, answer).runs[0]?.info;
  };
  return await ensure(client, find, async () => {
    const json = {
      experiment_id: experimentId,
      run_name: `${version.name} ${version.ref}`,
      start_time: Date.parse(version.created_at),
      tags: tagsOf(version),
    };
    await client.ask({ method: "POST", path: "mlflow/runs/create", json });
  });
}

/** Logs what a run holds; each part may be logged again. */
async function logRun(
  client: MlflowClient,
  registry: Registry,
  { version, run }: { version: ModelVersion; run: RunInfo },
): Promise<void> {
  const { run_id } = run;
  const timestamp = Date.parse(version.created_at);
  const params = Object.entries(paramsOf(version)).map(([key, value]) => ({ key, value }));
  const metrics = Object.entries(version.metrics).map(([name, value]) => {
    return { key: mlflowKey(name), value, timestamp, step: 0 };
  });
  for (let i = 0; i === 0 || i < metrics.length; i += metricsMax) {
    const json = { run_id, params, metrics: metrics.slice(i, i + metricsMax) };
    await client.persist(() => client.ask({ method: "POST", path: "mlflow/runs/log-batch", json }));
  }
  const folder = artefactPath(run);
  const put = (file: string, bytes: Uint8Array) =>
    client.persist(() => client.ask({ method: "PUT", path: `${folder}/${file}`, bytes }));
  for (const { file } of version.artefacts)
    await put(file, await registry.readArtefact(version, file));
  await put(manifestFile, await readFile(join(version.folder, manifestFile)));
  const json = { run_id, status: "FINISHED", end_time: timestamp };
  await client.persist(() => client.ask({ method: "POST", path: "mlflow/runs/update", json }));
}

/** Most metrics in one request; the server takes 1,000 things in all. */
const metricsMax = 500;

/** Where the server takes files of a run. */
function artefactPath({ artifact_uri: uri }: RunInfo): string {
  const path = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.+)$/.exec(uri)?.[1];
  if (path !== undefined) return `mlflow-artifacts/artifacts/${path}`;
  throw new MlflowRefusedError(
    "the MLflow server keeps files elsewhere than with itself; start it with --artifacts-destination " +
      "and without --default-artifact-root, so that it takes files (mlflow-artifacts)",
  );
}

function paramsOf(version: ModelVersion): Record<string, string> {
  const { kind, row_count: rows, labels, data_hash: hash, calibration, format } = version;
  return {
    kind,
    row_count: String(rows),
    label_count: String(labels.length),
    data_hash: hash.slice(0, valueCharactersMax),
    calibration: JSON.stringify(calibration).slice(0, valueCharactersMax),
    format: String(format),
  };
}

/** Most characters in a param or tag. */
const valueCharactersMax = 500;

function tagsOf(version: ModelVersion): { key: string; value: string }[] {
  const tags = {
    "earshot.model": version.name,
    "earshot.version": version.ref,
    "earshot.checksum": version.checksum,
    "earshot.data_hash": version.data_hash,
    "earshot.release": version.earshot_version,
    "mlflow.user": version.created_by,
    "mlflow.source.name": "earshot",
    "mlflow.source.type": "JOB",
  };
  return Object.entries(tags).map(([key, value]) => ({
    key,
    value: value.slice(0, valueCharactersMax),
  }));
}

/** A name with the letters that MLflow allows in names of metrics. */
function mlflowKey(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_\-. :/]/gu, "_").slice(0, 250) || "_";
}

const ModelVersions = z.object({
  model_versions: z.array(z.object({ version: z.string() })).default([]),
});

async function findModelVersion(
  client: MlflowClient,
  name: string,
  runId: string,
): Promise<string | undefined> {
  const query = { filter: `name='${name}' and run_id='${runId}'`, max_results: "1" };
  const path = "mlflow/model-versions/search";
  const answer = await client.ask({ method: "GET", path, query });
  return readAnswer(ModelVersions, answer).model_versions[0]?.version;
}

const RegisteredModel = z.object({
  registered_model: z.object({
    aliases: z.array(z.object({ alias: z.string(), version: z.string() })).default([]),
  }),
});

type Listed = { listed: readonly ListedVersion[]; exported: readonly ExportedVersion[] };

/** Makes `champion` and `candidate` mean the same there as here, and tells what that changed. */
async function mirrorAliases(
  client: MlflowClient,
  name: string,
  { listed, exported }: Listed,
): Promise<string[]> {
  const path = "mlflow/registered-models";
  const answer = await client.persist(() =>
    client.ask({ method: "GET", path: `${path}/get`, query: { name } }),
  );
  const { aliases } = readAnswer(RegisteredModel, answer).registered_model;
  const changes: string[] = [];
  for (const alias of ["champion", "candidate"] as const) {
    const ref = listed.find((version) => version.alias === alias)?.ref;
    const wanted = exported.find((version) => version.ref === ref)?.mlflow_version;
    const present = aliases.find((each) => each.alias === alias)?.version;
    if (wanted === present) continue;
    const json = { name, alias, ...(wanted === undefined ? {} : { version: wanted }) };
    const method = wanted === undefined ? "DELETE" : "POST";
    await client.persist(() => client.ask({ method, path: `${path}/alias`, json }));
    changes.push(`${name} ${alias} ${wanted === undefined ? "none" : ref}`);
  }
  return changes;
}

/**
 * Finds something, or makes and then finds it. After a lost answer it is looked for before it is
 * made again, so nothing is made twice.
 */
async function ensure<T>(
  client: MlflowClient,
  find: () => Promise<T | undefined>,
  make: () => Promise<void>,
): Promise<T> {
  return await client.persist(async () => {
    const found = await find();
    if (found !== undefined) return found;
    await make().catch((error: unknown) => {
      if (!isCode(error, "RESOURCE_ALREADY_EXISTS")) throw error; // else another made it meanwhile
    });
    const made = await find();
    if (made !== undefined) return made;
    throw new MlflowRefusedError("the MLflow server does not show what it has just made");
  });
}

/** What was asked for, or undefined when the server has no such thing. */
async function orMissing(asking: Promise<unknown>): Promise<unknown> {
  return await asking.catch((error: unknown) => {
    if (isCode(error, "RESOURCE_DOES_NOT_EXIST")) return undefined;
    throw error;
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof MlflowRefusedError && error.errorCode === code;
}
