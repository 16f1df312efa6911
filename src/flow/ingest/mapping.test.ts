import { describe, expect, it } from "vitest";

import { SourceSettings } from "../../core/config/source-settings.ts";
import type { Entity } from "../../core/domain/entity.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import { landingColumns } from "./column-names.ts";
import {
  lackingColumn,
  mapColumns,
  missingColumns,
  requireEntityColumns,
  systemOf,
  type DeclaredSource,
} from "./mapping.ts";

const entities = await loadEntities();
const ticket = entities.get("ticket") as Entity;

function declared(settings: Record<string, unknown> = {}): DeclaredSource {
  const source = SourceSettings.parse({ path: "a.csv", ...settings });
  const place = (path: readonly string[]): string => path.join(".");
  return { name: "tickets", settings: source, entity: ticket, place };
}

function mapped(columns: string[], settings: Record<string, unknown> = {}): Record<string, string> {
  const source = SourceSettings.parse({ path: "a.csv", ...settings });
  return Object.fromEntries(mapColumns(source, ticket, [...columns, ...landingColumns]));
}

describe("mapColumns", () => {
  it("takes columns of the same name, whatever their case", () => {
    expect(mapped(["Ticket_ID", "SUBJECT", "unknown"])).toEqual({
      ticket_id: "Ticket_ID",
      subject: "SUBJECT",
    });
  });

  it("takes first what the settings say, each source column once", () => {
    expect(mapped(["ticket_id", "subject"], { columns: { ticket_id: "subject" } })).toEqual({
      ticket_id: "subject",
    });
  });

  it("finds a column under its own name, as the lake writes it", () => {
    expect(mapped(["No_of_ticket"], { columns: { ticket_id: "No of ticket" } })).toEqual({
      ticket_id: "No_of_ticket",
    });
    expect(mapped(["_row_2"], { columns: { ticket_id: "_row" } })).toEqual({ ticket_id: "_row_2" });
  });

  it("leaves a column unfed that the settings give an empty name", () => {
    expect(mapped(["ticket_id", "status"], { columns: { ticket_status: "" } })).toEqual({
      ticket_id: "ticket_id",
    });
  });

  it("takes the content's hash as the key of rows without an id, once they have landed", () => {
    const settings = { columns: { ticket_id: "_content_hash" } };
    expect(mapped(["subject"], settings)).toMatchObject({ ticket_id: "_content_hash" });
    const source = SourceSettings.parse({ path: "a.csv", ...settings });
    expect([...mapColumns(source, ticket, ["ticket_id"])]).toEqual([]);
  });

  it("takes no other column of the lake's own, and none that is not there", () => {
    expect(mapped([])).toEqual({});
    expect(mapped(["id"], { columns: { ticket_id: "_file" } })).toEqual({});
    expect(mapped(["status"], { columns: { ticket_status: "State" } })).toEqual({});
  });
});

describe("requireEntityColumns", () => {
  it("takes words for the authors of messages", () => {
    const words = { values: { author_type: { admin: "AGENT" } } };
    const nested = declared({ ...words, messages: { body: "b" } });
    expect(() => requireEntityColumns(nested)).not.toThrow();
    expect(() => requireEntityColumns(declared(words))).toThrow(/no author_type/);
  });

  it.each([
    [
      { columns: { tiket_id: "id" } },
      "sources.tickets.columns.tiket_id: there is no tiket_id; did you mean ticket_id?",
    ],
    [
      { values: { priorty: { a: "LOW" } } },
      "sources.tickets.values.priorty: there is no priorty; did you mean priority?",
    ],
  ])("says what is wrong with %j", (settings, message) => {
    expect(() => requireEntityColumns(declared(settings))).toThrow(message);
  });
});

describe("lackingColumn", () => {
  const lacking = (columns: string[], settings: Record<string, unknown> = {}) =>
    lackingColumn(declared(settings), [...columns, ...landingColumns])?.message;

  it("takes a source that has what every row needs", () => {
    expect(lacking(["ticket_id", "created_at"])).toBeUndefined();
    expect(
      lacking(["no", "at"], { columns: { ticket_id: "no", created_at: "at" } }),
    ).toBeUndefined();
  });

  it("takes the content's hash before and after the landing", () => {
    const settings = declared({ columns: { ticket_id: "_content_hash" } });
    expect(lackingColumn(settings, ["created_at"])).toBeUndefined();
    expect(lackingColumn(settings, ["created_at", ...landingColumns])).toBeUndefined();
  });

  it.each([
    ["idd", "the source has no column idd; did you mean id?"],
    ["_file", "the source has no column _file"],
    ["zzzzzzz", "; there are: id"],
  ])("says that there is no %s", (ticket_id, message) => {
    const told = lacking(["id"], { columns: { ticket_id } });
    expect(told).toContain(`sources.tickets.columns.ticket_id: `);
    expect(told).toContain(message);
  });

  it("names what is missing, and the nearest column that feeds nothing", () => {
    expect(lacking(["ticket_idd", "created_at", "status"])).toContain(
      "no column for ticket_id, which every ticket needs; name the one that holds it, as in `ticket_id: ticket_idd` (free are: ticket_idd)",
    );
  });
});

describe("missingColumns", () => {
  it("counts the files without a mapped column, and names the first and what is near", () => {
    const mapping = new Map([
      ["ticket_id", "Id"],
      ["ticket_status", "status"],
      ["subject", "subject"],
    ]);
    const files = [
      { file: "a.csv", columns: ["id", "status"] },
      { file: "b.csv", columns: ["ID", "State"] },
    ];
    const subject = { column: "subject", wanted: "subject", fileCount: 2, file: "a.csv" };
    const status = { column: "ticket_status", wanted: "status", fileCount: 1, file: "b.csv" };
    expect(missingColumns(mapping, files)).toEqual([
      { ...status, nearest: "State" },
      { ...subject, nearest: undefined },
    ]);
  });
});

describe("systemOf", () => {
  it.each([
    ["support/tickets.csv", "support"],
    ["./exports/crm/tickets*.csv", "crm"],
    ["crm/**/*.csv", "crm"],
    ["crm/{a,b}/x.csv", "crm"],
    ["../crm/x.csv", "crm"],
    ["tickets.csv", "home"],
    ["./*.csv", "home"],
    ["*/x.csv", "home"],
  ])("takes %s for a file of %s", (path, system) => {
    expect(systemOf(SourceSettings.parse({ path }), "home")).toBe(system);
  });

  it("takes what the settings say first", () => {
    expect(systemOf(SourceSettings.parse({ path: ["a/b.csv"], system: "desk" }), "home")).toBe(
      "desk",
    );
    expect(systemOf(SourceSettings.parse({ path: ["a/b.csv", "c/d.csv"] }), "home")).toBe("a");
  });
});
