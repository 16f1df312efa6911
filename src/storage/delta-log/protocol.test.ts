import { describe, expect, it } from "vitest";

import type { Metadata, Protocol } from "./actions.ts";
import { DeltaUnsupportedError } from "./errors.ts";
import { assertReadable, assertWritable, neededProtocol } from "./protocol.ts";
import { field, type StructField } from "./schema.ts";

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
    const mapping = neededProtocol(wall, { minReaderVersion: 2, minWriterVersion: 5 });
    expect(mapping.readerFeatures).toEqual(["columnMapping", "timestampNtz"]);
    expect(mapping.writerFeatures?.join()).toBe(
      "appendOnly,invariants,checkConstraints,changeDataFeed,generatedColumns,columnMapping,timestampNtz",
    );
  });
});

const dv: Protocol = { ...ntz, readerFeatures: ["deletionVectors", "v2Checkpoint"] };
const managed: Protocol = { ...ntz, readerFeatures: ["deletionVectors", "catalogManaged"] };
const mapped = { "delta.columnMapping.mode": "name" };

describe("assertReadable", () => {
  it.each<[Protocol, Metadata]>([
    [old, metadata()],
    [ntz, metadata()],
    [dv, metadata()],
    [{ minReaderVersion: 2, minWriterVersion: 5 }, metadata()],
  ])("takes %j", (protocol, meta) => {
    expect(() => assertReadable("f", protocol, meta)).not.toThrow();
  });

  it.each<[Protocol, Metadata, string]>([
    [{ minReaderVersion: 2, minWriterVersion: 5 }, metadata(mapped), "columnMapping"],
    [managed, metadata(), "the feature catalogManaged,"],
    [{ minReaderVersion: 4, minWriterVersion: 7 }, metadata(), "newer"],
    [old, metadata({}, "orc"), "orc"],
  ])("refuses %j", (protocol, meta, problem) => {
    const act = (): void => assertReadable("f", protocol, meta);
    expect(act).toThrow(DeltaUnsupportedError);
    expect(act).toThrow(problem);
  });
});

describe("assertWritable", () => {
  type Target = Parameters<typeof assertWritable>[1];
  const table: Target = { protocol: old, metadata: metadata(), schema: plain };
  const having = (name: string, value: string): Target => ({
    ...table,
    metadata: metadata({ [name]: value }),
  });
  const appendOnly = having("delta.appendOnly", "true");
  const recorded = having("delta.enableChangeDataFeed", "true");
  const constrained = having("delta.constraints.positive", "a > 0");
  const withFeature = (feature: string): Target => ({
    ...table,
    protocol: { ...ntz, writerFeatures: [feature] },
  });
  const column = (key: string): StructField => ({ ...field("a", "long"), metadata: { [key]: "" } });
  const inside = (key: string): StructField =>
    field("list", {
      type: "array",
      elementType: { type: "struct", fields: [column(key)] },
      containsNull: true,
    });

  it.each<readonly [Target, boolean]>([
    [table, true],
    [{ ...table, protocol: ntz }, true],
    [{ ...table, protocol: { minReaderVersion: 1, minWriterVersion: 6 } }, true],
    ...[
      "deletionVectors",
      "domainMetadata",
      "clustering",
      "checkConstraints",
      "changeDataFeed",
    ].map((feature) => [withFeature(feature), true] as const),
    [appendOnly, false],
    [recorded, false],
  ])("takes %j", (target, removes) => {
    expect(() => assertWritable("f", target, removes)).not.toThrow();
  });

  it.each<readonly [Target, string]>([
    [appendOnly, "append only"],
    [recorded, "changeDataFeed"],
    [constrained, "the constraint positive (checkConstraints)"],
    [{ ...table, schema: [column("delta.invariants")] }, "invariants"],
    [{ ...table, schema: [column("delta.generationExpression")] }, "generatedColumns"],
    [{ ...table, schema: [column("delta.identity.start")] }, "identityColumns"],
    [{ ...table, schema: [inside("CURRENT_DEFAULT")] }, "allowColumnDefaults"],
    [{ ...table, schema: [{ ...field("a", "long"), nullable: false }] }, "must not be null"],
    [{ ...table, protocol: { minReaderVersion: 1, minWriterVersion: 8 } }, "writer 8"],
    ...["rowTracking", "icebergCompatV2", "checkpointProtection"].map(
      (feature): [Target, string] => [withFeature(feature), `the feature ${feature},`],
    ),
  ])("refuses %j", (target, problem) => {
    const act = (): void => assertWritable("f", target, true);
    expect(act).toThrow(DeltaUnsupportedError);
    expect(act).toThrow(problem);
  });
});
