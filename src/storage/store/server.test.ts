import { describe, expect, it } from "vitest";

import { placeOf } from "./server.ts";

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
