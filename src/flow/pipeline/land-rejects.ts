import { quoteText } from "../../core/base/sql-text.ts";
import { scan } from "../../storage/delta/scan.ts";
import { partTransaction, type SetAside } from "../ingest/landing.ts";
import { linesSetAside } from "./findings.ts";
import type { LocalSession } from "./local-session.ts";
import { rejectedTable } from "./rejected-lines.ts";
import { countRows, recorder, type StepContext } from "./step-context.ts";
import type { Step } from "./steps.ts";

export type RejectsJob = {
  /** The landing whose parts they are. */
  step: Step;
  sourceName: string;
  context: StepContext;
  session: LocalSession;
  setAside: readonly SetAside[];
  ingestedAt: Date;
  /** Lines that the same landing has set aside before. */
  countBefore: number;
};

/**
 * Appends what could not be read of a landing's parts to the source's table of rejected lines. It
 * is called before the parts are marked as landed: a landing that is killed in between finds by the
 * parts' transactions that their lines are kept. A line that was set aside before, of the same
 * file, is not kept again.
 */
export async function keepRejects(job: RejectsJob): Promise<void> {
  const { step, sourceName, context, session, countBefore } = job;
  const id = rejectedTable(sourceName);
  const snapshot = await context.local.snapshot(id);
  const isKept = ({ part }: SetAside): boolean =>
    snapshot?.transactions.has(partTransaction(part)) === true;
  const setAside = job.setAside.filter((aside) => !isKept(aside));
  if (setAside.length === 0) return;
  const count = setAside.reduce((sum, { rejects }) => sum + rejects.count, 0);
  const known = snapshot === undefined ? undefined : scan(snapshot);
  const result = {
    step: { ...step, id },
    context,
    inputs: {},
    rowsIn: count,
    rowCount: (await countRows(session, known)) + count,
    findings: [linesSetAside(countBefore + count)],
  };
  await session.append(id, rejectRows({ ...job, setAside }, known?.sql), {
    record: recorder(result, snapshot?.version),
    transactions: setAside.map(({ part }) => ({ appId: partTransaction(part), version: 0 })),
  });
}

function rejectRows(
  { sourceName, setAside, ingestedAt, context }: RejectsJob,
  known: string | undefined,
): string {
  const selects = setAside.map(
    ({ part, rejects }) =>
      `SELECT ${quoteText(sourceName)} AS _source, ${quoteText(part.name)} AS _file, * FROM (${rejects.select})`,
  );
  const seen = known ?? "(SELECT NULL AS _file, NULL AS _text WHERE false)";
  return `
    SELECT _source, _file, _line, _reason, _text,
      TIMESTAMPTZ ${quoteText(ingestedAt.toISOString())} AS _ingested_at, ${quoteText(context.runId)} AS _run_id
    FROM (SELECT *, row_number() OVER (PARTITION BY _file, _text ORDER BY _line) AS occurrence
          FROM (${selects.join(" UNION ALL ")}))
    LEFT JOIN (SELECT _file, _text, count(*) AS known_count FROM ${seen} GROUP BY ALL) USING (_file, _text)
    WHERE occurrence > coalesce(known_count, 0)
    ORDER BY _file, _line`;
}
