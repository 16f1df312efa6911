/**
 * SELECTs of the people that a record is known to be about. They read `known.<table>`, which holds
 * the rows of an entity as typed, before anything became a pseudonym, but under the ids of silver.
 */

/** Entities whose rows say who is known. */
export const knownEntities = ["account", "contact", "agent"] as const;

/** Columns of `known.contacts` and `known.agents`, in the words of the detector, as one JSON text. */
function personJson(fields: Readonly<Record<string, string>>): string {
  const list = Object.entries(fields).map(([name, sql]) => `'${name}': ${sql}`);
  return `CAST(to_json({${list.join(", ")}}) AS VARCHAR)`;
}

const contactJson = personJson({
  name: "full_name",
  email: "email",
  phone: "phone",
  ids: "CASE WHEN national_id IS NULL THEN CAST([] AS VARCHAR[]) ELSE [national_id] END",
  bornOn: "strftime(birth_date, '%Y-%m-%d')",
});

const agentJson = personJson({ name: "full_name", email: "email" });

/** Most people, or numbers, that one id is taken for; one such as `0` may have meant everybody. */
const meaningsMost = 200;

/** Contacts by id, all their id ever meant: `system, contact_id, people`, a JSON list without brackets. */
const knownContacts = peopleBy("contact_id", contactJson, "known.contacts");

/** The first `most` contacts of each account, as {@link knownContacts} has them. */
function knownColleagues(most: number): string {
  return `
    SELECT system, account_id, string_agg(person, ',' ORDER BY person) AS people
    FROM (
      SELECT *, row_number() OVER (PARTITION BY system, account_id ORDER BY contact_id, person) AS place
      FROM (SELECT DISTINCT system, account_id, contact_id, ${contactJson} AS person FROM known.contacts
        WHERE account_id IS NOT NULL))
    WHERE place <= ${most} GROUP BY system, account_id`;
}

/** Tax numbers of accounts: `system, account_id, people`. */
const knownAccounts = peopleBy(
  "account_id",
  personJson({ ids: "[tax_id]" }),
  "known.accounts WHERE tax_id IS NOT NULL",
);

function peopleBy(id: string, person: string, from: string): string {
  return `
    SELECT system, ${id}, array_to_string(list_sort(list(person))[1:${meaningsMost}], ',') AS people
    FROM (SELECT DISTINCT system, ${id}, ${person} AS person FROM ${from})
    WHERE ${id} IS NOT NULL GROUP BY system, ${id}`;
}

/** The first `most` agents: `person`, a JSON text. */
function knownAgents(most: number): string {
  return `
    SELECT DISTINCT ${agentJson} AS person FROM known.agents
    WHERE full_name IS NOT NULL OR email IS NOT NULL ORDER BY person LIMIT ${most}`;
}

/**
 * Every SELECT of known people, by what it gives. The order is part of what masking depends on.
 *
 * @param most - Most colleagues of one account, and most agents.
 */
export function knownSelects(
  most: number,
): Readonly<Record<"contacts" | "colleagues" | "accounts" | "agents", string>> {
  return {
    contacts: knownContacts,
    colleagues: knownColleagues(most),
    accounts: knownAccounts,
    agents: knownAgents(most),
  };
}
