import { quoteText } from "../../core/base/sql-text.ts";
import { placeholderPattern } from "../../kernel/privacy/placeholder.ts";

/** Tables above bronze in which customers write, with the SELECT of their texts: masked all. */
const textSelects: Readonly<Record<string, string>> = {
  "silver.messages":
    "SELECT body AS text FROM silver.messages " +
    "WHERE author_type IS DISTINCT FROM 'AGENT' AND author_type IS DISTINCT FROM 'SYSTEM'",
  "silver.tickets": "SELECT ticket_text(subject, description) AS text FROM silver.tickets",
  "silver.feedback": "SELECT body AS text FROM silver.feedback",
};

/** Tables that {@link distinctTexts} and {@link textsByHash} read, as far as they are there. */
export const textTables: readonly string[] = Object.keys(textSelects);

/**
 * SELECT of distinct texts with their hash. Of too many it takes those with the lowest hashes: a
 * sample by chance that is always the same.
 */
export function distinctTexts(
  tables: readonly string[],
  { charactersMost, rowsMost }: { charactersMost: number; rowsMost: number },
): string {
  return `SELECT text_hash(text) AS text_hash, text FROM (${union(tables)})
    WHERE ${saysSomething} AND length(text) <= ${charactersMost}
    GROUP BY text ORDER BY text_hash(text) LIMIT ${rowsMost}`;
}

/** Whether a text has a letter beside placeholders: nobody can give a label to `[EMAIL_1]`. */
const saysSomething = `regexp_matches(regexp_replace(text, ${quoteText(placeholderPattern.source)}, '', 'g'), '\\p{L}')`;

/** SELECT of the texts with these hashes. */
export function textsByHash(tables: readonly string[], hashes: readonly string[]): string {
  return `SELECT text_hash(text) AS text_hash, min(text) AS text FROM (${union(tables)})
    WHERE text_hash(text) IN (${hashes.map(quoteText).join(", ")}) GROUP BY text_hash(text)`;
}

function union(tables: readonly string[]): string {
  return tables.map((table) => textSelects[table]).join(" UNION ALL ");
}
