import { quoteName } from "../../core/base/sql-text.ts";
import { showingOf, type Entity } from "../../core/domain/entity.ts";
import { knownJson } from "./known-people.ts";

/** Most free-text columns of an entity: what {@link maskInput} has places for. */
const textsMost = 2;

/** Free-text columns of an entity, in their order. */
export function textColumns(entity: Entity): string[] {
  return Object.keys(entity.columns).filter((name) => showingOf(entity, name) === "text");
}

/**
 * Rows of a crowd, about: as many share what is sent once of an account, and as few keep one account
 * with a million conversations spread over all workers.
 */
const crowdRows = 1_000;

/** Bytes of text that count as one row. */
const rowBytes = 300;

/** Relations that {@link maskInput} reads beside the rows, of the SELECTs of these names. */
export type KnownRelations = { contacts: string; colleagues: string; accounts: string };

/**
 * SELECT that feeds the stage `mask-text`: the rows' texts in crowds of conversations with one
 * account, each text with the ids of the contact and the account that its record names, and before
 * the texts of a crowd who these are, each once.
 *
 * Nothing of the result depends on who is in a crowd: a conversation whose records name several
 * accounts is in the crowd of the first of them.
 *
 * @param rows - Relation of the entity's rows: one a key.
 * @param hints - SELECT of `source, country, language`: what the settings say of each source.
 */
export function maskInput(
  entity: Entity,
  rows: string,
  { known, hints }: { known: KnownRelations; hints: string },
): string {
  const ofAccount = "concat_ws(',', m.people, a.people)";
  return `
    WITH said AS MATERIALIZED (${saidSelect(entity, rows, hints)}),
    records AS MATERIALIZED (
      SELECT system, group_id, contact_id, account_id,
        sum(1 + (coalesce(strlen(text_1), 0) + coalesce(strlen(text_2), 0)) // ${rowBytes}) AS row_count
      FROM said GROUP BY system, group_id, contact_id, account_id),
    conversations AS (
      SELECT system, group_id, min(account_id) AS account_id, sum(row_count) AS row_count
      FROM records GROUP BY system, group_id),
    sized AS (
      SELECT *, 1 + CAST(sum(row_count) OVER (PARTITION BY system, account_id) AS BIGINT) // ${crowdRows} AS crowd_count
      FROM conversations),
    crowds AS MATERIALIZED (
      SELECT system, group_id, ${crowdOf("account_id", "group_id", "crowd_count")} AS crowd FROM sized),
    named AS MATERIALIZED (
      SELECT DISTINCT system, crowd, contact_id, account_id FROM records JOIN crowds USING (system, group_id))
    SELECT system, crowd, true AS is_text, group_id, said_at, row_id, contact_id, account_id,
      CAST(NULL AS VARCHAR) AS known, country, language, text_1, text_2
    FROM said JOIN crowds USING (system, group_id)
    UNION ALL
    ${knownRows("p.contact_id, CAST(NULL AS VARCHAR)", knownJson("p.people", "NULL"))}
    FROM (SELECT DISTINCT system, crowd, contact_id FROM named) AS n
    JOIN ${known.contacts} AS p ON p.system = n.system AND p.contact_id = n.contact_id
    UNION ALL
    ${knownRows("CAST(NULL AS VARCHAR), n.account_id", knownJson(ofAccount, "a.organisations"))}
    FROM (SELECT DISTINCT system, crowd, account_id FROM named) AS n
    LEFT JOIN ${known.colleagues} AS m ON m.system = n.system AND m.account_id = n.account_id
    LEFT JOIN ${known.accounts} AS a ON a.system = n.system AND a.account_id = n.account_id
    WHERE coalesce(m.people, a.people, a.organisations) IS NOT NULL`;
}

/** SELECT of an entity's texts with the conversation they belong to and whom its record names. */
function saidSelect(entity: Entity, rows: string, hints: string): string {
  const texts = textColumns(entity);
  const key = quoteName(entity.key);
  const places = Array.from({ length: textsMost }, (_, i) => {
    const name = texts[i];
    return `${name === undefined ? "CAST(NULL AS VARCHAR)" : `r.${quoteName(name)}`} AS text_${i + 1}`;
  });
  const isSaid = texts.map((name) => `r.${quoteName(name)} IS NOT NULL`).join(" OR ");
  const speaks = entity.name === "message";
  const group = speaks ? `coalesce(r.conversation_id, r.${key})` : `r.${key}`;
  const at = speaks ? "r.sent_at" : "CAST(NULL AS TIMESTAMPTZ)";
  const person = speaks
    ? "coalesce(c.contact_id, t.contact_id) AS contact_id, coalesce(c.account_id, t.account_id) AS account_id"
    : "r.contact_id, r.account_id";
  const joins = speaks
    ? `LEFT JOIN silver.conversations AS c ON c.system = r.system AND c.conversation_id = r.conversation_id
       LEFT JOIN silver.tickets AS t ON t.system = r.system AND t.ticket_id = coalesce(r.ticket_id, c.ticket_id)`
    : "";
  return `
    SELECT r.system, ${group} AS group_id, ${at} AS said_at, r.${key} AS row_id, ${person},
      h.country, h.language, ${places.join(", ")}
    FROM ${rows} AS r LEFT JOIN (${hints}) AS h ON h.source = r._origin.source ${joins}
    WHERE ${isSaid}`;
}

/**
 * SQL of a crowd's number, which a number of JSON can hold. Two crowds of one number are one: that
 * costs nothing but its size.
 */
function crowdOf(account: string, group: string, crowdCount: string): string {
  const bucket = `CAST(hash(${group}) % 1000003 AS BIGINT) % ${crowdCount}`;
  return `CAST(hash(${account}, ${bucket}) % 1000000007 AS BIGINT)`;
}

/** SELECT list of rows that tell who is known. */
function knownRows(ids: string, known: string): string {
  const text = "CAST(NULL AS VARCHAR)";
  return `SELECT n.system, n.crowd, false, ${text}, CAST(NULL AS TIMESTAMPTZ), ${text}, ${ids},
      ${known}, ${text}, ${text}, ${text}, ${text}`;
}

/**
 * SELECT of the rows with their texts masked. A text without an answer is left out, never shown as
 * it was.
 *
 * @param masked - Relation of what the stage gave.
 */
export function maskedRows(entity: Entity, rows: string, masked: string): string {
  const texts = textColumns(entity).map((name, i) => `x.text_${i + 1} AS ${quoteName(name)}`);
  return `
    SELECT r.* REPLACE (${texts.join(", ")}) FROM ${rows} AS r
    LEFT JOIN ${masked} AS x ON x.system = r.system AND x.row_id = r.${quoteName(entity.key)}`;
}
