import type { ColumnType, PiiClass } from "../../core/domain/entity.ts";
import { assert } from "../../core/base/errors.ts";

/** What a header says of a column: its class, or that what is left in it is not personal any more. */
export type SaidClass = PiiClass | "NONE";

const saidClasses: Readonly<Record<SaidClass, true>> = {
  DIRECT_ID: true,
  CONTACT: true,
  NATIONAL_ID: true,
  TAX_ID: true,
  BIRTH_DATE: true,
  NETWORK_ID: true,
  FREE_TEXT: true,
  EMPLOYEE: true,
  NONE: true,
};

/** One column of a table, as its model's header tells. */
export type ModelColumn = {
  type: ColumnType;
  doc: string;
  /** Condition on the value, the column left of it; rows that fail are counted in `ops.quality`. */
  check?: string | undefined;
  /** Must be said of a column into which something personal flows, and of no other. */
  pii?: SaidClass | undefined;
};

/**
 * A SELECT that makes one table of silver or gold, with what its header says.
 *
 * - `entity`: the rows of one entity; typed, checked and deduped around the SELECT.
 * - `full`: computed whole whenever something it reads has changed.
 * - `view`: never stored; computed when asked.
 */
export type SqlModel = {
  /** Name of the table. */
  name: string;
  layer: "silver" | "gold";
  summary: string;
  kind: "entity" | "full" | "view";
  /** Entity by its singular name, where the kind is `entity`. */
  entity: string | undefined;
  /** Columns that together are unique and sort the table. */
  grain: readonly string[];
  /** `day`: it sees `$as_of` and is computed again when the day changes. */
  clock: "day" | undefined;
  columns: Readonly<Record<string, ModelColumn>>;
  sql: string;
};

/** Name of a table in the lake: layer and table. */
export function tableId(model: Pick<SqlModel, "layer" | "name">): string {
  return `${model.layer}.${model.name}`;
}

type Header = Partial<Omit<SqlModel, "name" | "layer" | "sql">>;

const headerKeys = ["summary", "kind", "entity", "grain", "clock", "columns"];
const columnKeys = ["type", "doc", "check", "pii"];

/**
 * Reads a model from the text of its file: a YAML header between `/*---` and `---*\/`, then one
 * SELECT. A wrong header is a bug of ours, so it is asserted.
 */
export function parseSqlModel(
  layer: SqlModel["layer"],
  name: string,
  text: string,
  parseYaml: (text: string) => unknown,
): SqlModel {
  const match = /^\/\*---\n([\s\S]*?)\n---\*\/\n([\s\S]+)$/.exec(text);
  assert(match !== null, `${layer}/${name}.sql needs a header between /*--- and ---*/`);
  const header = parseYaml(match[1]!) as Header; // both groups always match
  assertHeader(`${layer}/${name}.sql`, header);
  const kind = header.kind ?? (header.entity === undefined ? "full" : "entity");
  const { summary, grain = [], columns = {} } = header;
  assert(typeof summary === "string" && summary !== "", `${layer}/${name}.sql needs a summary`);
  if (kind !== "entity") {
    assert(grain.length > 0, `${layer}/${name}.sql needs a grain`);
    assert(Object.keys(columns).length > 0, `${layer}/${name}.sql needs columns`);
  }
  const sql = match[2]!.trim().replace(/;$/, "");
  return {
    name,
    layer,
    summary,
    kind,
    entity: header.entity,
    grain,
    clock: header.clock,
    columns,
    sql,
  };
}

const classList = Object.keys(saidClasses).join(", ");

function assertHeader(file: string, { grain = [], columns = {}, kind, ...header }: Header): void {
  for (const key of Object.keys(header)) assert(headerKeys.includes(key), `${file} says ${key}`);
  const kinds = [undefined, "entity", "full", "view"];
  assert(kinds.includes(kind), `${file} is of no kind ${kind}`);
  for (const [name, column] of Object.entries(columns)) {
    const unknown = Object.keys(column).filter((key) => !columnKeys.includes(key));
    assert(unknown.length === 0, `${file}: ${name} says ${unknown.join(", ")}`);
    assert(column.type !== undefined, `${file}: ${name} has no type`);
    assert(Boolean(column.doc), `${file}: ${name} has no doc`);
    const said = column.pii ?? "NONE";
    assert(said in saidClasses, `${file}: ${name} says pii: ${said}; there are ${classList}`);
  }
  for (const name of grain) {
    assert(columns[name] !== undefined, `${file}: ${name} of the grain is no column`);
  }
}
