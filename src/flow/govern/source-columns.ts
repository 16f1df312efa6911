import type { Entity } from "../../core/domain/entity.ts";
import { lakeColumnNames, landingColumns } from "../ingest/column-names.ts";
import { contentHash, mapColumns } from "../ingest/mapping.ts";
import type { Project } from "../pipeline/steps.ts";

/** Columns and types of tables that are there, by table. */
export type StoredColumns = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** A column of bronze that feeds one of an entity. */
export type Feed = {
  /** `bronze.crm_contacts` */
  table: string;
  /** Its column, as it is written there. */
  column: string;
  entity: Entity;
  /** The entity's column; `_origin` for what tells where a row stands. */
  feeds: string;
};

/**
 * Which columns of the sources feed which of the entities, by the settings. Of a source that has
 * not landed only the columns are known that the settings name.
 */
export function sourceFeeds(project: Project, stored: StoredColumns): Feed[] {
  return Object.entries(project.loaded.settings.sources).flatMap(([name, settings]) => {
    const entity = project.entities.get(settings.entity ?? "");
    if (entity === undefined) return [];
    const table = `bronze.${name}`;
    const known = Object.keys(stored.get(table) ?? {});
    const named = Object.values(settings.columns).filter(
      (column) => column !== "" && column !== contentHash,
    );
    const columns = known.length > 0 ? known : lakeColumnNames(named);
    const mapping = mapColumns(settings, entity, columns);
    const own = [...mapping].map(([feeds, column]) => ({ table, column, entity, feeds }));
    const message = project.entities.get("message");
    const nested =
      settings.messages === undefined || message === undefined
        ? []
        : messageFeeds(settings.messages, mapping.get(entity.key)).map((feed) => {
            return { ...feed, table, entity: message };
          });
    const places = [entity, ...(nested.length > 0 ? [message!] : [])].flatMap((one) =>
      landingColumns
        .slice(0, 5)
        .map((column) => ({ table, column, entity: one, feeds: "_origin" })),
    );
    return [...own, ...nested, ...places];
  });
}

type Messages = NonNullable<Project["loaded"]["settings"]["sources"][string]["messages"]>;

/** The fields of messages that stand inside rows: in one column, or each in its own. */
function messageFeeds(
  { path, author, ...fields }: Messages,
  key: string | undefined,
): Pick<Feed, "column" | "feeds">[] {
  const given = Object.entries({ ...fields, author_type: author }).flatMap(([feeds, field]) => {
    return field === undefined ? [] : [{ column: path ?? String(field), feeds }];
  });
  if (key === undefined) return given;
  return [...["conversation_id", "message_id"].map((feeds) => ({ column: key, feeds })), ...given];
}
