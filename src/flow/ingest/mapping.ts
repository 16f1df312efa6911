import type { Entity } from "../../core/domain/entity.ts";
import { nearestName } from "../../core/base/nearest-name.ts";
import type { SourceSettings } from "../../core/config/source-settings.ts";
import { landingColumns, lakeColumnNames } from "./column-names.ts";
import { MappingError } from "./ingest-errors.ts";

/** Entity column to bronze column, for the columns a source has. */
export type ColumnMapping = ReadonlyMap<string, string>;

/** What the settings name as the key of rows that nothing else identifies: equal rows are one. */
export const contentHash = "_content_hash";

/**
 * Which column of a source feeds which column of an entity: first those the settings name, then
 * columns of the same name, then those with one of the known other names. A source column feeds
 * one entity column only, and an entity column that the settings give an empty name stays unfed.
 * Of the landing's own columns only the content's hash can be named; where the rows have not
 * landed yet, it feeds nothing.
 *
 * @throws MappingError when the settings name a column that is not there.
 */
export function mapColumns(
  sourceName: string,
  settings: SourceSettings,
  entity: Entity,
  bronzeColumns: readonly string[],
): ColumnMapping {
  const available = bronzeColumns.filter(
    (name) => !(landingColumns as readonly string[]).includes(name),
  );
  const byFolded = new Map(available.map((name) => [name.toLowerCase(), name]));
  const mapping = new Map<string, string>();
  const unfed = new Set<string>();
  for (const [column, wanted] of Object.entries(settings.columns)) {
    requireKnown(`sources.${sourceName}.columns`, column, Object.keys(entity.columns));
    if (wanted === "" || wanted === contentHash) {
      if (bronzeColumns.includes(wanted)) mapping.set(column, wanted);
      else unfed.add(column);
      continue;
    }
    const found = byFolded.get(lakeColumnNames([wanted])[0]!.toLowerCase()); // one name in, one out
    if (found === undefined) {
      throw new MappingError(
        `sources.${sourceName}.columns.${column}: the source has no column ${wanted}${hint(wanted, available)}`,
      );
    }
    mapping.set(column, found);
  }
  const taken = new Set(mapping.values());
  const claim = (column: string, name: string): void => {
    const found = byFolded.get(name);
    if (mapping.has(column) || unfed.has(column)) return;
    if (found === undefined || taken.has(found)) return;
    mapping.set(column, found);
    taken.add(found);
  };
  const columns = Object.entries(entity.columns);
  for (const [column] of columns) claim(column, column);
  for (const [column, { aliases = [] }] of columns)
    for (const alias of aliases) claim(column, alias);
  for (const column of Object.keys(settings.values)) {
    requireKnown(`sources.${sourceName}.values`, column, [
      ...Object.keys(entity.columns),
      ...(settings.messages === undefined ? [] : ["author_type", "message_type"]),
    ]);
  }
  return mapping;
}

/**
 * Makes sure that a source has what no row of its entity can do without: without it every row would
 * be set aside.
 *
 * @throws MappingError with the nearest column that feeds nothing yet.
 */
export function requireColumns(
  sourceName: string,
  entity: Entity,
  mapping: ColumnMapping,
  bronzeColumns: readonly string[],
): void {
  const used: readonly string[] = [...mapping.values(), ...landingColumns];
  const free = bronzeColumns.filter((name) => !used.includes(name));
  for (const [column, { required, default: standard }] of Object.entries(entity.columns)) {
    const isNeeded = column === entity.key || (required === true && standard === undefined);
    if (!isNeeded || mapping.has(column)) continue;
    throw new MappingError(
      `sources.${sourceName}.columns: the source has no column for ${column}, which every ${entity.name} needs; ` +
        `name the one that holds it, as in \`${column}: ${nearestName(column, free) ?? free[0] ?? "its_name"}\` (free are: ${free.join(", ")})`,
    );
  }
}

/** Fails with the nearest known name when `name` is none of them. */
export function requireKnown(place: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new MappingError(`${place}: there is no ${name}${hint(name, known)}`);
}

function hint(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? `; there are: ${known.join(", ")}` : `; did you mean ${near}?`;
}

/** The system that owns a source's ids: its setting, else the folder its files stand in. */
export function systemOf(settings: SourceSettings, settingsFolderName: string): string {
  if (settings.system !== undefined) return settings.system;
  const first = [settings.path].flat()[0] ?? "";
  const folders = first
    .split("/")
    .slice(0, -1)
    .filter((part) => !/[*?[\]{}]/.test(part) && !/^\.*$/.test(part));
  return folders.at(-1) ?? settingsFolderName;
}
