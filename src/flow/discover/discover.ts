import { basename } from "node:path";

import type { Entity } from "../../core/domain/entity.ts";
import { chooseEntities, moreAbout, parentsOf, type Choice } from "./choose.ts";
import { companionsOf } from "./companions.ts";
import { describeSource } from "./describe-source.ts";
import { findTables } from "./find-tables.ts";
import type { Finding, FoundSource } from "./finding.ts";
import { sourcePath } from "./source-path.ts";
import { systemsOf } from "./systems.ts";
import type { Tools } from "./read-sample.ts";
import { readTables } from "./tables.ts";
import { withoutWrongOrder } from "./time-order.ts";
import { isTime } from "./traits.ts";
import { findTurns } from "./turns.ts";

export type DiscoverOptions = Tools & {
  /** Folder or file to look at, absolute. */
  root: string;
  /** Folder that the settings' paths start from, absolute. */
  from: string;
  entities: ReadonlyMap<string, Entity>;
  /** The instant taken for now. */
  now: Date;
};

/**
 * Looks at the files of a folder and says what each seems to be: which entity, which column feeds
 * which, how it is to be read, and what is doubtful. Reads a bounded part of each file.
 *
 * @throws NoSourceFileError, UnreadableFileError when the folder itself can't be read.
 */
export async function discover(options: DiscoverOptions): Promise<Finding> {
  const { entities, root, from, signal } = options;
  const now = options.now.getTime();
  const found = await findTables(root, signal);
  const rootName = plainName(root);
  const { tables, leftOut } = await readTables(found.files, rootName, options);
  const message = { entity: entities.get("message")!, now, parents: new Map() }; // the product has it
  const withTurns = [];
  for (const table of tables)
    withTurns.push({ table, turns: await findTurns(table, message, options) });
  const main: Choice[] = [];
  for (const choice of chooseEntities(withTurns, { entities, now }))
    main.push(await withoutWrongOrder(choice, options.connection));
  const choices = [...main, ...companionsOf(main, parentsOf(main), { entities, now })];
  const parents = parentsOf(choices);
  const systems = systemsOf(choices, entities, rootName);
  const names = [...found.files, ...found.leftOut].map(({ name }) => name);
  const sources = choices.map((choice) =>
    describeSource(choice, {
      entities,
      parents,
      path: sourcePath(choice.table.files, names, { root, from }),
      system: systems.get(choice.table.name) ?? rootName,
      settingsFolderName: basename(from),
      more: choice.reading === undefined ? moreAbout(choice.table, parents) : undefined,
    }),
  );
  const times = tables.flatMap(({ columns }) => columns).filter(isTime);
  return {
    sources: sources.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    leftOut: [...found.leftOut, ...leftOut].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    masked: maskedColumns(sources, entities),
    hasLocalTimes: times.some(({ picked }) =>
      picked.some(
        (value) => /\d:\d\d/.test(value) && !/(?:Z|[+-]\d\d:?\d\d|UTC|GMT)$/i.test(value),
      ),
    ),
  };
}

function maskedColumns(
  sources: readonly FoundSource[],
  entities: ReadonlyMap<string, Entity>,
): string[] {
  const fed = sources.flatMap(({ entity = "", columns, messages = {} }) => [
    ...columns.flatMap(({ target, column }) => (column === "" ? [] : [{ entity, target }])),
    ...Object.keys(messages).map((target) => ({ entity: "message", target })),
  ]);
  const masked = fed.filter(
    ({ entity, target }) => entities.get(entity)?.columns[target]?.pii !== undefined,
  );
  return [...new Set(masked.map(({ target }) => target))].toSorted();
}

function plainName(root: string): string {
  return basename(root).replace(/(?:\.[a-z0-9]+)?(?:\.gz)?$/i, "") || "data";
}
