import { assert, AssertionError, messageOf } from "../../core/base/errors.ts";
import { parseSelects, type SyntaxNode, tablesOf } from "../../storage/duckdb/parse.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { changedFlow, mergedFlow } from "./column-flow.ts";
import { columnLineage, type ColumnLineage, type LineageInput } from "./column-lineage.ts";
import { type Declared, knownTables, type KnownTables } from "./known-tables.ts";
import { macroCaller, macroTexts } from "./lineage-macros.ts";
import {
  entityProblems,
  modelProblems,
  readingProblems,
  stageProblems,
} from "./personal-columns.ts";
import { tableId } from "./sql-model.ts";

/** Where the columns of every table come from that a model or a stage makes, by the table's id. */
export type TableLineage = ReadonlyMap<string, ColumnLineage>;

type Traced = {
  id: string;
  /** Its name in a message. */
  name: string;
  role: "entity" | "model" | "stage";
  sql: string;
  problems: (lineage: ColumnLineage, tables: KnownTables) => string[];
  /** Makes the lineage of the table from that of its SELECT. */
  finish?: (lineage: ColumnLineage) => ColumnLineage;
};

/**
 * Traces every column of every model and stage to the columns it is made of, and makes sure that
 * nothing personal gets up unseen: every column that carries something personal says its class, and
 * only models of entities see rows that are not masked.
 *
 * Cost: some milliseconds for all models; one call of the engine's parser, and no look at any row.
 *
 * @throws AssertionError with all that is wrong, one line each; that is a bug in a model.
 */
export async function traceTables(
  declared: Declared,
  macros: string,
  connection: Connection,
): Promise<TableLineage> {
  const traced = tracedTables(declared);
  const macrosFound = macroTexts(macros);
  const bodies = macrosFound.map(({ name, body }) => {
    return { name: `the macro ${name}`, sql: `SELECT ${body}` };
  });
  const trees = await parseAll([...bodies, ...traced], connection);
  const tables = knownTables(declared);
  const input: LineageInput = {
    tables: (id) => (tables.has(id) ? [...tables.get(id)!.keys()] : undefined),
    callMacro: macroCaller(macrosFound.map((text, place) => ({ ...text, tree: trees[place]! }))), // in their order
  };
  const lineages = new Map<string, ColumnLineage>();
  const problems: string[] = [];
  for (const [place, one] of traced.entries()) {
    const tree = trees[macrosFound.length + place]!; // one tree a table, behind the macros'
    const found = problemsOf(one, { tree, input, tables, lineages });
    problems.push(...found.map((problem) => `${one.name}: ${problem}`));
  }
  assert(problems.length === 0, problems.join("\n"));
  return lineages;
}

function tracedTables({ entities, models, stages }: Declared): Traced[] {
  return [
    ...models.map((model): Traced => {
      const id = tableId(model);
      const entity = model.entity === undefined ? undefined : entities.get(model.entity);
      const own = { id, name: id, sql: model.sql };
      if (entity === undefined) {
        const problems: Traced["problems"] = (lineage, tables) =>
          modelProblems(model, lineage, tables);
        return { ...own, role: "model", problems };
      }
      const problems: Traced["problems"] = (lineage, tables) =>
        entityProblems(entity, lineage, tables);
      return { ...own, role: "entity", problems };
    }),
    ...stages.map((loaded): Traced => {
      const { stage, sql } = loaded;
      return {
        id: stage.writes,
        name: `the stage ${stage.name}`,
        role: "stage",
        sql,
        problems: (lineage, tables) => stageProblems(loaded, lineage, tables),
        finish: ({ columns, filters }) => {
          // What a stage does is code: anything it takes may flow into anything it gives.
          const any = changedFlow(mergedFlow(columns.values()));
          return {
            columns: new Map(Object.keys(stage.output).map((name) => [name, any])),
            filters,
          };
        },
      };
    }),
  ];
}

type Known = {
  tree: SyntaxNode;
  input: LineageInput;
  tables: KnownTables;
  /** Gets the table's lineage, if it can be told. */
  lineages: Map<string, ColumnLineage>;
};

function problemsOf(one: Traced, { tree, input, tables, lineages }: Known): string[] {
  const reading = readingProblems(one.role, tablesOf(tree));
  if (reading.length > 0) return reading;
  try {
    const lineage = columnLineage(tree, input);
    lineages.set(one.id, one.finish?.(lineage) ?? lineage);
    return one.problems(lineage, tables);
  } catch (cause) {
    if (cause instanceof AssertionError) return [messageOf(cause)];
    throw cause;
  }
}

/** Syntax trees of SELECTs, one each; one that does not parse is a bug of ours. */
async function parseAll(
  selects: readonly { name: string; sql: string }[],
  connection: Connection,
): Promise<SyntaxNode[]> {
  const parse = (sql: string): Promise<SyntaxNode[]> => parseSelects(connection, sql);
  const trees = await parse(selects.map(({ sql }) => sql).join("\n;\n")).catch(() => []);
  if (trees.length === selects.length) return trees;
  for (const { name, sql } of selects) {
    // One after another: the first that fails is told.
    const own = await parse(sql).catch((cause: unknown) => {
      throw new AssertionError(`${name} is no SELECT that can be read: ${messageOf(cause)}`, {
        cause,
      });
    });
    assert(own.length === 1, `${name} is ${own.length} statements instead of one`);
  }
  throw new AssertionError(`${selects.length} SELECTs make ${trees.length} when read together`);
}
