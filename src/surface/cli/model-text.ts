import type { AuditEvent, Change, ListedVersion, ModelVersion } from "../engine/models.ts";
import { formatBytes, formatCount, formatTable } from "./table.ts";

/** Versions as a table, with what is wrong with those that can't be used below it. */
export function versionsTable(listed: readonly ListedVersion[]): string {
  const rows = listed.map(({ name, ref, alias, version }) => [
    name,
    ref,
    alias,
    version === undefined ? "" : formatCount(version.row_count),
    version === undefined ? "damaged" : metricsText(version.metrics),
    version === undefined ? "" : moment(version.created_at),
  ]);
  const table = formatTable(["name", "version", "alias", "rows", "metrics", "created"], rows);
  const problems = listed.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  return [table, ...problems].join("\n");
}

/** A version as JSON: its description, and what it is to its model. */
export function versionJson({ name, ref, alias, version, problem }: ListedVersion): object {
  if (version === undefined) return { name, version: ref, alias, problem };
  return { ...descriptionJson(version), alias };
}

/** The description of a version, without the place it stands at. */
function descriptionJson(version: ModelVersion): object {
  const { folder: _folder, ref, isShipped, format: _format, ...description } = version;
  return { ...description, version: ref, is_shipped: isShipped };
}

/** Everything there is to know of a version, a line each. */
export function versionLines(version: ModelVersion, alias: string): string[] {
  const { comparison, labels, calibration } = version;
  const facts: (readonly [string, string])[] = [
    ["version", `${version.name} ${version.ref} (${alias})`],
    ["kind", version.kind],
    ["created", `${moment(version.created_at)} by ${version.created_by}`],
    ["Earshot", version.earshot_version],
    ["run", version.run_id ?? ""],
    ["rows", formatCount(version.row_count)],
    ["data hash", version.data_hash],
    ["metrics", metricsText(version.metrics)],
    ["calibration", calibration === null ? "" : JSON.stringify(calibration)],
    ["labels", labels.length === 0 ? "" : `${labels.length}: ${labels.join(", ")}`],
    ["comparison", comparison === null ? "" : `with ${comparison.against}: ${comparison.reason}`],
    ...version.artefacts.map(
      ({ file, size_bytes: size, sha256 }) =>
        ["file", `${file}, ${formatBytes(size)}, sha256 ${sha256}`] as const,
    ),
    ["folder", version.folder],
  ];
  return facts
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(12)} ${value}`);
}

/** The audit as a table, the oldest line first. */
export function auditTable(events: readonly AuditEvent[]): string {
  const rows = events.map(({ at, by, name, action, version, from, to, reason, forced }) => [
    moment(at),
    by,
    name,
    `${action.replace("_", " ")}${forced ? " (forced)" : ""}`,
    to ?? version ?? "",
    from ?? "",
    reason,
  ]);
  return formatTable(["when", "who", "model", "what", "version", "from", "why"], rows);
}

/** What a change of the champion did, in a sentence. */
export function changeText(name: string, { isChanged, from, to }: Change): string {
  if (!isChanged) return `${name} ${to ?? ""} is the champion already.`;
  const before =
    from === null ? "" : ` It was ${from}; \`earshot models rollback ${name}\` goes back.`;
  return `${name} ${to ?? ""} is the champion now.${before}`;
}

function metricsText(metrics: Readonly<Record<string, number>>): string {
  const shown = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(4));
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(", ");
}

/** An instant to the second, UTC. */
function moment(at: string): string {
  return `${at.slice(0, 19).replace("T", " ")}Z`;
}
