import { describe, expect, it } from "vitest";

import { SourceSettings } from "../../core/config/source-settings.ts";
import type { Entity } from "../../core/domain/entity.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import { landingColumns } from "./column-names.ts";
import { mapColumns, requireColumns, systemOf } from "./mapping.ts";

const entities = await loadEntities();
const ticket = entities.get("ticket") as Entity;

function mapped(columns: string[], settings: Record<string, unknown> = {}): Record<string, string> {
  const source = SourceSettings.parse({ path: "a.csv", ...settings });
  return Object.fromEntries(mapColumns("tickets", source, ticket, [...columns, ...landingColumns]));
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
    expect([...mapColumns("tickets", source, ticket, ["ticket_id"])]).toEqual([]);
  });

  it("takes words for the authors of messages", () => {
    const words = { values: { author_type: { admin: "AGENT" } } };
    expect(mapped(["ticket_id"], { ...words, messages: { body: "b" } })).toEqual({
      ticket_id: "ticket_id",
    });
    expect(() => mapped(["ticket_id"], words)).toThrow(/no author_type/);
  });

  it("takes no other column of the lake's own", () => {
    expect(mapped([])).toEqual({});
    expect(() => mapped([], { columns: { ticket_id: "_file" } })).toThrow(/no column _file/);
  });

  it.each([
    [
      { columns: { tiket_id: "id" } },
      "sources.tickets.columns: there is no tiket_id; did you mean ticket_id?",
    ],
    [
      { columns: { ticket_id: "idd" } },
      "sources.tickets.columns.ticket_id: the source has no column idd; did you mean id?",
    ],
    [{ columns: { ticket_id: "zzzzzzz" } }, "; there are: id"],
    [
      { values: { priorty: { a: "LOW" } } },
      "sources.tickets.values: there is no priorty; did you mean priority?",
    ],
  ])("says what is wrong with %j", (settings, message) => {
    expect(() => mapped(["id"], settings)).toThrow(message);
  });
});

describe("requireColumns", () => {
  const missing =
    (columns: string[], settings: Record<string, unknown> = {}) =>
    () => {
      const source = SourceSettings.parse({ path: "a.csv", ...settings });
      const mapping = mapColumns("tickets", source, ticket, columns);
      requireColumns("tickets", ticket, mapping, [...columns, ...landingColumns]);
    };

  it("takes a source that has what every row needs", () => {
    expect(missing(["ticket_id", "created_at"])).not.toThrow();
    expect(missing(["no", "at"], { columns: { ticket_id: "no", created_at: "at" } })).not.toThrow();
  });

  it("names what is missing, and the nearest column that feeds nothing", () => {
    expect(missing(["ticket_idd", "created_at", "status"])).toThrow(
      "no column for ticket_id, which every ticket needs; name the one that holds it, as in `ticket_id: ticket_idd` (free are: ticket_idd)",
    );
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
