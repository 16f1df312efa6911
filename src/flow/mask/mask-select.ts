import { quoteName } from "../../core/base/sql-text.ts";
import { showingOf, type Entity } from "../../core/domain/entity.ts";

/** Most free-text columns of an entity: what {@link maskInput} has places for. */
const textsMost = 2;

/** Free-text columns of an entity, in their order. */
export function textColumns(entity: Entity): string[] {
  return Object.keys(entity.columns).filter((name) => showingOf(entity, name) === "text");
}

/** Relations that {@link maskInput} reads beside the rows: each `system, …, people`. */
export type KnownRelations = { contacts: string; colleagues: string; accounts: string };

/**
 * SELECT that feeds the stage `mask-text`: the rows' texts in conversations, and before each
 * conversation who is known to speak in it.
 *
 * @param rows - Relation of the entity's rows: one a key.
 * @param hints - SELECT of `source, country, language`: what the settings say of each source.
 */
export function maskInput(
  entity: Entity,
  rows: string,
  { known, hints }: { known: KnownRelations; hints: string },
): string {
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
    WITH said AS MATERIALIZED (
      SELECT r.system, ${group} AS group_id, ${at} AS said_at, r.${key} AS row_id, ${person},
        h.country, h.language, ${places.join(", ")}
      FROM ${rows} AS r LEFT JOIN (${hints}) AS h ON h.source = r._origin.source ${joins}
      WHERE ${isSaid}),
    records AS (SELECT DISTINCT system, group_id, contact_id, account_id FROM said)
    SELECT system, group_id, true AS is_text, said_at, row_id, CAST(NULL AS VARCHAR) AS known, country, language, text_1, text_2
    FROM said
    UNION ALL
    SELECT g.system, g.group_id, false, CAST(NULL AS TIMESTAMPTZ), '',
      '[' || concat_ws(',', p.people, m.people, a.people) || ']',
      CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR)
    FROM records AS g
    LEFT JOIN ${known.contacts} AS p ON p.system = g.system AND p.contact_id = g.contact_id
    LEFT JOIN ${known.colleagues} AS m ON m.system = g.system AND m.account_id = g.account_id
    LEFT JOIN ${known.accounts} AS a ON a.system = g.system AND a.account_id = g.account_id
    WHERE coalesce(p.people, m.people, a.people) IS NOT NULL`;
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
