import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { initProject } from "../../src/surface/engine/init.ts";
import { strangers } from "./strangers.ts";
import { csv, tryInit, type Files } from "./try-init.ts";

/** Values of every kind that files hold, and none. */
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "NULL",
    "open",
    "2025-01-02",
    "03/04/2025 10:00",
    "a@b.example",
    "1,5",
    "[1]",
  ),
  fc.constantFrom('{"a":1}', "[]", '[["a","b c"]]', "TRUE", "0", "-", "\0", "Ann Lee", "€ 5"),
  fc.integer().map(String),
  fc.double().map(String),
);
const name = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "id",
    "ticket_id",
    "email",
    "Betreff",
    "data",
    "valor",
    "customer_id",
    "_row",
    "constructor",
    "__proto__",
  ),
);

const tables: fc.Arbitrary<Files> = fc
  .array(
    fc.record({
      header: fc.array(name, { minLength: 1, maxLength: 6 }),
      rows: fc.array(fc.array(value, { maxLength: 6 }), { maxLength: 12 }),
      kind: fc.constantFrom("csv", "json", "ndjson", "txt"),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) =>
    Object.fromEntries(
      list.map(({ header, rows, kind }, i) => {
        const objects = rows.map((row) =>
          Object.fromEntries(header.map((key, k) => [key, row[k] ?? null])),
        );
        const text =
          kind === "json"
            ? JSON.stringify(objects)
            : kind === "ndjson"
              ? objects.map((one) => `${JSON.stringify(one)}\n`).join("")
              : csv([header, ...rows]);
        return [`file${i}.${kind}`, text];
      }),
    ),
  );

describe("initProject", () => {
  it("takes any tables, and writes settings that can be read", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (files) => {
        // One table is there at least; init checks its own settings.
        await using trial = await tryInit({ ...files, "agents.csv": "id,name\n1,Ann Lee\n" });
        expect(trial.report.text).toContain("sources:");
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same bytes for the same files, in whatever order they were written", async () => {
    const files = {
      ...strangers[0]!.files(),
      ...strangers.at(-1)!.files(),
      ...strangers[5]!.files(),
    }; // there are more
    await using one = await tryInit(files);
    await using other = await tryInit(Object.fromEntries(Object.entries(files).toReversed()));
    expect(other.report.text).toBe(one.report.text);
  });

  it("finds addresses, times and ids of another file whatever the columns are called", async () => {
    const people = Array.from({ length: 40 }, (_, i) => [
      `CU-${100 + i}`,
      `p${i}@mail.example.com`,
      `+44 20 7946 0${100 + i}`,
    ]);
    const requests = Array.from({ length: 60 }, (_, i) => [
      `Q${1_000 + i}`,
      `CU-${100 + ((i * 7) % 40)}`,
      new Date(Date.UTC(2025, 0, 1, i)).toISOString(),
      ["open", "closed", "pending"][i % 3]!, // three of them
      ["low", "high"][i % 2]!, // two of them
    ]);
    const nonsense = fc
      .uniqueArray(fc.stringMatching(/^[bcdfgxz]{3,6}\d$/), { minLength: 8, maxLength: 8 })
      .filter((names) => new Set(names.map((one) => one.toLowerCase())).size === 8);
    await fc.assert(
      fc.asyncProperty(
        nonsense,
        async ([a = "", b = "", c = "", d = "", e = "", f = "", g = "", h = ""]) => {
          await using trial = await tryInit({
            "one.csv": csv([[a, b, h], ...people]),
            "two.csv": csv([[c, d, e, f, g], ...requests]),
          });
          expect(trial.mapping("one")).toMatchObject({ contact_id: a, email: b, phone: h });
          expect(trial.source("two").entity).toBe("ticket");
          expect(trial.mapping("two")).toMatchObject({
            ticket_id: c,
            contact_id: d,
            created_at: e,
            ticket_status: f,
            priority: g,
          });
        },
      ),
      { numRuns: 6 },
    );
  });

  it("gives the same text for a folder that was read before", async () => {
    const folder = await mkdtemp(join(tmpdir(), "earshot-again-"));
    try {
      await writeFile(join(folder, "a.csv"), "id,body\n1,Good service from all of you.\n");
      const options = { folder, out: join(folder, "earshot.yaml"), isForced: true };
      const first = await initProject(options);
      expect((await initProject(options)).text).toBe(first.text);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
