import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { DeltaCorruptError, DeltaUnsupportedError } from "./errors.ts";
import { decodePath, encodePath, localPath, partitionFolder } from "./paths.ts";

const names = fc.string({ unit: "grapheme", minLength: 1 });

describe("partitionFolder", () => {
  it.each([
    ["region", "Norte", "region=Norte"],
    ["te xt", "a b/é%=", "te%20xt=a%20b%2F%C3%A9%25%3D"],
    ["at", "2024-01-01T00:00:00.000000Z", "at=2024-01-01T00%3A00%3A00.000000Z"],
    ["q", "it's (*)!", "q=it%27s%20%28%2A%29%21"],
    ["q", null, "q=__HIVE_DEFAULT_PARTITION__"],
  ])("spells %j = %j", (column, value, folder) => {
    expect(partitionFolder(column, value)).toBe(folder);
  });

  it("hashes what a file system cannot name", () => {
    expect(partitionFolder("q", "é".repeat(300))).toMatch(/^partition=[0-9a-f]{32}$/);
  });

  it("makes one folder name of anything", () => {
    fc.assert(
      fc.property(names, names, (column, value) => {
        expect(partitionFolder(column, value)).toMatch(/^[\w.~%-]+=[\w.~%-]+$/);
      }),
    );
  });
});

describe("encodePath", () => {
  it("encodes what is encoded on disk once more", () => {
    expect(encodePath("p=a%20b/part.parquet")).toBe("p=a%2520b/part.parquet");
  });

  it("is undone by decodePath", () => {
    const paths = fc.array(names, { minLength: 1 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(paths, (path) => {
        fc.pre(!path.startsWith("file:"));
        expect(decodePath(encodePath(path), "")).toBe(path);
      }),
    );
  });
});

describe("decodePath", () => {
  it("takes file URIs for absolute paths", () => {
    expect(decodePath("file:///lake/a%20b.parquet", "")).toBe("/lake/a b.parquet");
  });

  it("refuses what is not a URI", () => {
    expect(() => decodePath("a%zz", "log")).toThrow(DeltaCorruptError);
  });
});

describe("localPath", () => {
  it.each([
    ["p=1/a.parquet", "/lake/t/p=1/a.parquet"],
    ["/elsewhere/a.parquet", "/elsewhere/a.parquet"],
  ])("places %s", (path, place) => {
    expect(localPath("/lake/t", path)).toBe(place);
  });

  it("refuses other stores", () => {
    expect(() => localPath("/lake/t", "s3://bucket/a.parquet")).toThrow(DeltaUnsupportedError);
  });
});
