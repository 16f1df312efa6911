import { describe, expect, it } from "vitest";

import type { Metadata, Protocol } from "./actions.ts";
import { DeltaUnsupportedError } from "./errors.ts";
import { assertReadable, assertWritable, neededProtocol } from "./protocol.ts";
import { field } from "./schema.ts";

function metadata(configuration: Record<string, string> = {}, provider = "parquet"): Metadata {
  const format = { provider, options: {} };
  return { id: "i", format, schemaString: "", partitionColumns: [], configuration };
}

const plain = [field("a", "long")];
const wall = [field("a", "timestamp_ntz")];
const old = { minReaderVersion: 1, minWriterVersion: 2 };
const ntz: Protocol = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ["timestampNtz"],
  writerFeatures: ["timestampNtz"],
};

describe("neededProtocol", () => {
  it("stays at 1/2 without, goes to 3/7 with a timestamp_ntz, and never back", () => {
    expect(neededProtocol(plain, undefined)).toEqual(old);
    expect(neededProtocol(wall, undefined)).toEqual(ntz);
    expect(neededProtocol(plain, ntz)).toBe(ntz);
    expect(neededProtocol(wall, ntz)).toBe(ntz);
    const upgraded = neededProtocol(wall, old);
    expect(upgraded.writerFeatures).toEqual(["appendOnly", "invariants", "timestampNtz"]);
  });
});

describe("assertReadable", () => {
  it.each<[Protocol, Metadata, string | undefined]>([
    [old, metadata(), undefined],
    [ntz, metadata(), undefined],
    [{ minReaderVersion: 2, minWriterVersion: 5 }, metadata(), undefined],
    [
      { minReaderVersion: 2, minWriterVersion: 5 },
      metadata({ "delta.columnMapping.mode": "name" }),
      "mapped",
    ],
    [{ ...ntz, readerFeatures: ["deletionVectors"] }, metadata(), "deletionVectors"],
    [{ minReaderVersion: 4, minWriterVersion: 7 }, metadata(), "newer"],
    [old, metadata({}, "orc"), "orc"],
  ])("%j", (protocol, meta, problem) => {
    const act = (): void => assertReadable("f", protocol, meta);
    if (problem === undefined) return expect(act).not.toThrow();
    expect(act).toThrow(DeltaUnsupportedError);
    expect(act).toThrow(problem);
  });
});

describe("assertWritable", () => {
  const invariant = [{ ...field("a", "long"), metadata: { "delta.invariants": "{}" } }];
  const appendOnly = metadata({ "delta.appendOnly": "true" });
  it.each([
    [old, metadata(), plain, true, undefined],
    [ntz, metadata(), plain, true, undefined],
    [old, appendOnly, plain, false, undefined],
    [old, appendOnly, plain, true, "append only"],
    [old, metadata(), invariant, false, "invariant"],
    [{ minReaderVersion: 1, minWriterVersion: 4 }, metadata(), plain, false, "writer 4"],
    [{ ...ntz, writerFeatures: ["rowTracking"] }, metadata(), plain, false, "rowTracking"],
  ] as const)("%j", (protocol, meta, schema, removes, problem) => {
    const table = { protocol: protocol as Protocol, metadata: meta, schema: [...schema] };
    const act = (): void => assertWritable("f", table, removes);
    if (problem === undefined) return expect(act).not.toThrow();
    expect(act).toThrow(DeltaUnsupportedError);
    expect(act).toThrow(problem);
  });
});
