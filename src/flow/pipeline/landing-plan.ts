import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { replaceFile } from "../../core/base/replace-file.ts";
import type { SourceSettings } from "../../core/config/source-settings.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { listLog } from "../../storage/delta-log/log.ts";
import { readSnapshot, type Snapshot } from "../../storage/delta-log/snapshot.ts";
import { partTransaction, pendingParts } from "../ingest/landing.ts";
import { lackingColumn, systemOf, type DeclaredSource } from "../ingest/mapping.ts";
import { countPart, describePart } from "../ingest/read-part.ts";
import type { Source, SourceContext, SourcePart } from "../ingest/source.ts";
import { loadSource } from "../ingest/source-kinds.ts";
import { tableFolder, type Lake } from "./lake.ts";
import { rejectedLines, type RejectedLines } from "./rejected-lines.ts";
import type { Project } from "./steps.ts";

/** What a source holds that its bronze table does not know yet. */
export type LandingPlan = {
  source: Source;
  context: SourceContext;
  parts: SourcePart[];
  pending: SourcePart[];
  /** Parts that were read and held nothing new; the next commit marks them as landed. */
  empty: SourcePart[];
  /** Columns of the bronze table; none when it is not there yet. */
  bronzeColumns: string[];
  /**
   * Makes sure that what the settings name stands in the bronze table or a pending part; parts are
   * looked at until all is found.
   *
   * @throws MappingError when it stands in none.
   */
  requireColumns(connection: Connection): Promise<void>;
  /** Rows of the pending parts, and what of them would be set aside. */
  countRows(connection: Connection): Promise<{ rowCount: number; rejected: RejectedLines[] }>;
  /**
   * Remembers that these parts held nothing that a version of the table lacks, so that they are
   * not read again for nothing.
   */
  rememberEmpty(parts: readonly SourcePart[], snapshot: Snapshot | undefined): Promise<void>;
};

/** Looks at a source's parts and at what has landed of them. */
export async function openLanding(
  project: Project,
  lake: Lake,
  sourceName: string,
  { connection, signal }: { connection: Connection; signal?: AbortSignal | undefined },
): Promise<LandingPlan> {
  const settings = sourceSettings(project, sourceName);
  const source = await loadSource(settings.kind);
  const context: SourceContext = {
    settings,
    loaded: project.loaded,
    cacheFolder: lake.cache,
    signal,
  };
  const folder = tableFolder(lake, `bronze.${sourceName}`);
  const parts = await source.parts(context);
  const snapshot =
    (await listLog(folder)) === undefined ? undefined : await readSnapshot(folder, { connection });
  const known = await readEmptyParts(lake, snapshot);
  const landed = snapshot?.transactions ?? new Map<string, number>();
  const unknown = pendingParts(parts, landed);
  const isEmpty = (part: SourcePart): boolean => known.has(partTransaction(part));
  const pending = unknown.filter((part) => !isEmpty(part));
  const bronzeColumns = snapshot?.schema.map(({ name }) => name) ?? [];
  return {
    source,
    context,
    parts,
    pending,
    empty: unknown.filter(isEmpty),
    bronzeColumns,
    async requireColumns(describing) {
      const declared = declaredSource(project, sourceName);
      if (declared === undefined) return;
      const columns = [...bronzeColumns];
      let lacking = lackingColumn(declared, columns);
      for (const part of pending) {
        if (lacking === undefined) return;
        columns.push(...(await describePart({ source, part, context, connection: describing })));
        lacking = lackingColumn(declared, columns);
      }
      if (lacking !== undefined && columns.length > 0) throw lacking;
    },
    async countRows(counting) {
      let rowCount = 0;
      const rejected: RejectedLines[] = [];
      for (const part of pending) {
        const read = await countPart({ source, part, context, connection: counting });
        rowCount += read.result;
        if (read.rejects !== undefined)
          rejected.push(...rejectedLines([{ part, rejects: read.rejects }]));
      }
      return { rowCount, rejected };
    },
    rememberEmpty: (done, present) => addEmptyParts(lake, present, done),
  };
}

/** The settings of a source that is there. */
function sourceSettings(project: Project, name: string): SourceSettings {
  return project.loaded.settings.sources[name]!; // steps are made from these names
}

/** A source whose rows are some entity's, as it is declared; undefined for any other. */
export function declaredSource(project: Project, name: string): DeclaredSource | undefined {
  const settings = sourceSettings(project, name);
  const entity = project.entities.get(settings.entity ?? "");
  const { place } = project.loaded;
  return entity === undefined ? undefined : { name, settings, entity, place };
}

/** The system whose ids a source holds. */
export function sourceSystem(project: Project, name: string): string {
  return systemOf(sourceSettings(project, name), basename(project.loaded.folder));
}

/**
 * File of the parts that were read and held no new row for one version of a table. The table's own
 * commits can't say so, because a run with nothing to add commits nothing. Losing it costs time
 * only.
 */
function emptyPartsPath(lake: Lake, snapshot: Snapshot | undefined): string {
  return join(
    lake.cache,
    `empty-parts-${snapshot?.tableId ?? "none"}-${snapshot?.version ?? 0}.json`,
  );
}

async function readEmptyParts(lake: Lake, snapshot: Snapshot | undefined): Promise<Set<string>> {
  const text = await readFile(emptyPartsPath(lake, snapshot), "utf8").catch(() => "[]");
  try {
    return new Set(JSON.parse(text) as string[]);
  } catch {
    return new Set();
  }
}

async function addEmptyParts(
  lake: Lake,
  snapshot: Snapshot | undefined,
  parts: readonly SourcePart[],
): Promise<void> {
  const known = await readEmptyParts(lake, snapshot);
  for (const part of parts) known.add(partTransaction(part));
  await replaceFile(emptyPartsPath(lake, snapshot), JSON.stringify([...known]));
}
