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

const dv: Protocol = { ...ntz, readerFeatures: ["deletionVectors"] };
const mapped = { "delta.columnMapping.mode": "name" };

describe("assertReadable", () => {
  it.each<[Protocol, Metadata]>([
    [old, metadata()],
    [ntz, metadata()],
    [{ minReaderVersion: 2, minWriterVersion: 5 }, metadata()],
  ])("takes %j", (protocol, meta) => {
    expect(() => assertReadable("f", protocol, meta)).not.toThrow();
  });

  it.each<[Protocol, Metadata, string]>([
    [{ minReaderVersion: 2, minWriterVersion: 5 }, metadata(mapped), "mapped"],
    [dv, metadata(), "deletionVectors"],
    [{ minReaderVersion: 4, minWriterVersion: 7 }, metadata(), "newer"],
    [old, metadata({}, "orc"), "orc"],
  ])("refuses %j", (protocol, meta, problem) => {
    const act = (): void => assertReadable("f", protocol, meta);
    expect(act).toThrow(DeltaUnsupportedError);
    expect(act).toThrow(problem);
  });
});

describe("assertWritable", () => {
  const table = { protocol: old, metadata: metadata(), schema: plain };
  const appendOnly = { ...table, metadata: metadata({ "delta.appendOnly": "true" }) };
  const checked = { ...field("a", "long"), metadata: { "delta.invariants": "{}" } };
  const unknown: Protocol = { ...ntz, writerFeatures: ["rowTracking"] };

  it.each([
    [table, true],
    [{ ...table, protocol: ntz }, true],
    [appendOnly, false],
  ])("takes %j", (target, removes) => {
    expect(() => assertWritable("f", target, removes)).not.toThrow();
  });

  it.each([
    [appendOnly, "append only"],
    [{ ...table, schema: [checked] }, "invariant"],
    [{ ...table, schema: [{ ...field("a", "long"), nullable: false }] }, "must not be null"],
    [{ ...table, protocol: { minReaderVersion: 1, minWriterVersion: 4 } }, "writer 4"],
    [{ ...table, protocol: unknown }, "rowTracking"],
  ])("refuses %j", (target, problem) => {
    const act = (): void => assertWritable("f", target, true);
    expect(act).toThrow(DeltaUnsupportedError);
    expect(act).toThrow(problem);
  });
});
