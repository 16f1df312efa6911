import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { sha256 } from "../../core/base/hash.ts";
import { quoteName, quoteText, quoteTexts } from "../../core/base/sql-text.ts";
import { stageRows, type StagedRows } from "../../storage/delta/append-staged.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { readPart } from "./read-part.ts";
import type { Rejects } from "./rejects.ts";
import type { Source, SourceContext, SourcePart } from "./source.ts";

/** Content hashes already landed, by part: what a table's transactions say. */
export type LandedParts = ReadonlyMap<string, number>;

/** Lines of a part that could not be read. */
export type SetAside = { part: SourcePart; rejects: Rejects };

/** A batch of rows ready to be appended to a bronze table. */
export type Landing = {
  /**
   * The new rows with all landing columns: a SELECT of them, or data files that the table can take
   * as they are; undefined when nothing is new.
   */
  rows: string | readonly StagedRows[] | undefined;
  rowsRead: number;
  rowsNew: number;
  /** What could not be read of the parts; it stands in passing files of the landing's folder. */
  setAside: readonly SetAside[];
  /** Columns of each part that has any, as the table spells them. */
  columns: readonly { file: string; columns: readonly string[] }[];
  /** Marks the parts as landed: transactions of the commit that appends the rows. */
  transactions: { appId: string; version: number }[];
};

export type LandingOptions = {
  sourceName: string;
  source: Source;
  context: SourceContext;
  /** Parts to read, in order. */
  parts: readonly SourcePart[];
  /** SELECT over the bronze table as it stands; undefined when it is not there yet. */
  bronze: string | undefined;
  /** Its columns; none when it is not there yet. */
  bronzeColumns: readonly string[];
  /** Version the next commit of the bronze table will have at least. */
  nextVersion: number;
  /** Column that holds the entity's key, given those of bronze and the parts; undefined: none. */
  keyColumn(columns: readonly string[]): string | undefined;
  runId: string;
  /** Rows of later parts get later microseconds, up to 999 of them, so that the latest wins. */
  ingestedAt: Date;
  /** Folder for this landing's files, on the table's disk; the caller removes it. */
  folder: string;
  rowsPerFile: number;
  connection: Connection;
  onRows?(rowCount: number): void;
};

/** Parts whose content, read the same way, is not what last landed under their name. */
export function pendingParts(parts: readonly SourcePart[], landed: LandedParts): SourcePart[] {
  const last = new Map<string, { fingerprint: string; version: number }>();
  for (const [appId, version] of landed) {
    const [, name, fingerprint] = /^earshot\/part\/([0-9a-f]+)\/([0-9a-f]+)$/.exec(appId) ?? [];
    if (name === undefined || fingerprint === undefined) continue;
    if (version >= (last.get(name)?.version ?? -1)) last.set(name, { fingerprint, version });
  }
  return parts.filter((part) => last.get(nameHash(part.name))?.fingerprint !== part.fingerprint);
}

/** The transaction id that says: this content of this part has landed. */
export function partTransaction(part: SourcePart): string {
  return `earshot/part/${nameHash(part.name)}/${part.fingerprint}`;
}

function nameHash(name: string): string {
  return sha256(name).slice(0, 16);
}

/**
 * Reads parts and finds what is new in them. Per content hash the rows that land are its
 * occurrences in a part less those landed before, from bronze or from earlier parts; and where a
 * key's last row in a part differs from what the key last said, that row lands again, so that a
 * value which goes back to what it was is not lost.
 *
 * Cost: each part is read once; comparing takes a scan of bronze's hashes and, for rows seen
 * before only, of its keys.
 */
export async function prepareLanding(options: LandingOptions): Promise<Landing> {
  const { parts } = options;
  const { staged, setAside } = await stageParts(options);
  const transactions = parts.map((part) => ({
    appId: partTransaction(part),
    version: options.nextVersion,
  }));
  const rowsRead = staged.reduce((sum, { rows }) => sum + countStaged(rows), 0);
  const dropped = rowsRead === 0 ? 0 : await findSeenRows(options, staged);
  const rowsNew = rowsRead - dropped;
  const rows = newRows(staged, rowsRead, dropped);
  const columns = staged.map((part) => {
    return { file: parts[part.index]!.name, columns: part.columns };
  });
  return { rows, rowsRead, rowsNew, setAside, columns, transactions };
}

function newRows(
  staged: readonly StagedPart[],
  rowsRead: number,
  dropped: number,
): Landing["rows"] {
  if (rowsRead === dropped) return undefined;
  const fileCount = staged.reduce((sum, { rows }) => sum + rows.files.length, 0);
  if (dropped === 0 && rowsRead >= fileCount * rowsPerFileLeast)
    return staged.map(({ rows }) => rows);
  return `
    SELECT s.* EXCLUDE (_part) FROM (${stagedSelect(staged)}) AS s
    ${dropped === 0 ? "" : "ANTI JOIN landing_dropped AS d USING (_part, _row)"}`;
}

