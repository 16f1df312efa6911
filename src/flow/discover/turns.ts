import { entityClues } from "./clues.ts";
import type { FitScope } from "./fit.ts";
import { matchColumns, type Match } from "./match.ts";
import { profileColumn } from "./profile.ts";
import { readValues } from "./read-values.ts";
import type { Tools } from "./read-sample.ts";
import type { Column, Table } from "./tables.ts";
import { isNested, isTime } from "./traits.ts";

/** Where the messages of a conversation stand, and which of their fields is what. */
export type Turns = {
  /** Column that holds lists of them; undefined where each row is one. */
  column: Column | undefined;
  /** Setting of `messages`: field, or place in a list. */
  fields: Readonly<Record<string, string | number>>;
  /** Names of all fields, for people. */
  found: string[];
  /** Words of the authors, for the settings' values. */
  authors: Column | undefined;
  score: number;
};

const listsMax = 300;

/** Which setting of `messages` takes which column of a message. */
const settingOf: Readonly<Record<string, string>> = {
  message_id: "message_id",
  body: "body",
  author_type: "author",
  author_id: "author_id",
  author_name: "author_name",
  sent_at: "sent_at",
  message_type: "message_type",
};

/**
 * The column of a table whose values are lists of messages, or else the columns of the message that
 * each row is; undefined when there are none.
 */
export async function findTurns(
  table: Table,
  scope: FitScope,
  { connection }: Tools,
): Promise<Turns | undefined> {
  let best: Turns | undefined;
  for (const column of table.columns) {
    if (column.forms.list < 0.8) continue;
    const items = column.picked.slice(0, listsMax).flatMap(itemsOf);
    const isList = items.every(Array.isArray);
    const isObject = items.every(
      (item) => typeof item === "object" && item !== null && !Array.isArray(item),
    );
    if (items.length === 0 || !(isList || isObject)) continue;
    const fields = await fieldColumns(items as Readonly<Record<string, unknown>>[], connection);
    const found = isList ? byPlace(fields, scope) : byName(fields, scope, spokenOf);
    if (found === undefined) continue;
    const turns = { column, found: fields.map(({ name }) => name), ...found };
    if (turns.score > (best?.score ?? 0)) best = turns;
  }
  return best ?? flatTurns(table, scope);
}

/** The one message in each row: what was said, and who by. */
function flatTurns({ columns }: Table, scope: FitScope): Turns | undefined {
  const found = byName(columns, scope);
  if (found?.authors === undefined) return undefined;
  const { message_id: _, ...fields } = found.fields;
  return { column: undefined, found: [], ...found, fields, score: 0 };
}

/** The items of a list's JSON text; values that were cut are no JSON and give none. */
function itemsOf(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

async function fieldColumns(
  items: readonly Readonly<Record<string, unknown>>[],
  connection: Tools["connection"],
): Promise<Column[]> {
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))].slice(0, 40);
  const profiles = names.map((name) =>
    profileColumn(
      name,
      items.map((item) => {
        const value = item[name];
        if (value === null || value === undefined) return "";
        return typeof value === "string" ? value : JSON.stringify(value);
      }),
    ),
  );
  const readings = await readValues(profiles, connection);
  return profiles.map((profile, i) => ({ ...profile, readings: readings[i]! })); // one each
}

type Found = Pick<Turns, "fields" | "authors" | "score">;

/**
 * @param orBody - Finds the body where no field's name says that it is.
 */
function byName(
  fields: readonly Column[],
  scope: FitScope,
  orBody?: (fields: readonly Column[], kept: readonly Match[]) => Column | undefined,
): Found | undefined {
  const { matches } = matchColumns(fields, entityClues.get("message")!, scope); // it is there
  const kept = matches.filter(({ target }) => settingOf[target] !== undefined);
  const body = kept.find(({ target }) => target === "body")?.column ?? orBody?.(fields, kept);
  if (body === undefined) return undefined;
  const settings = kept.map(({ target, column }) => [settingOf[target]!, column.name] as const); // filtered
  return {
    fields: Object.fromEntries([["body", body.name], ...settings]),
    authors: kept.find(({ target }) => target === "author_type")?.column,
    score: kept.reduce((sum, { weight }) => sum + weight, capitals(body)),
  };
}

/** What was said, by what stands in the fields, where one of the others says who spoke. */
function spokenOf(fields: readonly Column[], kept: readonly Match[]): Column | undefined {
  if (!kept.some(({ target }) => target.startsWith("author_"))) return undefined;
  const taken = new Set(kept.map(({ column }) => column));
  return longestText(fields.filter((field) => !taken.has(field)));
}

/** The field with the longest texts of two words and more each. */
function longestText(fields: readonly Column[]): Column | undefined {
  const [longest] = fields
    .filter((field) => !isNested(field) && !isTime(field))
    .toSorted((a, b) => b.characters - a.characters);
  return longest === undefined || longest.words < 2 ? undefined : longest;
}

/** Lists such as `["agent", "Hello"]`: the longest text is the body, the few words the author. */
function byPlace(fields: readonly Column[], scope: FitScope): Found | undefined {
  const nameless = fields.map((field) => ({ ...field, tokens: [] }));
  const { matches } = matchColumns(nameless, entityClues.get("message")!, scope); // it is there
  const author = matches.find(({ target }) => target === "author_type")?.column;
  const sent = matches.find(({ target }) => target === "sent_at")?.column;
  const body = longestText(nameless.filter((field) => field !== author && field !== sent));
  if (body === undefined) return undefined;
  const places = Object.entries({ body, author, sent_at: sent }).flatMap(([setting, field]) =>
    field === undefined ? [] : [[setting, Number(field.name)] as const],
  );
  return {
    fields: Object.fromEntries(places),
    authors: author,
    score: 0.6 + places.length * 0.5 + capitals(body),
  };
}

/** Part of the texts as people write them: of two lists with the same messages, the worked-over one has none. */
function capitals({ picked }: Column): number {
  return picked.filter((text) => /\p{Lu}/u.test(text)).length / Math.max(1, picked.length);
}
