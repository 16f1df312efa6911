import { describe, expect, it } from "vitest";

import { optionsOf, placeOf, toldPlace, withoutOptions } from "./server.ts";

describe("placeOf", () => {
  it.each([
    [
      "postgresql://ann:secret@db.example.com:6543/earshot?sslmode=require",
      "db.example.com:6543/earshot",
    ],
    ["postgres://db/earshot", "db/earshot"],
    ["postgresql://ann:secret@/earshot?host=%2Frun%2Fpg", "/run/pg/earshot"],
    ["postgresql:///earshot", "localhost/earshot"],
    ["postgresql://ann:p%40ss%2Fword@host/earshot", "host/earshot"],
  ])("tells no user and no password of %j: %j", (url, place) => {
    expect(placeOf(url)).toBe(place);
  });

  it.each(["mysql://ann:secret@db/x", "ann:secret@db", "postgresql://ann:sec ret@@:x/y", ""])(
    "refuses %j without telling it",
    (url) => {
      expect(() => placeOf(url)).toThrow(/^DATABASE_URL is no address/);
    },
  );
});

describe("withoutOptions", () => {
  it.each([
    ["postgresql://db/x", "", "postgresql://db/x"],
    ["postgresql://db/x?options=-c%20search_path%3Da", "-c search_path=a", "postgresql://db/x"],
    [
      "postgresql://db/x?sslmode=require&options=endpoint%3Dcool&connect_timeout=3",
      "endpoint=cool",
      "postgresql://db/x?sslmode=require&connect_timeout=3",
    ],
    [
      "postgresql:///x?options=-c%20a%3Db&host=%2Frun%2Fpg",
      "-c a=b",
      "postgresql:///x?host=%2Frun%2Fpg",
    ],
  ])("of %s leaves what is not %j", (url, options, rest) => {
    expect([optionsOf(url), withoutOptions(url)]).toEqual([options, rest]);
  });
});

describe("toldPlace", () => {
  it.each([
    ["postgresql://ann:secret@db.example.com:6543/earshot", "db.example.com:6543/earshot"],
    ["postgresql://ann:secret@127.0.0.1:6543/earshot", "localhost:6543/earshot"],
    ["postgresql://ann:secret@10.1.2.3/earshot", "the address of DATABASE_URL"],
    ["postgresql://ann:secret@/earshot?host=%2Frun%2Fpg", "/run/pg/earshot"],
  ])("tells %s without an address in digits: %s", (url, told) => {
    expect(toldPlace(url)).toBe(told);
  });
});
