import { joinPeople } from "../../kernel/privacy/joined-people.ts";
import type { Known } from "./known-people.ts";

type Texts = readonly (string | null)[];

/** Columns of a crowd's rows: first those that tell who is known, by one id each, then the texts. */
export type CrowdColumns = { contact_id: Texts; account_id: Texts; known: Texts };

/** Rows of one conversation, `end` not included. */
export type Rows = { start: number; end: number };

/**
 * Reads who is known in a crowd, and gives what tells whom the records of a conversation's rows name:
 * of each record the contact, then colleagues and numbers of the account, in the order of the rows.
 * The same records give the same arrays.
 *
 * @param textsFrom - Row of the first text.
 */
export function openCrowd(
  columns: CrowdColumns,
  textsFrom: number,
  knownIn: (json: string) => Known,
): (rows: Rows) => Known {
  const contacts = new Map<string | null, Known>();
  const accounts = new Map<string | null, Known>();
  for (let row = 0; row < textsFrom; row++) {
    const json = columns.known[row] ?? null;
    const contact = columns.contact_id[row] ?? null;
    if (json === null) continue;
    if (contact === null) accounts.set(columns.account_id[row] ?? null, knownIn(json));
    else contacts.set(contact, knownIn(json));
  }
  const joined = new Map<string, Known>();
  return (rows) => {
    const records = recordsOf(columns, rows);
    const key = JSON.stringify(records);
    let known = joined.get(key);
    if (known === undefined) {
      const all = records.flatMap(([contact, account]) => [
        contacts.get(contact) ?? nobody,
        accounts.get(account) ?? nobody,
      ]);
      known = joinKnown(all);
      joined.set(key, known);
    }
    return known;
  };
}

const nobody: Known = { people: [], organisations: [] };

function joinKnown(all: readonly Known[]): Known {
  const people = all.map((known) => known.people).filter(({ length }) => length > 0);
  const lists = all.map(({ organisations }) => organisations).filter(({ length }) => length > 0);
  const [only = []] = lists;
  return {
    people: joinPeople(people),
    // The array of one account stays the same in all of its crowds.
    organisations: lists.length > 1 ? [...new Set(lists.flat())] : only,
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
