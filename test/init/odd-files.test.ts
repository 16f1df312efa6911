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

describe("init, on files of which something is broken", () => {
  it("says how many rows a run sets aside, and which names stand twice", async () => {
    const text = ticketFile(48, { 5: "a,b", 20: 'the "end' }).replace("subject", "status");
    await using trial = await tryInit({ "tickets.csv": `${text}\n` });
    const { rowCount, unsure } = trial.source("tickets");
    expect(rowCount).toBe(47);
    const said = unsure.map(({ what }) => what).join("\n");
    expect(said).toMatch(/1 of 48 rows are broken or of another width/);
    expect(said).toMatch(/several columns are called status; .* such as status_2/);
    const counts = await trial.run();
    expect(counts["tickets"]).toEqual({ kept: 47, aside: 0 });
  });

  it("is unsure of rows that nothing identifies, and counts equal ones", async () => {
    const rows = Array.from({ length: 20 }, (_, i) => line(i + 1).replace(/^T\d+,/, ""));
    const text = [header.replace("ticket_id,", ""), ...rows, rows[3], rows[3], ""].join("\n");
    await using trial = await tryInit({ "tickets.csv": text });
    const key = trial.source("tickets").columns.find(({ target }) => target === "ticket_id");
    expect(key).toMatchObject({ column: "_content_hash", isSure: false });
    expect(key?.why).toMatch(/2 of the 22 looked at are equal to one before/);
    expect(await trial.run()).toMatchObject({ tickets: { kept: 20 } });
  });
});

describe("init, on the answer of an API", () => {
  const tickets = Array.from({ length: 12 }, (_, i) => ({
    id: 100 + i,
    created_at: `2025-01-${String(i + 1).padStart(2, "0")}T10:00:00Z`,
    status: i % 2 === 0 ? "open" : "closed",
    subject: "It does not work",
  }));

  it.each([
    ["tickets", { tickets, next_page: null, count: 12 }],
    ["data/items", { data: { items: tickets, total: 12 }, ok: true }],
    ["data", { meta: { page: 1 }, data: tickets }],
  ])("reads the records inside of one object, from %s", async (rows, answer) => {
    await using trial = await tryInit({ "tickets.json": JSON.stringify(answer, null, 1) });
    expect(trial.source("tickets").entity).toBe("ticket");
    expect(trial.report.text).toContain(`rows: ${rows} # the file is one object`);
    expect(await trial.run()).toMatchObject({ tickets: { kept: 12, aside: 0 } });
  });

  it("is unsure which list is meant when there are two, and names the other", async () => {
    const users = [{ id: 1, name: "Ann Lee" }];
    await using trial = await tryInit({ "tickets.json": JSON.stringify({ users, tickets }) });
    expect(trial.source("tickets").unsure).toMatchObject([
      { what: expect.stringMatching(/rows "tickets": .* for users in it, add a source/) as string },
    ]);
  });
});

describe("init, on what a run leaves empty or makes up", () => {
  it("says which columns are masked, and which value silver takes", async () => {
    const text = "ticket_id,created_at,subject\n1,2025-01-02 10:00:00,It does not work\n";
    await using trial = await tryInit({ "tickets.csv": text });
    const { finding, text: settings } = trial.report;
    expect(finding.masked).toEqual(["subject"]);
    expect(settings).toMatch(/^# Personal data and free text \(subject\) stay in bronze/m);
    expect(trial.source("tickets").taken).toEqual([
      { target: "ticket_status", value: "OPEN" },
      { target: "priority", value: "MEDIUM" },
    ]);
    expect(settings).toMatch(/# No column feeds these, .*: ticket_status OPEN, priority MEDIUM\./);
  });
});
