import type { Entity } from "../../core/domain/entity.ts";
import { contentHash, mapColumns, systemOf } from "../ingest/mapping.ts";
import { SourceSettings } from "../../core/config/source-settings.ts";
import type { Choice } from "./choose.ts";
import type { Reading } from "./read-as.ts";
import type { FoundColumn, FoundSetting, FoundSource, UnusedColumn } from "./finding.ts";
import type { Parent } from "./links.ts";
import { rowsOf } from "./read-values.ts";
import { foundValues } from "./found-values.ts";
import type { Column, Table } from "./tables.ts";
import { isNumber, isTime, percent, personalWhy } from "./traits.ts";

/** What a source is described with. */
export type DescribeScope = {
  entities: ReadonlyMap<string, Entity>;
  parents: ReadonlyMap<string, readonly Parent[]>;
  path: string | string[];
  system: string;
  /** Name of the folder that the settings file stands in. */
  settingsFolderName: string;
  /** The table whose rows this one only tells more about. */
  more: Parent | undefined;
};

/** A choice as a source for the settings, with its reasons and doubts. */
export function describeSource(choice: Choice, scope: DescribeScope): FoundSource {
  const { table, reading } = choice;
  const { path, system } = scope;
  const known = describeEntity(choice, scope);
  const unsure = [...known.unsure, ...lackDoubt(choice)];
  const forms = foundForms(table, reading, unsure);
  const used = new Set([
    ...known.columns.map(({ column }) => column),
    ...Object.values(messagesOf(reading) ?? {}),
  ]);
  unsure.push(...readingDoubts(table));
  return {
    name: table.name,
    path,
    pathWhy:
      table.files.length === 1 && [path].flat().some((one) => one.includes("*"))
        ? "its name ends in a number, so files that come later under such names are read too"
        : undefined,
    fileCount: table.files.length,
    bytes: table.files.reduce((sum, { bytes }) => sum + bytes, 0),
    rowCount: table.rowCount,
    isWhole: table.isWhole,
    entity: reading?.entity,
    why: whyOf(choice, scope, known.columns),
    system,
    reading: table.reading,
    forms,
    messages: messagesOf(reading),
    taken: takenValues(scope.entities.get(reading?.entity ?? ""), known.columns),
    unused: table.columns.filter(({ name }) => !used.has(name)).map(unusedColumn),
    ...known,
    unsure,
  };
}

/** What of the files a person should look at before a run. */
function readingDoubts(table: Table): FoundSource["unsure"] {
  const { reading, brokenCount, rowCount, repeated } = table;
  const found = reading
    .filter(({ isSure }) => !isSure)
    .map(({ setting, value, why }) => ({ what: `${setting} ${JSON.stringify(value)}: ${why}` }));
  if (brokenCount > 0)
    found.push({
      what: `${brokenCount} of ${rowCount + brokenCount} rows are broken or of another width; a run sets them aside, with line and reason`,
    });
  if (repeated.length > 0)
    found.push({
      what: `several columns are called ${repeated.join(", ")}; those behind the first get a number, such as ${repeated[0]}_2`,
    });
  return found;
}

/** What silver takes for columns that nothing feeds, where it leaves them not empty. */
function takenValues(
  entity: Entity | undefined,
  columns: readonly FoundColumn[],
): FoundSource["taken"] {
  const fed = new Set(columns.filter(({ column }) => column !== "").map(({ target }) => target));
  return Object.entries(entity?.columns ?? {}).flatMap(([target, column]) =>
    column.default === undefined || fed.has(target)
      ? []
      : [{ target, value: column.default.replaceAll("'", "") }],
  );
}

/** What there is to say of a table that is taken for an entity. */
function describeEntity(
  choice: Choice,
  { entities, parents, path, system, settingsFolderName }: DescribeScope,
): Pick<FoundSource, "columns" | "values" | "unsure" | "isSystemNamed"> {
  const { table, reading } = choice;
  const entity = entities.get(reading?.entity ?? "");
  if (reading === undefined || entity === undefined)
    return { columns: [], values: {}, unsure: [], isSystemNamed: false };
  const unsure: FoundSource["unsure"] = [];
  const columns = foundColumns(reading, entity, table);
  const values = foundValues(
    reading,
    entity,
    { parents, message: entities.get("message")! },
    unsure,
  );
  unsure.push(...doubts(choice, reading, columns));
  const isSystemNamed = systemOf(SourceSettings.parse({ path }), settingsFolderName) !== system;
  return { columns, values, unsure, isSystemNamed };
}

