import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { mappedSource, type TableShower } from "../pipeline/relations.ts";
import type { Project } from "../pipeline/steps.ts";

/** A column of a source in which people write freely. */
export type FreeTextColumn = {
  /** Table and column it feeds: `tickets.description`. */
  place: string;
  source: string;
  /** SELECT of its texts as they landed, of one column `text`; empty ones are left out. */
  select: string;
};

/**
 * Makes the free text of all landed sources readable: raw, as bronze has it.
 *
 * @returns One entry a source and column, in the order of the project.
 */
export async function showFreeTexts(
  project: Project,
  executor: Pick<TableShower, "snapshot" | "showTable">,
): Promise<FreeTextColumn[]> {
  const found: FreeTextColumn[] = [];
  for (const entity of project.entities.values()) {
    const texts = Object.keys(entity.columns).filter(
      (name) => entity.columns[name]?.pii === "FREE_TEXT",
    );
    if (texts.length === 0) continue;
    for (const source of project.feeds.get(entity.name) ?? []) {
      const snapshot = await executor.snapshot(`bronze.${source}`);
      if (snapshot === undefined || !(await executor.showTable(`bronze.${source}`))) continue;
      const { relation, columns } = mappedSource(project, source, entity, snapshot.schema);
      for (const column of texts.filter((name) => columns.includes(name))) {
        const text = `CAST(${quoteName(column)} AS VARCHAR)`;
        const select = `SELECT ${text} AS text FROM ${relation} WHERE trim(${text}) <> ''`;
        found.push({ place: `${entity.table}.${column}`, source, select });
      }
    }
  }
  return found;
}

/**
 * SELECT of distinct texts with the number of their copies, in an order that is always the same and
 * depends on nothing but the texts: its first rows are a sample by chance. A text that stands in
 * several columns is told of the first.
 */
export function distinctTexts(
  columns: readonly FreeTextColumn[],
  { charactersMost, rowsMost }: { charactersMost: number; rowsMost: number },
): string {
  return `
    SELECT text, min(place) AS place, min(source) AS source, count(*)::DOUBLE AS copies
    FROM (${allTexts(columns)}) WHERE length(text) <= ${charactersMost}
    GROUP BY text ORDER BY md5(text) LIMIT ${rowsMost}`;
}

/** SELECT that counts texts, and those of them that are too long. */
export function countTexts(columns: readonly FreeTextColumn[], charactersMost: number): string {
  return `
    SELECT count(*) FILTER (length(text) <= ${charactersMost})::DOUBLE AS texts,
      count(*) FILTER (length(text) > ${charactersMost})::DOUBLE AS long_texts
    FROM (${allTexts(columns)})`;
}

function allTexts(columns: readonly FreeTextColumn[]): string {
  return columns
    .map(({ place, source, select }) => {
      return `SELECT ${quoteText(place)} AS place, ${quoteText(source)} AS source, text FROM (${select})`;
    })
    .join(" UNION ALL ");
}
