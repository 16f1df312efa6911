import type { Entity } from "../../core/domain/entity.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { noteList } from "./note-list.ts";

/**
 * SELECT that judges the rows an entity's model gives: all its columns, then `_reasons` (why the
 * row is set aside; empty for a good one) and `_warnings` (what is kept but counted).
 *
 * @param known - Entities whose silver table exists, by name, with the table's name; references
 * to others can't be judged and pass.
 */
export function judgeSelect(
  entity: Entity,
  modelSql: string,
  known: ReadonlyMap<string, Entity>,
): string {
  const reasons: string[] = [];
  const warnings: string[] = [];
  const joins: string[] = [];
  const text = (condition: string, words: string): string =>
    `CASE WHEN ${condition} THEN ${quoteText(words)} END`;
  for (const [name, column] of Object.entries(entity.columns)) {
    const value = `m.${quoteName(name)}`;
    if (name === entity.key || column.required) {
      const unreadable = `list_any_value(list_filter(m._origin.failures, f -> starts_with(f, ${quoteText(`${name} `)})))`;
      reasons.push(text(`${value} IS NULL AND ${unreadable} IS NULL`, `${name} is missing`));
    }
    if (column.check !== undefined && column.pii === undefined) {
      reasons.push(text(`NOT (${value} ${column.check})`, `${name} is not ${column.check}`));
    }
    if (column.past) {
      reasons.push(
        text(`${value} > m._origin.ingested_at + INTERVAL 1 DAY`, `${name} is still to come`),
      );
    }
    const parent = column.references && known.get(column.references.entity);
    if (parent === undefined || column.references === undefined) continue;
    const alias = quoteName(`parent of ${name}`);
    joins.push(
      `LEFT JOIN silver.${quoteName(parent.table)} AS ${alias} ON ${alias}.system = m.system AND ${alias}.${quoteName(parent.key)} = ${value}`,
    );
    const orphan = text(
      `${value} IS NOT NULL AND ${alias}.${quoteName(parent.key)} IS NULL`,
      `${name} refers to no ${parent.name}`,
    );
    (column.references.orphan === "quarantine" ? reasons : warnings).push(orphan);
  }
  return `
    SELECT m.*, list_concat(m._origin.failures, ${noteList(reasons)}) AS _reasons, ${noteList(warnings)} AS _warnings
    FROM (${modelSql}) AS m ${joins.join("\n")}`;
}

/** SELECT that finds one key that more than one good row has; no row when every key is single. */
export function repeatedKeySelect(entity: Entity, judged: string): string {
  return `
    SELECT 1 AS found FROM ${judged} WHERE len(_reasons) = 0
    GROUP BY system, ${quoteName(entity.key)} HAVING count(*) > 1 LIMIT 1`;
}

/**
 * SELECT that adds `_rank` to judged rows: 1 for the row that speaks for its key, which is the
 * latest good one: the one that landed last, of those of one landing the last by file, row and
 * source, and of those the greatest by its values; NULL for rows that are set aside.
 */
export function rankSelect(entity: Entity, judged: string, hasRepeats: boolean): string {
  if (!hasRepeats)
    return `SELECT *, CASE WHEN len(_reasons) = 0 THEN 1 END AS _rank FROM ${judged}`;
  const latest = ["ingested_at", "file", "row", "source"].map((name) => `_origin.${name} DESC`);
  latest.push(...Object.keys(entity.columns).map((name) => `${quoteName(name)} DESC`));
  return `
    SELECT *, CASE WHEN len(_reasons) = 0 THEN row_number() OVER (
        PARTITION BY len(_reasons) = 0, system, ${quoteName(entity.key)}
        ORDER BY ${latest.join(", ")}) END AS _rank
    FROM ${judged}`;
}

/** SELECT that judges and ranks in one: what an entity's rows go through. */
export function validateSelect(
  entity: Entity,
  modelSql: string,
  known: ReadonlyMap<string, Entity>,
): string {
  return rankSelect(entity, `(${judgeSelect(entity, modelSql, known)})`, true);
}