/** Files with fewer rows on average are written again, as fewer and larger ones. */
const rowsPerFileLeast = 50_000;

/** A part whose rows stand in data files, with all landing columns. */
type StagedPart = { index: number; rows: StagedRows; columns: readonly string[] };

function countStaged({ files }: StagedRows): number {
  return files.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

/** Writes every part that has columns into data files; each part is read once. */
async function stageParts(
  options: LandingOptions,
): Promise<{ staged: StagedPart[]; setAside: SetAside[] }> {
  const { source, context, connection, folder } = options;
  await mkdir(folder, { recursive: true });
  const staged: StagedPart[] = [];
  const setAside: SetAside[] = [];
  const spellings = new Map(options.bronzeColumns.map((name) => [name.toLowerCase(), name]));
  let rowCount = 0;
  for (const [index, part] of options.parts.entries()) {
    context.signal?.throwIfAborted();
    const reading = { source, part, context: { ...context, temporaryFolder: folder }, connection };
    const { result, rejects } = await readPart(reading, (read) =>
      stagePart(options, { read, index, spellings }),
    );
    if (rejects !== undefined && rejects.count > 0) setAside.push({ part, rejects });
    if (result === undefined) continue;
    staged.push(result);
    rowCount += countStaged(result.rows);
    options.onRows?.(rowCount);
  }
  return { staged, setAside };
}

type PartRows = {
  /** SELECT of the part's rows. */
  read: string;
  index: number;
  /** Names of columns as bronze or the first part that has them spells them, by folded names. */
  spellings: Map<string, string>;
};

/** Writes one part into data files; undefined when it has no columns. */
async function stagePart(
  options: LandingOptions,
  { read, index, spellings }: PartRows,
): Promise<StagedPart | undefined> {
  const { connection, folder, rowsPerFile, context } = options;
  const columns = (await connection.describe(read))
    .map(({ name }) => name)
    .filter((name) => name !== "_row");
  if (columns.length === 0) return undefined;
  for (const name of columns) {
    const folded = name.toLowerCase();
    if (!spellings.has(folded)) spellings.set(folded, name);
  }
  const names = columns.map((name) => spellings.get(name.toLowerCase())!); // set above
  const select = landingSelect(options, { read, index, columns, names });
  const target = join(folder, `part-${(stagedCount += 1)}`);
  const { signal } = context;
  const rows = await stageRows(connection, target, { select, rowsPerFile, signal });
  return { index, rows, columns: names };
}

/** Makes names of passing files that are never used again, so that none is taken for another. */
let stagedCount = 0;

/** SELECT of a part's rows as they are to land, if they are new. */
function landingSelect(
  { sourceName, parts, ingestedAt, runId }: LandingOptions,
  part: { read: string; index: number; columns: readonly string[]; names: readonly string[] },
): string {
  const list = part.columns.map((name, i) => `${quoteName(name)} AS ${quoteName(part.names[i]!)}`);
  return `
    SELECT ${list.join(", ")}, ${quoteText(sourceName)} AS _source,
      ${quoteText(parts[part.index]!.name)} AS _file, _row, ${contentHash(part.columns)} AS _content_hash,
      TIMESTAMPTZ ${quoteText(ingestedAt.toISOString())} + to_microseconds(${part.index}) AS _ingested_at,
      ${quoteText(runId)} AS _run_id
    FROM (${part.read})`;
}

/**
 * Hash of a row's content: SHA-256, 128 bits of it, over `name:bytes:value` of its columns in name
 * order. Columns without a value do not count, so a column added later leaves old hashes alone.
 */
function contentHash(names: readonly string[]): string {
  const items = names
    .toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map((name) => {
      const column = quoteName(name);
      const item = `concat(${quoteText(`${name.toLowerCase()}:`)}, strlen(${column}), ':', ${column})`;
      return `CASE WHEN ${column} IS NOT NULL THEN ${item} END`;
    });
  return `left(sha256(concat_ws(',', ${items.join(", ")})), 32)`;
}

/** SELECT of all staged rows and `_part`; columns that a part lacks are NULL in it. */
function stagedSelect(staged: readonly StagedPart[]): string {
  return staged
    .filter(({ rows }) => rows.files.length > 0)
    .map(({ index, rows }) => `SELECT ${index} AS _part, * FROM ${stagedRelation(rows)}`)
    .join(" UNION ALL BY NAME ");
}

function stagedRelation({ files }: StagedRows): string {
  const paths = quoteTexts(files.map(({ stagedPath }) => stagedPath));
  return `read_parquet(${paths}, hive_partitioning = false)`;
}

/**
 * Fills `landing_dropped(_part, _row)` with the rows that need not land again and counts them.
 * Only rows whose hash stands more than once, here or in bronze, are looked at closely.
 */
async function findSeenRows(
  options: LandingOptions,
  staged: readonly StagedPart[],
): Promise<number> {
  const { connection, bronze, bronzeColumns } = options;
  if (bronze === undefined && staged.length === 1) return 0;
  const columnsOfAll = [...bronzeColumns, ...staged.flatMap(({ columns }) => columns)];
  const key = options.keyColumn([...new Set(columnsOfAll)]);
  const rows = staged
    .filter(({ rows: { files } }) => files.length > 0)
    .map(({ index, rows: stagedRows, columns }) => {
      const hasKey = key !== undefined && columns.includes(key);
      const k = hasKey ? `nullif(trim(${quoteName(key)}), '')` : "CAST(NULL AS VARCHAR)";
      return `SELECT ${index} AS _part, _row, _content_hash AS h, ${k} AS k FROM ${stagedRelation(stagedRows)}`;
    });
  const names = options.parts.map(({ name }, i) => `(${i}, ${quoteText(name)})`).join(", ");
  const seen = bronze ?? "(SELECT NULL AS _content_hash, NULL AS _file, 0 AS _row WHERE false)";
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE landing_parts AS
      SELECT * FROM (VALUES ${names}) AS t(_part, _file);
    CREATE OR REPLACE TEMP TABLE landing AS ${rows.join(" UNION ALL ")};
    CREATE OR REPLACE TEMP TABLE landing_seen AS
      WITH known AS (SELECT _content_hash AS h, count(*) AS n FROM ${seen}
                     WHERE _content_hash IN (SELECT h FROM landing) GROUP BY ALL),
        repeated AS (SELECT h FROM landing GROUP BY h HAVING count(*) > 1)
      SELECT l.*, coalesce(known.n, 0) AS known_count,
        row_number() OVER (PARTITION BY l.h, l._part ORDER BY l._row) AS occurrence
      FROM landing AS l LEFT JOIN known USING (h)
      WHERE known.n > 0 OR l.h IN (SELECT h FROM repeated);
    CREATE OR REPLACE TEMP TABLE landing_dropped AS
      SELECT _part, _row FROM (
        SELECT *, row_number() OVER (PARTITION BY h, occurrence ORDER BY _part) AS nth_part FROM landing_seen
      ) WHERE occurrence <= known_count OR nth_part > 1`);
  if (key !== undefined) await keepReturnedValues(options, key);
  const row = await connection.row("SELECT count(*) AS n FROM landing_dropped");
  return Number(row?.["n"] ?? 0);
}

/** Takes rows off the dropped ones where the key's last word before them was another. */
async function keepReturnedValues(options: LandingOptions, key: string): Promise<void> {
  const { connection, bronze, bronzeColumns } = options;
  const before =
    bronze === undefined || !bronzeColumns.includes(key)
      ? "SELECT NULL AS k, NULL AS h, NULL AS _file, NULL AS landed_at, 0 AS _row WHERE false"
      : `SELECT nullif(trim(${quoteName(key)}), '') AS k, _content_hash AS h, _file, _ingested_at AS landed_at, _row
         FROM ${bronze} WHERE nullif(trim(${quoteName(key)}), '') IN (SELECT k FROM landing_seen)`;
  await connection.run(`
    DELETE FROM landing_dropped USING (
      WITH before AS (${before}),
        latest AS (SELECT k, arg_max(h, {'at': landed_at, 'file': _file, 'row': _row}) AS h FROM before GROUP BY k),
        latest_of_file AS (
          SELECT k, _file, arg_max(h, {'at': landed_at, 'row': _row}) AS h FROM before GROUP BY k, _file),
        last_rows AS (
          SELECT k, _part, max(_row) AS _row, arg_max(h, _row) AS h FROM landing
          WHERE k IN (SELECT k FROM landing_seen) GROUP BY k, _part),
        said AS (
          SELECT l.*, coalesce(own.h, lag(l.h) OVER (PARTITION BY l.k ORDER BY l._part), any_before.h) AS h_before
          FROM last_rows AS l JOIN landing_parts USING (_part)
          LEFT JOIN latest_of_file AS own USING (k, _file)
          LEFT JOIN latest AS any_before ON any_before.k = l.k)
      SELECT _part, _row FROM said WHERE h_before IS DISTINCT FROM h
    ) AS returned
    WHERE landing_dropped._part = returned._part AND landing_dropped._row = returned._row`);
}
