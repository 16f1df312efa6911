import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { systemClock, type Clock } from "../../core/base/clock.ts";
import { EarshotError, systemCode } from "../../core/base/errors.ts";
import { nearestName } from "../../core/base/nearest-name.ts";
import { readAliases } from "./aliases.ts";
import { readAudit, type Aliases, type AuditEvent } from "./audit.ts";
import {
  archiveVersion,
  noteCheck,
  promoteVersion,
  registerVersion,
  repairModel,
  rollBack,
  type Change,
  type ChangeInput,
  type ModelFile,
} from "./changes.ts";
import { listNumbers, placesOf } from "./model-ledger.ts";
import { checkArtefactName, checkModelName, parseVersionName } from "./model-names.ts";
import { damaged, type ModelVersion, type NewVersion } from "./model-version.ts";
import type { PromoteInput } from "./promotion.ts";
import { ModelMissingError, ModelNameError } from "./registry-errors.ts";
import { readArtefact, readVersionFolder } from "./version-folder.ts";

/** What a version is to its model. */
export type Alias = "champion" | "candidate" | "archived";

/** A version in a list; one that can't be used says why instead of what it is. */
export type ListedVersion = { name: string; ref: string; alias: Alias } & (
  | { version: ModelVersion; problem?: undefined }
  | { version?: undefined; problem: string }
);

export type RegistryOptions = {
  /** Folder of the user's own versions; made with the first. */
  folder: string;
  /** Folder of the versions that come with Earshot. */
  shippedFolder?: string;
  clock?: Clock;
};

/** Every version of every model, and which of them is in use. */
export type Registry = {
  /** Names of the models that are there, by name. */
  listModels(): Promise<string[]>;
  /** Versions of a model in the order of their making, whatever the clock said; a shipped one first. */
  listVersions(name: string): Promise<ListedVersion[]>;
  /** A version by its name: `3`, `shipped`, `champion` or `candidate`. */
  version(name: string, ref: string): Promise<ModelVersion>;
  /** The version in use: the one the user promoted last, else the shipped one. */
  championOf(name: string): Promise<ModelVersion | undefined>;
  /** The version that may be next. */
  candidateOf(name: string): Promise<ModelVersion | undefined>;
  /** Bytes of a version's file, held against its hash. */
  readArtefact(version: ModelVersion, file: string): Promise<Uint8Array>;
  /** Writes a version and makes it the candidate. */
  register(name: string, given: NewVersion, signal?: AbortSignal): Promise<ModelVersion>;
  /** Makes a version champion, if it is better or forced. */
  promote(name: string, ref: string, input?: PromoteInput & ChangeInput): Promise<Change>;
  /** Goes back to the champion before. */
  rollback(name: string, input?: ChangeInput): Promise<Change>;
  /** Takes the name of candidate from a version. */
  archive(name: string, ref: string, input?: ChangeInput): Promise<Change>;
  /** Notes in the audit how the champion was found to do. */
  noteCheck(
    name: string,
    input: ChangeInput & { metrics: Readonly<Record<string, number>> },
  ): Promise<void>;
  /** Who did what, in the order it was done; of every model where none is named. */
  audit(name?: string): Promise<AuditEvent[]>;
  /** Writes the aliases of a model again from the audit. */
  repair(name: string, input?: ChangeInput): Promise<Aliases>;
};

const ownShippedFolder = fileURLToPath(new URL("./shipped/", import.meta.url));

/** Opens a registry; nothing is made or read. */
export function openRegistry(options: RegistryOptions): Registry {
  const { folder, shippedFolder = ownShippedFolder, clock = systemClock } = options;
  const files: Files = { folder, shippedFolder, clock };
  return {
    listModels: () => listModels(files),
    listVersions: (name) => listVersions(files, name),
    version: (name, ref) => findVersion(files, name, ref),
    championOf: async (name) => await aliased(await openModel(files, name), "champion"),
    candidateOf: async (name) => await aliased(await openModel(files, name), "candidate"),
    readArtefact,
    register: (name, given, signal) => register(files, name, { given, signal }),
    promote: async (name, ref, input = {}) =>
      await promoteVersion(
        await openModel(files, name),
        await findVersion(files, name, ref),
        input,
      ),
    rollback: async (name, input = {}) => await rollBack(await knownModel(files, name), input),
    archive: async (name, ref, input = {}) =>
      await archiveVersion(
        await openModel(files, name),
        await findVersion(files, name, ref),
        input,
      ),
    noteCheck: async (name, input) => await noteCheck(await openModel(files, name), input),
    audit: (name) => auditOf(files, name),
    repair: async (name, input = {}) => await repairModel(await knownModel(files, name), input),
  };
}

type Files = { folder: string; shippedFolder: string; clock: Clock };

async function openModel(
  { folder, shippedFolder, clock }: Files,
  name: string,
): Promise<ModelFile> {
  checkModelName(name);
  const shipped = await readVersionFolder(join(shippedFolder, name), { isShipped: true });
  return { name, clock, shipped, place: placesOf(join(folder, name)) };
}

