import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { systemCode } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import { syncFolder } from "../../core/base/sync.ts";
import { manifestFile } from "./model-names.ts";
import {
  damaged,
  formatManifest,
  parseManifest,
  type Manifest,
  type ModelVersion,
} from "./model-version.ts";
import { ModelMissingError } from "./registry-errors.ts";

const manifestBytesMax = 64 * 1024 * 1024;

/** Writes the files of a version into a folder of its own, which outlive a power cut afterwards. */
export async function writeArtefacts(
  folder: string,
  artefacts: Readonly<Record<string, Uint8Array>>,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(artefacts)) {
    signal?.throwIfAborted();
    await writeFile(join(folder, file), bytes, { flush: true, signal });
  }
}

/**
 * Gives the written files their description and their place, in one step.
 *
 * @returns false when there is a version at that place already; the files stay where they are then.
 */
export async function placeVersion(
  folder: string,
  target: string,
  manifest: Manifest,
): Promise<boolean> {
  await writeFile(join(folder, manifestFile), formatManifest(manifest), { flush: true });
  await syncFolder(folder);
  try {
    await rename(folder, target);
    return true;
  } catch (error) {
    // What systems say of a folder that is there and not empty.
    const taken = ["ENOTEMPTY", "EEXIST", "EPERM"].includes(systemCode(error) ?? "");
    if (taken && (await isFolder(target))) return false;
    throw error;
  }
}

/**
 * Reads the description of a version; undefined when there is none.
 *
 * @throws ModelDamagedError or ModelNewerError when it can't be used.
 */
export async function readVersionFolder(
  folder: string,
  { isShipped }: { isShipped: boolean },
): Promise<ModelVersion | undefined> {
  if (!(await isFolder(folder))) return undefined;
  const path = join(folder, manifestFile);
  const size = await sizeOf(path);
  if (size === undefined) throw damaged(path, "it is missing");
  if (size > manifestBytesMax) throw damaged(path, `it is too large (${size} bytes)`);
  const { manifest, checksum } = parseManifest(await readFile(path, "utf8"), path);
  const ref = isShipped ? `shipped-${manifest.version}` : String(manifest.version);
  return { ...manifest, ref, isShipped, folder, checksum };
}

/**
 * The bytes of a version's file, held against its hash.
 *
 * @throws ModelMissingError when the version has no such file, ModelDamagedError when it is gone, cut
 * off or changed.
 */
export async function readArtefact(version: ModelVersion, file: string): Promise<Uint8Array> {
  const said = version.artefacts.find((artefact) => artefact.file === file);
  if (said === undefined) {
    const files = version.artefacts.map((artefact) => artefact.file).join(", ");
    throw new ModelMissingError(
      `${version.name} ${version.ref} has no file ${file}; it has: ${files || "none"}`,
    );
  }
  const path = join(version.folder, file);
  const size = await sizeOf(path);
  if (size === undefined) throw damaged(path, "it is missing");
  if (size !== said.size_bytes)
    throw damaged(path, `it has ${size} bytes and was written with ${said.size_bytes}`);
  const bytes = await readFile(path);
  if (sha256(bytes) !== said.sha256)
    throw damaged(path, "its sha256 is not the one it was written with");
  return bytes;
}

/** Reads every file of a version once, to know that it is whole. */
export async function checkArtefacts(version: ModelVersion): Promise<void> {
  for (const { file } of version.artefacts) await readArtefact(version, file);
}

/** Removes a folder of passing files. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await found(path))?.size;
}

async function isFolder(path: string): Promise<boolean> {
  return (await found(path))?.isDirectory() ?? false;
}

async function found(path: string) {
  return await stat(path).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  });
}
