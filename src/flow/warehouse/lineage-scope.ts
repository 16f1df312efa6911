import { AssertionError } from "../../core/base/errors.ts";
import { type Flow, mergedFlow } from "./column-flow.ts";

/** A column of a relation within a SELECT, with what flows into it. */
export type TracedColumn = {
  /** Lower case; undefined for an expression without a name. */
  name: string | undefined;
  flow: Flow;
};

/** A relation as the expressions of a SELECT can name it. */
export type Relation = { schema: string; name: string; columns: readonly TracedColumn[] };

/** What stands behind FROM. */
export type Relations = {
  relations: readonly Relation[];
  /** What `*` gives: columns that a join has put together stand there once. */
  star: readonly TracedColumn[];
};

/** What an expression can name. */
export type Scope = Relations & {
  /** Names that stand for an expression: those of the SELECT so far, or a function's arguments. */
  aliases: ReadonlyMap<string, Flow>;
  /** The results of WITH, by name. */
  results: ReadonlyMap<string, readonly TracedColumn[]>;
  /** Of the statement around it. */
  parent: Scope | undefined;
};

/** A scope that names nothing yet, within another one. */
export function innerScope(parent: Scope | undefined): Scope {
  return {
    relations: [],
    star: [],
    aliases: new Map(),
    results: parent?.results ?? new Map(),
    parent,
  };
}

/**
 * What flows from a name: `column`, `table.column`, `schema.table.column`, each perhaps with fields
 * of a struct behind it, an alias, or a whole table's row.
 *
 * @throws AssertionError for a name that means nothing, or more than one thing.
 */
export function resolveName(names: readonly string[], scope: Scope): Flow {
  const folded = names.map((name) => name.toLowerCase());
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = resolveHere(folded, at);
    if (found !== undefined) return found;
  }
  throw new AssertionError(`${names.join(".")} is no column of what it reads`);
}

function resolveHere(names: readonly string[], scope: Scope): Flow | undefined {
  const [first = "", second, third] = names;
  const matching = scope.relations.filter(({ name }) => name === first);
  if (second !== undefined) {
    const inSchema = scope.relations.filter(
      ({ schema, name }) => schema === first && name === second,
    );
    const column = third === undefined ? undefined : columnOf(inSchema, third);
    const found = column ?? columnOf(matching, second);
    if (found !== undefined) return found;
  }
  const column = columnIn(scope.star, first) ?? scope.aliases.get(first);
  if (column !== undefined) return column;
  const [row] = matching;
  return row === undefined ? undefined : rowFlow(row, names);
}

function columnOf(relations: readonly Relation[], name: string): Flow | undefined {
  return columnIn(
    relations.flatMap(({ columns }) => columns),
    name,
  );
}

function columnIn(columns: readonly TracedColumn[], name: string): Flow | undefined {
  const found = columns.filter((column) => column.name === name);
  if (found.length > 1) throw new AssertionError(`${name} may be more than one column`);
  return found[0]?.flow;
}

/** A relation's name alone stands for its whole row. */
function rowFlow({ columns }: Relation, names: readonly string[]): Flow {
  if (names.length > 1) throw new AssertionError(`${names.join(".")} is no column of it`);
  return mergedFlow(columns.map(({ flow }) => flow));
}