const surely = 0.8;

function foundColumns(reading: Reading, entity: Entity, table: Table): FoundColumn[] {
  const order = Object.keys(entity.columns);
  const columns = reading.matches.map(({ target, column, why, weight }): FoundColumn => {
    return { target, column: column.name, why, isSure: weight >= surely };
  });
  const { key } = reading;
  if (key === "content")
    columns.push({
      target: entity.key,
      column: contentHash,
      why: `no column identifies a row; equal rows count once (${equalWords(table)})`,
      isSure: false,
    });
  else if (key.isName)
    columns.push({ target: entity.key, column: key.column.name, why: key.why, isSure: false });
  // Names that a run would take by itself, and that the values speak against.
  const given = Object.fromEntries(columns.map(({ target, column }) => [target, column]));
  const settings = SourceSettings.parse({ path: "*", columns: given });
  const names = table.columns.map(({ name }) => name);
  for (const [target, column] of mapColumns(settings, entity, names)) {
    if (target in given) continue;
    const miss = reading.misses.find((one) => one.column.name === column);
    columns.push({
      target,
      column: "",
      why: `not ${column}: ${miss?.why ?? "its values say otherwise"}`,
      isSure: false,
    });
  }
  return columns.toSorted((a, b) => order.indexOf(a.target) - order.indexOf(b.target));
}

function equalWords({ equalCount, rowCount }: Table): string {
  if (equalCount === 0) return `none of the ${rowCount} looked at`;
  return `${equalCount} of the ${rowCount} looked at are equal to one before`;
}

function messagesOf(reading: Reading | undefined): FoundSource["messages"] {
  if (reading?.turns === undefined) return undefined;
  const { column, fields } = reading.turns;
  if (column !== undefined) return { path: column.name, ...fields };
  const started = reading.matches.find(({ target }) => target === "started_at")?.column;
  return { ...(started === undefined ? {} : { sent_at: started.name }), ...fields };
}

/** Order of dates and decimal mark, by all columns that have them. */
function foundForms(
  table: Table,
  reading: Reading | undefined,
  unsure: FoundSource["unsure"],
): FoundSetting[] {
  if (reading === undefined) return [];
  const forms: FoundSetting[] = [];
  const ordered = table.columns.filter((column) => column.readings.isOrdered && isTime(column));
  const dmy = ordered.reduce((sum, { readings }) => sum + rowsOf(readings.dmy), 0);
  const mdy = ordered.reduce((sum, { readings }) => sum + rowsOf(readings.mdy), 0);
  if (ordered.length > 0) {
    const value = mdy > dmy ? "mdy" : "dmy";
    const isSure = mdy !== dmy;
    const why = isSure
      ? `${percent(1 - Math.min(dmy, mdy) / Math.max(dmy, mdy))} of the dates can't be read the other way round`
      : "every date can be read in both orders";
    forms.push({ setting: "dates", value, why, isSure });
    if (!isSure)
      unsure.push({
        what: `dates: ${why}; the day is taken to stand first`,
        instead: "dates: mdy",
      });
  }
  const numeric = reading.matches
    .map(({ column }) => column.readings)
    .filter(({ point, comma }) => rowsOf(point) !== rowsOf(comma));
  const comma = numeric.reduce((sum, readings) => sum + rowsOf(readings.comma), 0);
  const point = numeric.reduce((sum, readings) => sum + rowsOf(readings.point), 0);
  if (comma > point)
    forms.push({
      setting: "decimal",
      value: ",",
      why: "numbers such as 1.234,56 or 0,5 are read only so",
      isSure: true,
    });
  return forms;
}

