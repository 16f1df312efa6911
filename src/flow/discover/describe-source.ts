import type { Entity } from "../../core/domain/entity.ts";
import { contentHash, mapColumns, systemOf } from "../ingest/mapping.ts";
import { SourceSettings } from "../../core/config/source-settings.ts";
import { enumerations } from "../../core/domain/enumeration.ts";
import type { Choice, Reading } from "./choose.ts";
import { percent, personalWhy } from "./fit.ts";
import type { FoundColumn, FoundSetting, FoundSource, UnusedColumn } from "./finding.ts";
import { parentOf, type Parent } from "./links.ts";
import { rowsOf } from "./read-values.ts";
import { spellings, valuesFor } from "./source-values.ts";
import type { Column, Table } from "./tables.ts";

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
  const entity = reading === undefined ? undefined : scope.entities.get(reading.entity);
  const unsure: FoundSource["unsure"] = [];
  const columns =
    reading === undefined || entity === undefined ? [] : foundColumns(reading, entity, table);
  const values =
    reading === undefined || entity === undefined
      ? {}
      : foundValues(reading, entity, scope, unsure);
  const forms = foundForms(table, reading, unsure);
  const messages = messagesOf(reading);
  const used = new Set([...columns.map(({ column }) => column), reading?.turns?.column.name]);
  for (const note of table.reading)
    if (!note.isSure)
      unsure.push({ what: `${note.setting} ${JSON.stringify(note.value)}: ${note.why}` });
  if (reading !== undefined && entity !== undefined)
    unsure.push(...doubts(choice, reading, columns));
  return {
    name: table.name,
    path,
    fileCount: table.files.length,
    bytes: table.files.reduce((sum, { bytes }) => sum + bytes, 0),
    rowCount: table.rowCount,
    isWhole: table.isWhole,
    entity: reading?.entity,
    why: whyOf(choice, scope, columns),
    system,
    isSystemNamed:
      entity !== undefined &&
      systemOf(SourceSettings.parse({ path }), scope.settingsFolderName) !== system,
    reading: table.reading,
    forms,
    columns,
    values,
    messages,
    unused: table.columns.filter(({ name }) => !used.has(name)).map(unusedColumn),
    unsure,
  };
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
      why: "no column identifies a row; equal rows count once",
      isSure: true,
    });
  else if (key.isName)
    columns.push({ target: entity.key, column: key.column.name, why: key.why, isSure: false });
  // Names that a run would take by itself, and that the values speak against.
  const given = Object.fromEntries(columns.map(({ target, column }) => [target, column]));
  const settings = SourceSettings.parse({ path: "*", columns: given });
  const names = table.columns.map(({ name }) => name);
  for (const [target, column] of mapColumns(table.name, settings, entity, names)) {
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

function messagesOf(reading: Reading | undefined): FoundSource["messages"] {
  if (reading?.turns === undefined) return undefined;
  return { path: reading.turns.column.name, ...reading.turns.fields };
}

type Values = Record<string, Readonly<Record<string, string>>>;

function foundValues(
  reading: Reading,
  entity: Entity,
  { parents }: DescribeScope,
  unsure: FoundSource["unsure"],
): Values {
  const values: Values = {};
  for (const { target, column } of reading.matches) {
    const found = valuesFor(entity, target, column);
    if (found !== undefined) {
      if (Object.keys(found.entries).length > 0) values[target] = found.entries;
      if (found.guessed.length > 0)
        unsure.push({
          what: `values.${target}: a part of the word was known for ${quoted(found.guessed)}`,
        });
      if (found.unknownShare > 0) unsure.push(unknownWords(entity, target, found));
    }
    const declared = entity.columns[target];
    if (target !== "product_id" && target !== "department_id") continue;
    const parent = parentOf(column, parents.get(declared?.references?.entity ?? "") ?? [])?.parent;
    const spelled = parent === undefined ? {} : spellings(column, parent);
    if (Object.keys(spelled).length > 0) values[target] = spelled;
  }
  return values;
}

function quoted(words: readonly string[], most = 8): string {
  const more = words.length > most ? ` and ${words.length - most} more` : "";
  return (
    words
      .slice(0, most)
      .map((word) => JSON.stringify(word))
      .join(", ") + more
  );
}

function unknownWords(
  entity: Entity,
  target: string,
  found: { unknown: readonly string[]; unknownShare: number },
): FoundSource["unsure"][number] {
  const name = entity.columns[target]?.enumeration;
  const allowed = name === undefined ? "" : enumerations[name].values.join(", ");
  const words = found.unknown.length === 0 ? "words" : quoted(found.unknown);
  return {
    what: `${target}: ${words} (${percent(found.unknownShare)} of the rows) mean none of ${allowed}; such values stay empty`,
    ...(found.unknown.length === 0
      ? {}
      : { instead: `values: { ${target}: { ${JSON.stringify(found.unknown[0])}: … } }` }),
  };
}

/** Order of dates and decimal mark, by all columns that have them. */
function foundForms(
  table: Table,
  reading: Reading | undefined,
  unsure: FoundSource["unsure"],
): FoundSetting[] {
  if (reading === undefined) return [];
  const forms: FoundSetting[] = [];
  const ordered = table.columns.filter(
    ({ readings: { isOrdered, times, count } }) => isOrdered && times > 0.8 * count,
  );
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
  if (reading.turns !== undefined) parts.push(`${reading.turns.column.name} holds its messages`);
  if (named === 0 && reading.turns === undefined) parts.push("by their values alone");
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
  const { forms, readings, filledCount, distinctCount, shape } = column;
  if (filledCount === 0) return "empty";
  const personal = personalWhy(column);
  if (personal !== undefined) return `personal: ${personal}`;
  if (forms.list > 0.8) return "lists";
  if (forms.object > 0.8) return "nested values";
  if (forms.url > 0.8) return "web addresses";
  if (forms.text > 0.4) return "text";
  if (readings.times > 0.8 * readings.count && !/^9+$/.test(shape.text)) return "times";
  if (distinctCount === 1) return "the same in every row";
  if (distinctCount <= 2 && readings.booleans > 0.9 * readings.count) return "yes or no";
  if (rowsOf(readings.point) > 0.9 * readings.count)
    return distinctCount === filledCount ? "numbers, all different" : "numbers";
  if (distinctCount > 0.95 * filledCount)
    return `all different, such as ${shape.text.slice(0, 40)}`;
  return `${distinctCount} different values`;
}
