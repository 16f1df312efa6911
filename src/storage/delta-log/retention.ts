const dayMs = 24 * 60 * 60 * 1000;

type Properties = Readonly<Record<string, string>>;

/**
 * How long files stay that a version took out: a week, unless the table says otherwise; for ever
 * (`Infinity`) when what it says is no fixed time.
 */
export function fileRetentionMs(properties: Properties): number {
  return retentionMs(properties["delta.deletedFileRetentionDuration"], 7 * dayMs);
}

/** How long commits stay in the log: 30 days, unless the table says otherwise; as above. */
export function logRetentionMs(properties: Properties): number {
  return retentionMs(properties["delta.logRetentionDuration"], 30 * dayMs);
}

function retentionMs(text: string | undefined, standard: number): number {
  return text === undefined ? standard : (parseInterval(text) ?? Infinity);
}

const unitMs: Readonly<Record<string, number>> = {
  week: 7 * dayMs,
  day: dayMs,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  millisecond: 1,
  microsecond: 0.001,
};

/**
 * Milliseconds of an interval as Delta's table properties spell it: `interval 7 days`, `2 weeks 12
 * hours`, `interval '7' days`. Undefined for anything else: months and years have no fixed length.
 */
export function parseInterval(text: string | undefined): number | undefined {
  const spaced = text?.replace(/['\s]+/g, " ").trim() ?? "";
  const parts = spaced.replace(/^interval /i, "");
  if (!/^\d+ [a-z]+( \d+ [a-z]+)*$/i.test(parts)) return undefined;
  let sum = 0;
  for (const [, count, unit = ""] of parts.matchAll(/(\d+) ([a-z]+)/gi)) {
    const ms = unitMs[unit.toLowerCase().replace(/s$/, "")];
    if (ms === undefined) return undefined;
    sum += Number(count) * ms;
  }
  return sum;
}
