import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describeVersion, type ModelVersion, type NewVersion } from "./model-version.ts";
import { openRegistry, type Registry, type RegistryOptions } from "./registry.ts";
import { placeVersion, writeArtefacts } from "./version-folder.ts";

/** A registry in a folder of its own, which is gone afterwards. */
export type TestRegistry = AsyncDisposable & {
  registry: Registry;
  folder: string;
  shippedFolder: string;
};

/** Opens a registry without shipped versions. */
export async function openTestRegistry(
  options: Partial<RegistryOptions> = {},
): Promise<TestRegistry> {
  const root = await mkdtemp(join(tmpdir(), "earshot-models-"));
  const folders = { folder: join(root, "models"), shippedFolder: join(root, "shipped") };
  return {
    registry: openRegistry({ ...folders, ...options }),
    ...folders,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}

/** Something that was fitted. */
export function fitted(changes: Partial<NewVersion> = {}): NewVersion {
  return {
    kind: "classifier",
    dataHash: "d".repeat(64),
    rowCount: 1_000,
    metrics: { accuracy: 0.9, macro_f1: 0.875 },
    calibration: { temperature: 1.5 },
    labels: ["billing", "bug"],
    artefacts: { "model.bin": Uint8Array.of(1, 2, 3, 4) },
    ...changes,
  };
}

/** What says that a version is better than another. */
export function better(against: string): NonNullable<NewVersion["comparison"]> {
  const reason = "2 points better (p = 0.001)";
  return { against, better: true, p_value: 0.001, interval: [0.01, 0.03], reason };
}

/** Puts a version where shipped ones stand. */
export async function ship(
  { shippedFolder }: TestRegistry,
  name: string,
  given = fitted(),
): Promise<void> {
  const aside = join(shippedFolder, `.${name}`);
  await writeArtefacts(aside, given.artefacts);
  const createdAt = new Date("2026-01-01T00:00:00Z");
  const manifest = describeVersion(name, 1, { given, createdAt, createdBy: "earshot" });
  await placeVersion(aside, join(shippedFolder, name), manifest);
}

/** Names of versions with what they are. */
export async function standing(
  registry: Registry,
  name: string,
): Promise<Record<string, ModelVersion["ref"]>> {
  const listed = await registry.listVersions(name);
  return Object.fromEntries(listed.map(({ ref, alias }) => [ref, alias]));
}
