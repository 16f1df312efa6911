import { describe, expect, it } from "vitest";

import { ReadSample } from "./reading.ts";
import { sampleFiles } from "./sample.ts";

const asOf = new Date("2026-03-09T00:00:00Z");

describe("bulk chats", () => {
  it("come only with scale, 250,000 lines a file, and change nothing else", () => {
    const [small, large] = [
      sampleFiles({ seed: 42, scale: 1, asOf }),
      sampleFiles({ seed: 42, scale: 501, asOf }),
    ];
    const bulk = large.filter(({ path }) => path.startsWith("chats/"));
    expect(bulk.map(({ path, rowCount }) => [path, rowCount])).toEqual([
      ["chats/chats-00001.ndjson", 250_000],
      ["chats/chats-00002.ndjson", 250_000],
      ["chats/chats-00003.ndjson", 1_000],
    ]);
    for (const file of small.filter(
      ({ path }) => path.startsWith("support/") || path.startsWith("sales/"),
    )) {
      const twin = large.find(({ path }) => path === file.path);
      expect([...(twin?.text() ?? [])].join("") === [...file.text()].join(""), file.path).toBe(
        true,
      );
    }
  });

  it("are flat JSON objects of about 300 bytes with distinct texts, dated before as_of", () => {
    const sample = new ReadSample({ scale: 20, asOf });
    const companies = new Set(sample.rows("support/companies.csv").map((row) => row["company_id"]));
    const lines = sample.text("chats/chats-00001.ndjson").trimEnd().split("\n");
    const chats = lines.map((line) => JSON.parse(line) as Record<string, string>);
    expect(lines).toHaveLength(20_000);
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0) / lines.length;
    expect(bytes).toBeGreaterThan(270);
    expect(bytes).toBeLessThan(360);
    expect(new Set(chats.map(({ text }) => text)).size).toBeGreaterThan(19_980);
    expect(new Set(chats.map((chat) => chat["chat_id"])).size).toBe(20_000);
    const keys = [
      "chat_id",
      "company_id",
      "customer_id",
      "channel",
      "region",
      "started_at",
      "ended_at",
      "speaker",
      "text",
    ];
    for (const chat of chats) {
      expect(Object.keys(chat)).toEqual(keys);
      expect(companies.has(chat["company_id"])).toBe(true);
      expect(chat["started_at"]! < chat["ended_at"]!).toBe(true); // both there by the keys
      expect(Date.parse(chat["ended_at"]!)).toBeLessThanOrEqual(asOf.getTime());
      expect(chat["text"]).not.toMatch(/[{}|]|undefined/);
    }
  });

  it("stand where their index says, so a later file needs no earlier one", () => {
    const files = sampleFiles({ seed: 3, scale: 251, asOf }).filter(({ path }) =>
      path.startsWith("chats/"),
    );
    const last = [...(files[1]?.text() ?? [])].join("");
    expect(last.split("\n")).toHaveLength(1_001);
    expect(JSON.parse(last.slice(0, last.indexOf("\n")))).toMatchObject({ chat_id: "BC-00250001" });
    expect([...(files[1]?.text() ?? [])].join("")).toBe(last);
  });

  it("stream in chunks below 64 KiB without holding what was written", () => {
    const files = sampleFiles({ seed: 42, scale: 10_000, asOf });
    const two = files.filter(({ path }) => path.startsWith("chats/")).slice(-2);
    const before = process.memoryUsage().heapUsed;
    let [bytes, largest, peak] = [0, 0, 0];
    for (const file of two) {
      for (const chunk of file.text()) {
        const size = Buffer.byteLength(chunk);
        bytes += size;
        largest = Math.max(largest, size);
        peak = Math.max(peak, process.memoryUsage().heapUsed);
      }
    }
    expect(bytes).toBeGreaterThan(150e6);
    expect(largest).toBeLessThan(65_536);
    expect(peak - before, "bytes of heap above the start").toBeLessThan(120e6);
  });
});