/** What a table lacks to be what it seems to be, and what can be done. */
function lackDoubt({ lacking, reading, table }: Choice): FoundSource["unsure"] {
  if (lacking === undefined) return [];
  const { target, reading: seeming } = lacking;
  const near = seeming.misses.find((miss) => miss.target === target);
  const named = seeming.isNamed ? ` (${table.words.said})` : "";
  const why = near === undefined ? "" : `; ${near.column.name} comes nearest, but ${near.why}`;
  const taken = reading === undefined ? "kept as it came" : `taken for ${article(reading.entity)}`;
  const address = table.columns.find(isAddressOfEach);
  const way =
    address === undefined
      ? "Export it with that column, or name the one that is"
      : `Export it with that column, or take ${address.name}: what is an address becomes a pseudonym, here and in the columns of other files that are mapped to ${target}`;
  return [
    {
      what: `it looks like ${article(seeming.entity)}${named}, but has no column for ${target}, which that needs${why}; it is ${taken}. ${way}`,
      instead: `entity: ${seeming.entity} # with columns: { ${target}: ${address?.name ?? "…"} }`,
    },
  ];
}

/** Whether every row has an e-mail address of its own. */
function isAddressOfEach({ forms, distinctCount, filledCount, rowCount }: Column): boolean {
  return forms.email >= 0.9 && filledCount === rowCount && distinctCount === filledCount;
}

function whyOf(
  { table, reading }: Choice,
  { more }: DescribeScope,
  columns: readonly FoundColumn[],
): string {
  if (reading === undefined) {
    return more === undefined
      ? "its columns make no record that is known; it is kept as it came"
      : `it tells more about the rows of ${more.table.name}, under the same ids; it is kept as it came`;
  }
  const named = columns.filter(({ why }) => /^(?:by its|its) name/.test(why)).length;
  const parts = [
    `${columns.filter(({ column }) => column !== "" && column !== contentHash).length} of its ${table.columns.length} columns are those of ${article(reading.entity)}`,
  ];
  if (reading.isNamed) parts.unshift(table.words.said);
  if (reading.turns !== undefined)
    parts.push(`${reading.turns.column?.name ?? "each row"} holds its messages`);
  if (named === 0 && !reading.isNamed && reading.turns === undefined)
    parts.push("by their values alone");
  const links = reading.matches.filter(({ why }) => /values are in /.test(why)).length;
  if (links > 0) parts.push(`${links} lead${links === 1 ? "s" : ""} to other files here`);
  return parts.join("; ");
}

function article(entity: string): string {
  if (entity === "feedback") return "feedback";
  return `${/^[aeiou]/.test(entity) ? "an" : "a"} ${entity}`;
}

function doubts(
  { rival, table }: Choice,
  reading: Reading,
  columns: readonly FoundColumn[],
): FoundSource["unsure"] {
  const found: FoundSource["unsure"] = [];
  if (rival !== undefined)
    found.push({
      what: `it could be ${article(rival.entity)} as well`,
      instead: `entity: ${rival.entity}`,
    });
  const taken = new Set(columns.filter(({ column }) => column !== "").map(({ column }) => column));
  for (const { target, column, why } of reading.misses) {
    if (
      !taken.has(column.name) &&
      !columns.some((one) => one.target === target && one.column === "")
    )
      found.push({
        what: `${column.name} sounds like ${target}, but ${why}`,
        instead: `columns: { ${target}: ${column.name} }`,
      });
  }
  if (!table.isWhole && reading.matches.some(({ why }) => why.includes("as far as")))
    found.push({
      what: "only a part of the rows was looked at, so ids of other files may be missing",
    });
  return found;
}

/** What a column that feeds nothing seems to hold. */
function unusedColumn(column: Column): UnusedColumn {
  return { column: column.name, seems: seems(column) };
}

function seems(column: Column): string {
  const { filledCount, distinctCount, readings } = column;
  if (filledCount === 0) return "empty";
  const personal = personalWhy(column);
  if (personal !== undefined) return `personal: ${personal}`;
  const form = formOf(column);
  if (form !== undefined) return form;
  if (distinctCount === 1) return "the same in every row";
  if (distinctCount === 2 && readings.booleans > 0.9 * readings.count) return "yes or no";
  const isUnique = distinctCount > 0.95 * filledCount;
  if (isNumber(column)) return isUnique ? "numbers, all different" : "numbers";
  if (isUnique) return `all different, such as ${column.shape.text.slice(0, 40)}`;
  return `${distinctCount} different values`;
}

function formOf(column: Column): string | undefined {
  const { list, object, url, text } = column.forms;
  if (list > 0.8) return "lists";
  if (object > 0.8) return "nested values";
  if (url > 0.8) return "web addresses";
  if (text > 0.4) return "text";
  return isTime(column) ? "times" : undefined;
}
