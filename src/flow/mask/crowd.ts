import type { KnownPerson } from "../../kernel/privacy/hints.ts";
import { joinPeople } from "../../kernel/privacy/joined-people.ts";

type Texts = readonly (string | null)[];

/** Columns of a crowd's rows: first those that tell who is known, by one id each, then the texts. */
export type CrowdColumns = { contact_id: Texts; account_id: Texts; known: Texts };

/** Rows of one conversation, `end` not included. */
export type Rows = { start: number; end: number };

/**
 * Reads who is known in a crowd, and gives what tells whom the records of a conversation's rows name:
 * of each record the contact, then colleagues and numbers of the account, in the order of the rows.
 * The same records give the same array.
 *
 * @param textsFrom - Row of the first text.
 */
export function openCrowd(
  columns: CrowdColumns,
  textsFrom: number,
  peopleIn: (json: string) => readonly KnownPerson[],
): (rows: Rows) => readonly KnownPerson[] {
  const contacts = new Map<string | null, readonly KnownPerson[]>();
  const accounts = new Map<string | null, readonly KnownPerson[]>();
  for (let row = 0; row < textsFrom; row++) {
    const contact = columns.contact_id[row] ?? null;
    const people = peopleIn(columns.known[row] ?? "[]");
    if (contact === null) accounts.set(columns.account_id[row] ?? null, people);
    else contacts.set(contact, people);
  }
  const joined = new Map<string, readonly KnownPerson[]>();
  return (rows) => {
    const records = recordsOf(columns, rows);
    const key = JSON.stringify(records);
    let people = joined.get(key);
    if (people === undefined) {
      const lists = records.flatMap(([contact, account]) => [
        contacts.get(contact) ?? [],
        accounts.get(account) ?? [],
      ]);
      people = joinPeople(lists.filter((list) => list.length > 0));
      joined.set(key, people);
    }
    return people;
  };
}

type Ids = readonly [contact: string | null, account: string | null];

/** Whom rows name, each pair once. */
function recordsOf({ contact_id, account_id }: CrowdColumns, { start, end }: Rows): Ids[] {
  const records: Ids[] = [];
  for (let row = start; row < end; row++) {
    const contact = contact_id[row] ?? null;
    const account = account_id[row] ?? null;
    const isNew = records.every(([one, other]) => one !== contact || other !== account);
    if (isNew) records.push([contact, account]);
  }
  return records;
}
