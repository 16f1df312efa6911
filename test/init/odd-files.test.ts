import { describe, expect, it } from "vitest";

import { tryInit, type Files } from "./try-init.ts";

const header = "ticket_id,created_at,status,priority,subject,requester_email";

function line(n: number, subject = "It does not work"): string {
  const day = String(1 + (n % 28)).padStart(2, "0");
  return `T${n},2025-01-${day} 10:00:00,open,high,${subject},person${n}@mail.example.com`;
}

/** A file of tickets, with other subjects in some of its lines. */
function ticketFile(rowCount: number, subjects: Readonly<Record<number, string>> = {}): string {
  const lines = Array.from({ length: rowCount }, (_, i) => line(i + 1, subjects[i + 1]));
  return `${[header, ...lines].join("\n")}\n`;
}

const agents = "agent_id,name,team\nA1,Ann Lee,One\nA2,Bob Ray,Two\n";

describe("init, on the first file of many", () => {
  it.each<[Files, string, string]>([
    [{ "tickets-01.csv": ticketFile(9) }, "tickets", "export/tickets-*.csv"],
    [{ "tickets_2024-01-31.csv": ticketFile(9) }, "tickets", "export/tickets_*.csv"],
    [{ "desk/tickets202401.csv": ticketFile(9) }, "tickets202401", "export/desk/tickets*.csv"],
    [{ "tickets (2).csv": ticketFile(9) }, "tickets", "export/tickets (*).csv"],
    [
      { "tickets-01.csv": ticketFile(9), "tickets-agents.csv": agents },
      "tickets",
      "export/tickets-[0-9]*.csv",
    ],
    [
      { "tickets-01.csv": ticketFile(9), "tickets-2-agents.csv": agents },
      "tickets",
      "export/tickets-01.csv",
    ],
    [{ "crm360.csv": ticketFile(9) }, "crm360", "export/crm360.csv"],
    [{ "tickets.csv": ticketFile(9) }, "tickets", "export/tickets.csv"],
  ])("%# reads those that come later", async (files, name, path) => {
    await using trial = await tryInit(files);
    const source = trial.source(name);
    expect(source.path).toBe(path);
    const isWider = path.includes("*");
    expect(trial.report.text.includes("files that come later")).toBe(isWider);
    expect(await trial.run()).toMatchObject({ tickets: { kept: 9, aside: 0 } });
  });
});

describe("init, on files with a few wrong bytes", () => {
  it("reads a file with a zero byte, as a run does", async () => {
    await using trial = await tryInit({ "tickets.csv": ticketFile(52, { 7: "It\0stopped" }) });
    expect(trial.source("tickets")).toMatchObject({ entity: "ticket", rowCount: 52, reading: [] });
    expect(await trial.run()).toMatchObject({ tickets: { kept: 52, aside: 0 } });
  });

  it("keeps UTF-8 for a file with one line that is none", async () => {
    const bytes = Buffer.from(
      ticketFile(20, { 3: "Não funciona", 9: "#", 11: "Informação" }).replace("#", "\u0001"),
    );
    const odd = Buffer.from(
      "Liga\xe7\xe3o caiu, j\xe1 \xe9 a 3\xaa vez".replace(",", ""),
      "latin1",
    );
    const at = bytes.indexOf(1);
    const mixed = Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(at + 1)]);
    await using trial = await tryInit({ "tickets.csv": mixed });
    expect(trial.source("tickets").reading).toEqual([]);
    expect(await trial.run()).toMatchObject({ tickets: { kept: 19, aside: 0 } });
  });
});
