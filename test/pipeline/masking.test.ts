import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

import { lakeRows } from "./lake-state.ts";
import { openSmall, run, smallSources, type Company } from "./company.ts";

const sources = {
  ...smallSources,
  people: "path: desk/people.csv, entity: contact",
  agents: "path: desk/agents.csv, entity: agent",
  turns: "path: desk/turns.csv, entity: message",
};

const files = {
  "desk/people.csv": `contact_id,account_id,full_name,email,phone,cpf,birth_date
P1,A1,Oriel Quintanar,oriel@example.com,+55 11 98765-4321,529.982.247-25,1985-07-23
bo@example.com,A1,Bo Ekdahl,bo@example.com,,,
`,
  "desk/agents.csv": `agent_id,agent_name,email
G1,Zelma Brandvold,zelma@example.org
Ivo Castellan,Ivo Castellan,ivo@example.org
`,
  "desk/tickets-1.csv": `ticket_id,account_id,contact_id,agent_id,created_at,subject,description
T1,A1,P1,G1,2026-02-01T10:00:00Z,card 4111 1111,1111 1111 was charged twice
T2,A1,bo@example.com,Ivo Castellan,2026-02-02T10:00:00Z,,write to oriel@example.com or ORIEL@example.com or bo@example.com
`,
  "desk/turns.csv": `message_id,ticket_id,author,author_id,sent_at,message
M3,T1,customer,P1,2026-02-01T10:03:00Z,"mine is oriel@example.com, not zz@example.net"
M1,T1,customer,P1,2026-02-01T10:01:00Z,"this is quintanar, zz@example.net here"
M2,T1,agent,G1,2026-02-01T10:02:00Z,"zelma here, thanks Oriel"
M4,T2,customer,bo@example.com,2026-02-02T10:02:00Z,"Bottrop is far; Ekdahl asks"
`,
};

async function openTalk(extra = ""): Promise<Company> {
  const company = await openSmall(sources, extra);
  await company.write(files);
  return company;
}

const bodies = async (company: Company): Promise<unknown[]> =>
  (await lakeRows(company.data, "silver.messages", "SELECT body FROM $t ORDER BY message_id")).map(
    ({ body }) => body,
  );

describe("silver", () => {
  it("holds texts masked by conversation, with the people the record knows", async () => {
    await using company = await openTalk();
    await run(company);
    expect(await bodies(company)).toEqual([
      "this is [PERSON_1], [EMAIL_1] here",
      "[PERSON_2] here, thanks [PERSON_1]",
      "mine is [EMAIL_2], not [EMAIL_1]",
      "Bottrop is far; [PERSON_1] asks",
    ]);
    const tickets = "SELECT subject, description FROM $t ORDER BY ticket_id";
    expect(await lakeRows(company.data, "silver.tickets", tickets)).toEqual([
      { subject: "card [CREDIT_CARD_1]", description: "[CREDIT_CARD_2] was charged twice" },
      { subject: null, description: "write to [EMAIL_1] or [EMAIL_1] or [EMAIL_2]" },
    ]);
  });

  it("gives one person one pseudonym in every table, also where an e-mail or a name is the id", async () => {
    await using company = await openTalk();
    await run(company);
    const contacts = await lakeRows(
      company.data,
      "silver.contacts",
      "SELECT contact_id, email, CAST(birth_date AS VARCHAR) AS born FROM $t ORDER BY email IS NULL, contact_id",
    );
    const bo = contacts.find(({ contact_id: id }) => id !== "P1");
    expect(bo?.["contact_id"]).toMatch(/^EMAIL_/);
    expect(bo?.["contact_id"]).toBe(bo?.["email"]);
    expect(contacts.find(({ contact_id: id }) => id === "P1")?.["born"]).toBe("1985-01-01");
    const ticket = "SELECT contact_id, agent_id FROM $t WHERE ticket_id = 'T2'";
    const [asked] = await lakeRows(company.data, "silver.tickets", ticket);
    expect(asked?.["contact_id"]).toBe(bo?.["contact_id"]);
    const agents = "SELECT agent_id FROM $t WHERE agent_id <> 'G1'";
    expect(await lakeRows(company.data, "silver.agents", agents)).toEqual([
      { agent_id: asked?.["agent_id"] },
    ]);
    expect(asked?.["agent_id"]).toMatch(/^PERSON_/);
    const author = "SELECT author_id FROM $t WHERE message_id = 'M4'";
    expect(await lakeRows(company.data, "silver.messages", author)).toEqual([
      { author_id: bo?.["contact_id"] },
    ]);
  });

  it("is masked again from bronze when the settings of masking change, and not else", async () => {
    await using company = await openTalk();
    await run(company);
    expect(await run(company)).toEqual([]);
    const settings = "privacy: { allow: [zz@example.net] }";
    await using other = await openTalk(settings);
    await run(other);
    expect((await bodies(other))[0]).toBe("this is [PERSON_1], zz@example.net here");
    await using changed = await openTalk();
    await run(changed);
    await writeFile(changed.config, `${await readFile(changed.config, "utf8")}\n${settings}\n`);
    const steps = await run(changed);
    expect(steps).toEqual(expect.arrayContaining(["silver.messages", "silver.tickets"]));
    expect(steps.filter((id) => id.startsWith("bronze."))).toEqual([]);
    expect(await bodies(changed)).toEqual(await bodies(other));
  });

  it("keeps the names of the record's company and of the settings' own, once they are known", async () => {
    await using company = await openTalk();
    await company.write({
      "desk/turns.csv": `message_id,ticket_id,author,sent_at,message\nM1,T1,customer,2026-02-01T10:01:00Z,Fala com a Oficina Carla Mendes e com Mercado Bruno Tavares\n`,
    });
    const accounts = (name: string) => `account_id,name,region\nA1,${name},north\n`;
    await company.write({ "desk/companies.csv": accounts("First Ltd") });
    await run(company);
    const none = "Fala com a Oficina [PERSON_1] e com Mercado [PERSON_2]";
    expect(await bodies(company)).toEqual([none]);
    await company.write({ "desk/companies.csv": accounts("Oficina Carla Mendes") });
    expect(await run(company)).toContain("silver.messages");
    const own = "Fala com a Oficina Carla Mendes e com Mercado [PERSON_1]";
    expect(await bodies(company)).toEqual([own]);
    const settings = "privacy: { organisations: [Mercado Bruno Tavares] }";
    await writeFile(company.config, `${await readFile(company.config, "utf8")}\n${settings}\n`);
    expect(await run(company)).toContain("silver.messages");
    const both = "Fala com a Oficina Carla Mendes e com Mercado Bruno Tavares";
    expect(await bodies(company)).toEqual([both]);
  });

  it("is masked again when somebody new is known", async () => {
    await using company = await openTalk();
    await company.write({
      "desk/turns.csv": `message_id,ticket_id,author,sent_at,message\nM1,T1,customer,2026-02-01T10:01:00Z,ask wimbledorf about it\n`,
    });
    await run(company);
    expect(await bodies(company)).toEqual(["ask wimbledorf about it"]);
    await company.write({
      "desk/people.csv": `${files["desk/people.csv"]}P3,A1,Ada Wimbledorf,,,,\n`,
    });
    expect(await run(company)).toContain("silver.messages");
    expect(await bodies(company)).toEqual(["ask [PERSON_1] about it"]);
  });
});
