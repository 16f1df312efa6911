import { z } from "zod";

import { sha256 } from "../../core/base/hash.ts";
import { packageVersion } from "../../core/base/version.ts";
import { ModelDamagedError, ModelNewerError } from "./registry-errors.ts";

/** Rises when a version can't be understood by the Earshots before. */
const versionFormat = 1;

/** What a test said of a version, held against the one that was champion then. */
export const Comparison = z.strictObject({
  /** The champion it was held against: `3` or `shipped-1`. */
  against: z.string(),
  better: z.boolean(),
  p_value: z.number().min(0).max(1),
  /** Of the difference, lower and upper end. */
  interval: z.tuple([z.number(), z.number()]),
  reason: z.string(),
});
export type Comparison = z.infer<typeof Comparison>;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What `version.json` says: the keys are those of the file. */
export const Manifest = z.strictObject({
  format: z.literal(versionFormat),
  name: z.string(),
  version: z.int().min(1),
  /** What reads the artefacts, such as `classifier`. */
  kind: z.string().min(1),
  created_at: z.iso.datetime(),
  created_by: z.string(),
  earshot_version: z.string(),
  run_id: z.string().nullable(),
  /** Hash of the rows it was fitted on, as who fitted it counts them. */
  data_hash: z.string(),
  row_count: z.int().min(0),
  metrics: z.record(z.string(), z.number()),
  calibration: z.json(),
  labels: z.array(z.string()),
  comparison: Comparison.nullable(),
  artefacts: z.array(
    z.strictObject({ file: z.string(), size_bytes: z.int().min(0), sha256: hash }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

/** A version that is there. */
export type ModelVersion = Manifest & {
  /** As it is named: `3`, or `shipped-1` for one that comes with Earshot. */
  ref: string;
  isShipped: boolean;
  folder: string;
  /** SHA-256 of what its `version.json` says: the same only for the very same version. */
  checksum: string;
};

/** What somebody who fitted a model knows of it. */
export type NewVersion = {
  kind: string;
  dataHash: string;
  /** Rows it was fitted on. */
  rowCount: number;
  metrics: Readonly<Record<string, number>>;
  calibration?: Manifest["calibration"];
  labels?: readonly string[];
  comparison?: Comparison | undefined;
  runId?: string | undefined;
  /** Default: the user of the operating system. */
  createdBy?: string | undefined;
  /** Files by name. */
  artefacts: Readonly<Record<string, Uint8Array>>;
};

/** Describes a version before it is written. */
export function describeVersion(
  name: string,
  version: number,
  { given, createdAt, createdBy }: { given: NewVersion; createdAt: Date; createdBy: string },
): Manifest {
  return {
    format: versionFormat,
    name,
    version,
    kind: given.kind,
    created_at: createdAt.toISOString(),
    created_by: given.createdBy ?? createdBy,
    earshot_version: packageVersion(),
    run_id: given.runId ?? null,
    data_hash: given.dataHash,
    row_count: given.rowCount,
    metrics: { ...given.metrics },
    calibration: given.calibration ?? null,
    labels: [...(given.labels ?? [])],
    comparison: given.comparison ?? null,
    artefacts: Object.entries(given.artefacts).map(([file, bytes]) => ({
      file,
      size_bytes: bytes.length,
      sha256: sha256(bytes),
    })),
  };
}

/** `version.json` of a version: what it says, and the hash of that. */
export function formatManifest(manifest: Manifest): string {
  const checksum = sha256(JSON.stringify(manifest));
  return `${JSON.stringify({ ...manifest, checksum }, null, 2)}\n`;
}

/**
 * Reads a `version.json`.
 *
 * @param path - Where it stands, for messages.
 * @throws ModelNewerError when a newer Earshot wrote it, ModelDamagedError when it was cut off or changed.
 */
export function parseManifest(
  text: string,
  path: string,
): { manifest: Manifest; checksum: string } {
  const read = parseObject(text);
  if (read === undefined) throw damaged(path, "it is no JSON, so it was cut off or overwritten");
  const { checksum, ...rest } = read;
  const { format, earshot_version: writer } = rest;
  if (typeof format === "number" && format > versionFormat) {
    const by = typeof writer === "string" ? writer : "a newer version";
    throw new ModelNewerError(
      `${path} was written by Earshot ${by} (model format ${format}), and this is ${packageVersion()}, ` +
        `which knows formats up to ${versionFormat}; update Earshot, or train the model again`,
    );
  }
  const parsed = Manifest.safeParse(rest);
  if (!parsed.success || checksum !== sha256(JSON.stringify(rest)))
    throw damaged(path, "it was changed after it was written");
  return { manifest: parsed.data, checksum };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>; // an object, by the line above
  } catch {
    return undefined;
  }
}

/** A file of a version is not as it was written; says what to do. */
export function damaged(path: string, what: string): ModelDamagedError {
  return new ModelDamagedError(
    `${path} can't be used: ${what}; restore it from a copy, train the model again, or ` +
      "go back with `earshot models rollback`",
  );
}
