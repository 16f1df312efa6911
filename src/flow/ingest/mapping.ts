import type { Entity } from "../../core/domain/entity.ts";
import { nearestName } from "../../core/base/nearest-name.ts";
import type { LoadedSettings } from "../../core/config/read-settings.ts";
import type { SourceSettings } from "../../core/config/source-settings.ts";
import { landingColumns, lakeColumnNames } from "./column-names.ts";
import { MappingError } from "./ingest-errors.ts";

/** Entity column to bronze column, for the columns a source has. */
export type ColumnMapping = ReadonlyMap<string, string>;

/** What the settings name as the key of rows that nothing else identifies: equal rows are one. */
export const contentHash = "_content_hash";

/** A source as its settings declare it. */
export type DeclaredSource = {
  name: string;
  settings: SourceSettings;
  /** The entity of its rows. */
  entity: Entity;
  /** Where a setting stands, in words. */
  place: LoadedSettings["place"];
};

/**
 * Which column of a source feeds which column of an entity: first those the settings name, then
 * columns of the same name, then those with one of the known other names. A source column feeds
 * one entity column only, and an entity column stays unfed to which the settings give an empty
 * name, or one that is not there. Of the landing's own columns only the content's hash can be
 * named; where the rows have not landed yet, it feeds nothing.
 */
export function mapColumns(
  settings: SourceSettings,
  entity: Entity,
  bronzeColumns: readonly string[],
): ColumnMapping {
  const byFolded = new Map(sourceColumns(bronzeColumns).map((name) => [name.toLowerCase(), name]));
  const mapping = new Map<string, string>();
  for (const [column, wanted] of Object.entries(settings.columns)) {
    const own = wanted === contentHash && bronzeColumns.includes(wanted) ? wanted : undefined;
    const found = own ?? byFolded.get(foldedName(wanted));
    if (found !== undefined) mapping.set(column, found);
  }
  const taken = new Set(mapping.values());
  const claim = (column: string, name: string): void => {
    const found = byFolded.get(name);
    if (mapping.has(column) || column in settings.columns) return;
    if (found === undefined || taken.has(found)) return;
    mapping.set(column, found);
    taken.add(found);
  };
  const columns = Object.entries(entity.columns);
  for (const [column] of columns) claim(column, column);
  for (const [column, { aliases = [] }] of columns)
    for (const alias of aliases) claim(column, alias);
  return mapping;
}

/** Columns that the source itself has. */
function sourceColumns(bronzeColumns: readonly string[]): string[] {
  return bronzeColumns.filter((name) => !(landingColumns as readonly string[]).includes(name));
}

/** A name in the settings, as the lake writes it, without its case; empty for none. */
function foldedName(wanted: string): string {
  if (wanted === "" || wanted === contentHash) return "";
  return lakeColumnNames([wanted])[0]!.toLowerCase(); // one name in, one out
}

/**
 * Makes sure that the settings of a source name columns that its entity has.
 *
 * @throws MappingError with the nearest one.
 */
export function requireEntityColumns({ name, settings, entity, place }: DeclaredSource): void {
  const known = Object.keys(entity.columns);
  const inMessages = settings.messages === undefined ? [] : ["author_type", "message_type"];
  const require = (setting: "columns" | "values", names: readonly string[]): void => {
    for (const column of Object.keys(settings[setting]))
      requireKnown(place(["sources", name, setting, column]), column, names);
  };
  require("columns", known);
  require("values", [...known, ...inMessages]);
}

/**
 * What a source lacks: a column its settings name, or one that no row of its entity can do without,
 * because every row would be set aside. The error names the nearest column that feeds nothing yet.
 *
 * @param bronzeColumns - Columns that any of its files has.
 */
export function lackingColumn(
  source: DeclaredSource,
  bronzeColumns: readonly string[],
): MappingError | undefined {
  const { name: sourceName, settings, place } = source;
  const mapping = mapColumns(settings, source.entity, bronzeColumns);
  const available = sourceColumns(bronzeColumns);
  for (const [column, wanted] of Object.entries(settings.columns)) {
    if (foldedName(wanted) === "" || mapping.has(column)) continue;
    return new MappingError(
      `${place(["sources", sourceName, "columns", column])}: the source has no column ${wanted}${hint(wanted, available)}`,
    );
  }
  // Rows that hold messages may be known by their place alone.
  return settings.messages === undefined ? lackingNeeded(source, mapping, available) : undefined;
}

function lackingNeeded(
  { name: sourceName, settings, entity, place }: DeclaredSource,
  mapping: ColumnMapping,
  available: readonly string[],
): MappingError | undefined {
  const used = new Set(mapping.values());
  const free = available.filter((name) => !used.has(name));
  for (const [column, { required, default: standard }] of Object.entries(entity.columns)) {
    const isNeeded = column === entity.key || (required === true && standard === undefined);
    if (!isNeeded || mapping.has(column)) continue;
    if (settings.columns[column] === contentHash) continue; // comes with the landing
    return new MappingError(
      `${place(["sources", sourceName, "columns"])}: the source has no column for ${column}, which every ${entity.name} needs; ` +
        `name the one that holds it, as in \`${column}: ${nearestName(column, free) ?? free[0] ?? "its_name"}\` (free are: ${free.join(", ")})`,
    );
  }
  return undefined;
}

/** A column that other files of a source have, and these lack; its values are NULL there. */
export type MissingColumn = {
  /** The entity's column. */
  column: string;
  /** The source's column. */
  wanted: string;
  fileCount: number;
  /** The first of those files. */
  file: string;
  /** Its column with the nearest name that feeds nothing. */
  nearest: string | undefined;
};

/** Mapped columns that some files lack, by column. */
export function missingColumns(
  mapping: ColumnMapping,
  files: readonly { file: string; columns: readonly string[] }[],
): MissingColumn[] {
  const used = new Set([...mapping.values()].map((name) => name.toLowerCase()));
  const read = files.map(({ file, columns }) => {
    return { file, columns, folded: new Set(columns.map((name) => name.toLowerCase())) };
  });
  return [...mapping].flatMap(([column, wanted]) => {
    if (wanted === contentHash) return [];
    const without = read.filter(({ folded }) => !folded.has(wanted.toLowerCase()));
    const [first] = without;
    if (first === undefined) return [];
    const free = first.columns.filter((name) => !used.has(name.toLowerCase()));
    const nearest = nearestName(wanted, free);
    return [{ column, wanted, fileCount: without.length, file: first.file, nearest }];
  });
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
