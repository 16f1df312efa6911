import { describe, expect, it } from "vitest";

import { tryInit } from "./try-init.ts";

/** The example of the project's README, with what real exports have: a day that never was, a line cut short. */
const example = {
  "customers.csv":
    "customer,name,branch,region\nC1,First Ltd,retail,north\nC2,Second Ltd,bank,south\n",
  "tickets-2025-10.csv":
    "id;customer;opened;state;prio;body;solved_after_h\n" +
    "1;C1;03/10/2025 10:15;open;high;The card reader does not read;\n" +
    "2;C2;13/10/2025 09:00;closed;low;Where is my invoice for September?;12,5\n",
  "tickets-2025-11.csv":
    "id;customer;opened;state;prio;body;solved_after_h\n" +
    "3;C1;03/11/2025 10:15;open;high;Please cancel the contract;\n" +
    "4;C2;21/11/2025 09:00;closed\n" +
    "5;C2;30/02/2025 09:00;closed;low;Strange day;1,5\n",
  "chats.json": JSON.stringify([
    {
      chat: "H1",
      customer: "C1",
      when: "2025-10-04T08:00:00Z",
      lines: [
        { who: "customer", said: "hello, my terminal is broken", t: "2025-10-04T08:00:00Z" },
        { who: "agent", said: "let me see", t: "2025-10-04T08:01:00Z" },
      ],
    },
  ]),
};

describe("init, on a handful of rows", () => {
  it("reads the example of the README, and a run sets aside the day that never was", async () => {
    await using trial = await tryInit(example, "exports");
    expect(trial.source("customers").entity).toBe("account");
    expect(trial.mapping("customers")).toEqual({
      account_id: "customer",
      name: "name",
      industry: "branch",
      region: "region",
    });
    expect(trial.source("tickets").entity).toBe("ticket");
    expect(trial.mapping("tickets")).toEqual({
      ticket_id: "id",
      account_id: "customer",
      created_at: "opened",
      ticket_status: "state",
      priority: "prio",
      description: "body",
      resolution_time_hours: "solved_after_h",
    });
    expect(trial.source("tickets").forms).toMatchObject([
      { setting: "dates", value: "dmy" },
      { setting: "decimal", value: "," },
    ]);
    expect(trial.source("chats").entity).toBe("conversation");
    expect(trial.mapping("chats")).toEqual({
      conversation_id: "chat",
      account_id: "customer",
      started_at: "when",
    });
    expect(trial.source("chats").messages).toEqual({
      path: "lines",
      body: "said",
      author: "who",
      sent_at: "t",
    });
    expect(await trial.run()).toMatchObject({
      accounts: { kept: 2, aside: 0 },
      tickets: { kept: 3, aside: 1 },
      conversations: { kept: 1, aside: 0 },
      messages: { kept: 2, aside: 0 },
    });
  });

  it("says what spoke for it, and that one time in four can't be read", async () => {
    await using trial = await tryInit(example, "exports");
    expect(trial.source("tickets").why).toMatch(/^its files are called tickets; /);
    expect(trial.source("chats").why).toMatch(/^its file is called chats; .*lines holds its/);
    const opened = trial.source("tickets").columns.find(({ target }) => target === "created_at");
    expect(opened).toMatchObject({
      isSure: false,
      why: expect.stringMatching(/75 % of its values/),
    });
    expect(trial.report.text).toContain("(1 row).");
  });

  it("takes a column that only its values speak for when all of them do", async () => {
    const rows = (last: string): string =>
      "xq7,zk3,prio,state\n" +
      [1, 2, 3].map((i) => `T-${i},2025-01-0${i} 10:00:00,high,open\n`).join("") +
      `T-4,${last},low,closed\n`;
    await using good = await tryInit({ "a.csv": rows("2025-01-04 10:00:00") });
    expect(good.mapping("a")).toMatchObject({ created_at: "zk3" });
    await using bad = await tryInit({ "a.csv": rows("2025-02-30 10:00:00") });
    expect(Object.values(bad.mapping("a"))).not.toContain("zk3");
  });

  it.each([
    ["chamados/2025-01.csv", "its folder is called chamados"],
    ["reclamacoes.csv", "its file is called reclamacoes"],
    ["tkt_export.csv", "its file is called tkt_export"],
  ])("goes by the name of %s, and says what it lacks to be tickets", async (file, said) => {
    await using trial = await tryInit({
      [file]:
        "id,prio,body\n1,high,The card reader does not read.\n2,low,Where is my invoice for May?\n",
    });
    const [source] = trial.report.finding.sources;
    expect(source).toMatchObject({ entity: "feedback", unsure: [{ what: expect.any(String) }] });
    expect(source?.unsure[0]?.what).toContain(`looks like a ticket (${said}), but has no column`);
    expect(source?.unsure[0]?.what).toMatch(/created_at.*taken for feedback\. Export it with/);
  });

  it.each([
    ["speaker", "utterance"],
    ["role", "content"],
    ["autor", "gesagtes"],
  ])("takes one row with a list of %s and %s for a conversation", async (who, what) => {
    const lines = [
      { [who]: "agent", [what]: "how can I help you" },
      { [who]: "customer", [what]: "the reader is broken" },
    ];
    await using trial = await tryInit({
      "log.json": JSON.stringify([{ nr: "A1", verlauf: lines }]),
    });
    expect(trial.source("log")).toMatchObject({
      entity: "conversation",
      messages: { path: "verlauf", body: what, author: who },
    });
  });

  it("leaves names and births of customers without an id in bronze, and says how to get them", async () => {
    await using trial = await tryInit(
      {
        "clientes.csv":
          "email;nome;empresa;nascimento\n" +
          "quasi.modo@cafe.example;Quasi Modo;Café da Serra;1979-03-14\n" +
          "odo.quark@lamp.example;Odo Quark;Brightlamp Ltd;1988-11-02\n" +
          "zz.top@lamp.example;Zz Top;Livraria Ponte;1950-12-05\n",
      },
      "exports",
    );
    const mapped = Object.values(trial.mapping("clientes"));
    expect(mapped).not.toContain("nome");
    expect(mapped).not.toContain("nascimento");
    expect(JSON.stringify(trial.source("clientes").unsure)).toContain("{ contact_id: email }");
  });
});
