import { describe, expect, it } from "vitest";

import { ownMigrations, parseMigration, readMigrations } from "./migration-file.ts";

describe("parseMigration", () => {
  it("takes the statements up and down apart", () => {
    const text = "-- Why.\n\n-- up\nCREATE TABLE a ();\n-- up to here\n-- down\nDROP TABLE a;\n";
    expect(parseMigration("0007-make-a.sql", text)).toMatchObject({
      number: 7,
      name: "make-a",
      up: "CREATE TABLE a ();\n-- up to here",
      down: "DROP TABLE a;",
    });
  });

  it("is the same whatever ends the lines", () => {
    const text = "-- up\nSELECT 1;\n-- down\nSELECT 2;\n";
    const other = parseMigration("0001-a.sql", text.replaceAll("\n", "\r\n"));
    expect(other).toEqual(parseMigration("0001-a.sql", text));
  });

  it.each([
    ["1-a.sql", "-- up\n-- down\n", "is not named like"],
    ["0001-a.sql", "SELECT 1;\n-- up\n-- down\n", "has a statement above"],
    ["0001-a.sql", "-- up\nSELECT 1;\n", 'a line "-- down"'],
  ])("refuses %j with %j", (name, text, message) => {
    expect(() => parseMigration(name, text)).toThrow(message);
  });
});

describe("readMigrations", () => {
  it("gives our own, each with a way back", async () => {
    const migrations = await readMigrations(ownMigrations);
    expect(migrations.length).toBeGreaterThan(0);
    for (const { down } of migrations) expect(down).not.toBe("");
  });
});
