import type { KnownPerson } from "../../kernel/privacy/hints.ts";

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
const knownContacts = `
  SELECT system, contact_id, ${listOf(contactJson)} AS people
  FROM known.contacts WHERE contact_id IS NOT NULL GROUP BY system, contact_id`;

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

/** Tax numbers and names of accounts: `system, account_id, people, organisations`. */
const knownAccounts = `
  SELECT system, account_id,
    ${listOf(personJson({ ids: "[tax_id]" }), "tax_id IS NOT NULL")} AS people,
    ${listOf("CAST(to_json(name) AS VARCHAR)", "name IS NOT NULL")} AS organisations
  FROM known.accounts WHERE account_id IS NOT NULL GROUP BY system, account_id`;

/** The values of a group, each once and sorted, as a JSON list without brackets. */
function listOf(json: string, condition = "true"): string {
  return `array_to_string(list_sort(list(DISTINCT ${json}) FILTER (${condition}))[1:${meaningsMost}], ',')`;
}

/** The first `most` agents: one row with a {@link Known} as JSON, `known`. */
function knownAgents(most: number): string {
  return `
    SELECT ${knownJson("string_agg(person, ',' ORDER BY person)", "NULL")} AS known FROM (
      SELECT DISTINCT ${agentJson} AS person FROM known.agents
      WHERE full_name IS NOT NULL OR email IS NOT NULL ORDER BY person LIMIT ${most})`;
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

/** What is known of a contact or an account. */
export type Known = { people: readonly KnownPerson[]; organisations: readonly string[] };

/** SQL of a {@link Known} as JSON, of lists as the SELECTs give them or NULL. */
export function knownJson(people: string, organisations: string): string {
  return `'{"people":[' || coalesce(${people}, '') || '],"organisations":[' || coalesce(${organisations}, '') || ']}'`;
}

/** Reads a {@link Known}; what is not known of a person is left out. */
export function knownIn(json: string): Known {
  return JSON.parse(json, (_key, value: unknown) => (value === null ? undefined : value)) as Known; // as knownJson wrote it
}
