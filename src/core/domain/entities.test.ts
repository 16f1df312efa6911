import { describe, expect, it } from "vitest";

import { declarationNames } from "../base/declarations.ts";
import { entitiesByName, loadEntities } from "./entities.ts";
import { defineEntity, showingOf, type Entity, type EntityColumn, type Showing } from "./entity.ts";
import { enumerations } from "./enumeration.ts";

const entities = await loadEntities();
const all = [...entities.values()];
const columns = all.flatMap(({ name, columns: declared }) =>
  Object.entries(declared).map(([column, details]) => [`${name}.${column}`, details] as const),
);

describe("loadEntities", () => {
  it("finds every file of the folder, and what silver promises", () => {
    expect([...entities.keys()]).toEqual(declarationNames(`${import.meta.dirname}/entities`));
    expect(all.map(({ table }) => table).toSorted()).toEqual([
      "accounts",
      "activities",
      "agents",
      "contacts",
      "conversations",
      "departments",
      "feedback",
      "leads",
      "messages",
      "products",
      "tickets",
    ]);
  });
});

describe("every entity", () => {
  it.each(all.map((entity) => [entity.name, entity] as const))("%s is whole", (name, entity) => {
    expect(entity.summary).toMatch(/^[A-Z].*\.$/);
    expect(name).toMatch(/^[a-z][a-z_]*$/);
    expect(entity.table).toMatch(/^[a-z][a-z_]*$/);
    const key = entity.columns[entity.key];
    expect(key?.type, "keys are text: 007 is not 7").toBe("VARCHAR");
    expect(key?.pii).toBeUndefined();
    expect(Object.keys(entity.columns)[0]).toBe(entity.key);
  });

  it.each(columns)("%s has a doc and names that sources can have", (_, column) => {
    expect(column.doc).toMatch(/^[A-Z]/);
    expect(column.doc).not.toMatch(/\.$/);
    const words = column.aliases ?? [];
    expect(words.filter((word) => !/^[a-z][a-z0-9_]*$/.test(word))).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
  });

  it.each(columns)("%s holds together", (_, column) => {
    expect(faults(column)).toEqual([]);
  });

  it("refers to others by columns named after their keys", () => {
    const odd = columns.filter(([name, { references }]) => {
      const parent = entities.get(references?.entity ?? "");
      return parent !== undefined && !name.endsWith(`.${parent.key}`);
    });
    expect(odd).toEqual([]);
  });
});

describe("showingOf", () => {
  it("shows an id of a person the same wherever it stands", () => {
    for (const [name, { references, person }] of columns) {
      const parent = entities.get(references?.entity ?? "");
      if (parent === undefined) continue;
      const isPerson = parent.columns[parent.key]?.person;
      expect(person, name).toBe(isPerson);
    }
  });

  it.each<[string, string, Showing]>([
    ["contact", "contact_id", "person id"],
    ["contact", "email", "pseudonym"],
    ["contact", "birth_date", "year"],
    ["contact", "account_id", "id"],
    ["ticket", "description", "text"],
    ["ticket", "region", "label"],
    ["ticket", "tags", "label"],
    ["ticket", "csat_score", "value"],
    ["message", "author_id", "person id"],
    ["message", "author_name", "pseudonym"],
  ])("shows %s.%s as %s", (entity, column, expected) => {
    expect(showingOf(entities.get(entity)!, column)).toBe(expected);
  });
});

describe("entitiesByName", () => {
  const one: Entity = defineEntity({
    name: "one",
    table: "ones",
    summary: "A thing.",
    key: "one_id",
    columns: { one_id: { type: "VARCHAR", doc: "One", aliases: ["id"] } },
  });
  const withColumn = (column: Entity["columns"][string], name = "extra"): Entity => ({
    ...one,
    columns: { ...one.columns, [name]: column },
  });

  it("takes entities that agree", () => {
    expect([...entitiesByName([one]).keys()]).toEqual(["one"]);
  });

  it.each<[string, Entity[], string]>([
    ["two of one name", [one, { ...one, table: "others" }], "same name"],
    ["two of one table", [one, { ...one, name: "two" }], "same table"],
    ["a key that is no column", [{ ...one, key: "id" }], "its key id is no column"],
    [
      "a reference to nothing",
      [
        withColumn({
          type: "VARCHAR",
          doc: "Extra",
          references: { entity: "two", orphan: "warn" },
        }),
      ],
      "extra refers to the entity two",
    ],
    [
      "one other name for two columns",
      [withColumn({ type: "VARCHAR", doc: "Extra", aliases: ["id"] })],
      "both one_id and extra are id",
    ],
    [
      "another name that is a column",
      [withColumn({ type: "VARCHAR", doc: "Extra" }, "id")],
      "both one_id and id are id",
    ],
    [
      "an own name as another name",
      [withColumn({ type: "VARCHAR", doc: "Extra", aliases: ["extra"] })],
      "both extra and extra are extra",
    ],
  ])("refuses %s", (_, wrong, message) => {
    expect(() => entitiesByName(wrong)).toThrow(message);
  });
});

/** What a column says that does not go with its type or its other words. */
function faults(column: EntityColumn): string[] {
  const wrong = { ...wrongValues(column), ...wrongPersonal(column) };
  return Object.entries(wrong).flatMap(([fault, isSo]) => (isSo ? [fault] : []));
}

function wrongPersonal({ type, enumeration, pii, pseudonym, person, ...column }: EntityColumn) {
  const isIdentifying = pii !== undefined && pii !== "FREE_TEXT" && type !== "DATE";
  return {
    "an identifying column without a type of pseudonym":
      isIdentifying !== (pseudonym !== undefined),
    "a personal column that is neither text nor a date":
      pii !== undefined && type !== "VARCHAR" && type !== "DATE",
    "an id of people that is no text, or said to be personal":
      person === true && (type !== "VARCHAR" || pii !== undefined),
    "a guess at personal data":
      pii !== undefined && (enumeration !== undefined || column.default !== undefined),
  };
}

function wrongValues({ type, enumeration, ...column }: EntityColumn) {
  const { default: standard, check, past, fold } = column;
  const values: readonly string[] =
    enumeration === undefined ? [] : enumerations[enumeration].values;
  return {
    "an enumeration that is no text": enumeration !== undefined && type !== "VARCHAR",
    "a default that is none of its values":
      standard !== undefined && values.length > 0 && !values.includes(standard.slice(1, -1)),
    "a default that is no text literal": standard !== undefined && !/^'[^']*'$/.test(standard),
    "a fold of what is no plain text":
      fold !== undefined && (type !== "VARCHAR" || values.length > 0),
    "a past that is no time": past === true && type !== "TIMESTAMPTZ",
    "a check of no known form": check !== undefined && !/^(>=?|<=?|BETWEEN|IN) /.test(check),
  };
}