/** A model that has a version, or had one. */
async function knownModel(files: Files, name: string): Promise<ModelFile> {
  const model = await openModel(files, name);
  const known = await listModels(files);
  if (known.includes(name)) return model;
  const near = nearestName(name, known);
  const hint =
    near === undefined ? "`earshot models` lists what there is" : `did you mean ${near}?`;
  throw new ModelMissingError(`there is no model ${name}; ${hint}`);
}

async function listModels({ folder, shippedFolder }: Files): Promise<string[]> {
  const own = await namesIn(folder);
  return [...new Set([...own, ...(await namesIn(shippedFolder))])].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
}

/** Names of the folders that are models: they have a version, or had one. */
async function namesIn(folder: string): Promise<string[]> {
  const names = (await entriesOf(folder)).filter(isModelName);
  const contents = await Promise.all(names.map((name) => entriesOf(join(folder, name))));
  return names.filter((_, i) => contents[i]?.some((entry) => modelEntry.test(entry)));
}

/** A version's folder, the audit, or the description of a shipped version. */
const modelEntry = /^(?:[1-9]\d*|audit\.ndjson|version\.json)$/;

async function entriesOf(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return [];
    throw error;
  });
}

function isModelName(name: string): boolean {
  try {
    checkModelName(name);
    return true;
  } catch {
    return false;
  }
}

async function listVersions(files: Files, name: string): Promise<ListedVersion[]> {
  const model = await knownModel(files, name);
  const { champion, candidate } = await readAliases(model.place.aliases, model.place.audit);
  const listed: ListedVersion[] = [];
  if (model.shipped !== undefined) {
    const { ref } = model.shipped;
    listed.push({
      name,
      ref,
      alias: champion === null ? "champion" : "archived",
      version: model.shipped,
    });
  }
  for (const number of await listNumbers(model.place.folder)) {
    const other = number === candidate ? "candidate" : "archived";
    const alias = number === champion ? "champion" : other;
    listed.push({ name, ref: String(number), alias, ...(await readOrTell(model, number)) });
  }
  return listed;
}

async function readOrTell(model: ModelFile, number: number) {
  try {
    return { version: await ownVersion(model, number) };
  } catch (error) {
    if (error instanceof EarshotError) return { problem: error.message };
    throw error;
  }
}

async function findVersion(files: Files, name: string, ref: string): Promise<ModelVersion> {
  const model = await knownModel(files, name);
  if (ref === "champion" || ref === "candidate") {
    const version = await aliased(model, ref);
    if (version !== undefined) return version;
    throw new ModelMissingError(`${name} has no ${ref}; \`earshot models show ${name}\` lists it`);
  }
  const wanted = parseVersionName(ref);
  if (!wanted.isShipped) return await ownVersion(model, wanted.number);
  if (model.shipped !== undefined) return model.shipped;
  throw new ModelMissingError(`no version of ${name} comes with Earshot`);
}

async function aliased(
  model: ModelFile,
  alias: "champion" | "candidate",
): Promise<ModelVersion | undefined> {
  const aliases = await readAliases(model.place.aliases, model.place.audit);
  const number = aliases[alias];
  if (number !== null) return await ownVersion(model, number);
  return alias === "champion" ? model.shipped : undefined;
}

/** One of the user's own versions. */
async function ownVersion({ name, place }: ModelFile, number: number): Promise<ModelVersion> {
  const folder = join(place.folder, String(number));
  const version = await readVersionFolder(folder, { isShipped: false });
  if (version === undefined) {
    throw new ModelMissingError(
      `there is no version ${number} of ${name}; \`earshot models show ${name}\` lists them`,
    );
  }
  if (version.name === name && version.version === number) return version;
  throw damaged(folder, `it holds ${version.name} ${version.ref}`);
}

async function register(
  files: Files,
  name: string,
  { given, signal }: { given: NewVersion; signal: AbortSignal | undefined },
): Promise<ModelVersion> {
  const model = await openModel(files, name);
  for (const file of Object.keys(given.artefacts)) checkArtefactName(file);
  const twin = (await listModels(files)).find(
    (known) => known !== name && known.toLowerCase() === name.toLowerCase(),
  );
  if (twin !== undefined) {
    throw new ModelNameError(
      `${name} differs from the model ${twin} in capitals only, which some disks can't tell apart; use ${twin}, or another name`,
    );
  }
  return await registerVersion(model, given, signal);
}

async function auditOf(files: Files, name: string | undefined): Promise<AuditEvent[]> {
  const names =
    name === undefined ? await listModels(files) : [(await knownModel(files, name)).name];
  const queues: AuditEvent[][] = [];
  for (const each of names) {
    const { audit } = placesOf(join(files.folder, each));
    queues.push([...(await readAudit(audit)).events]);
  }
  return merge(queues);
}

/** By time over the models, in the order of its events within each. */
function merge(queues: AuditEvent[][]): AuditEvent[] {
  const merged: AuditEvent[] = [];
  for (;;) {
    const waiting = queues.filter((queue) => queue.length > 0);
    const first = waiting.reduce<AuditEvent[] | undefined>(
      (best, queue) => (best?.[0] === undefined || queue[0]!.at < best[0].at ? queue : best),
      undefined,
    );
    if (first === undefined) return merged;
    merged.push(...first.splice(0, 1));
  }
}
