import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";

import { checkArtefactName, checkModelName, parseVersionName } from "./model-names.ts";

describe("checkModelName", () => {
  it.each(["category", "my-task_2", "A", "7", "x".repeat(64), "console"])("takes %j", (name) => {
    expect(() => checkModelName(name)).not.toThrow();
  });

  it.each([
    "",
    ".",
    "..",
    "../x",
    "a/b",
    String.raw`a\b`,
    "a.b",
    "-a",
    "_a",
    "a b",
    "ação",
    "a\0",
    "a\n",
    "x".repeat(65),
    "con",
    "NUL",
    "Com1",
    "lpt0",
  ])("refuses %j", (name) => {
    expect(() => checkModelName(name)).toThrow("can't be the name of a model");
  });

  it("leaves no way out of a folder, whatever the name", () => {
    const names = string({ unit: "grapheme", maxLength: 20 });
    const isSafe = (name: string) => !isTaken(name) || /^[\w-]{1,64}$/.test(name);
    expect(() => assert(property(names, isSafe))).not.toThrow();
  });
});

function isTaken(name: string): boolean {
  try {
    checkModelName(name);
    return true;
  } catch {
    return false;
  }
}

describe("checkArtefactName", () => {
  it.each(["model.bin", "vocab.txt", "a"])("takes %j", (name) => {
    expect(() => checkArtefactName(name)).not.toThrow();
  });

  it.each(["version.json", "..", "../a", ".a", "a.", "Model.bin", "aux.txt", "a/b", ""])(
    "refuses %j",
    (name) => {
      expect(() => checkArtefactName(name)).toThrow("can't be a file of a model");
    },
  );
});

describe("parseVersionName", () => {
  it.each([
    ["3", { isShipped: false, number: 3 }],
    ["v12", { isShipped: false, number: 12 }],
    ["shipped", { isShipped: true }],
    ["shipped-1", { isShipped: true }],
  ])("reads %j", (text, name) => {
    expect(parseVersionName(text)).toEqual(name);
  });

  it.each(["0", "-1", "1.5", "01", "latest", "", "9999999999", "../1"])("refuses %j", (text) => {
    expect(() => parseVersionName(text)).toThrow("is no version");
  });
});
