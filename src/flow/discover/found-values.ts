import type { Entity } from "../../core/domain/entity.ts";
import { enumerations } from "../../core/domain/enumeration.ts";
import type { Reading } from "./read-as.ts";
import type { FoundSource } from "./finding.ts";
import { parentOf, type Parent } from "./links.ts";
import { spellings, valuesFor } from "./source-values.ts";
import type { Column } from "./tables.ts";
import { percent } from "./traits.ts";

type Values = Record<string, Readonly<Record<string, string>>>;

/** What the words of a source's columns mean, with what is doubtful put behind `unsure`. */
export function foundValues(
  reading: Reading,
  entity: Entity,
  { parents, message }: { parents: ReadonlyMap<string, readonly Parent[]>; message: Entity },
  unsure: FoundSource["unsure"],
): Values {
  const values: Values = {};
  for (const { target, column } of reading.matches) {
    const entries = {
      ...wordEntries(entity, target, column, unsure),
      ...(spelledLike.has(target) ? spelledEntries(entity, target, column, parents) : {}),
    };
    if (Object.keys(entries).length > 0) values[target] = entries;
  }
  const authors = reading.turns?.authors;
  const entries = authors === undefined ? {} : wordEntries(message, "author_type", authors, unsure);
  if (Object.keys(entries).length > 0) values["author_type"] = entries;
  return values;
}

/** References to names of things, which are spelled in more than one way. */
const spelledLike = new Set(["product_id", "department_id"]);

function wordEntries(
  entity: Entity,
  target: string,
  column: Column,
  unsure: FoundSource["unsure"],
): Readonly<Record<string, string>> {
  const found = valuesFor(entity, target, column);
  if (found === undefined) return {};
  if (found.guessed.length > 0)
    unsure.push({
      what: `values.${target}: a part of the word was known for ${quoted(found.guessed)}`,
    });
  if (found.unknownShare > 0) unsure.push(unknownWords(entity, target, found));
  return found.entries;
}

function spelledEntries(
  entity: Entity,
  target: string,
  column: Column,
  parents: ReadonlyMap<string, readonly Parent[]>,
): Readonly<Record<string, string>> {
  const owner = entity.columns[target]?.references?.entity ?? "";
  const parent = parentOf(column, parents.get(owner) ?? [])?.parent;
  return parent === undefined ? {} : spellings(column, parent);
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
