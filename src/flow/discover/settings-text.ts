import type { Finding, FoundSource } from "./finding.ts";

/** Width at which comments are cut into lines. */
const width = 100;

/**
 * The settings file for what was found, with the reasons as comments. Nothing of the rows is in it
 * but words of lists (statuses, priorities, names of products).
 *
 * @param title - First line, such as the folder that was looked at.
 */
export function settingsText(finding: Finding, title: string): string {
  const { sources, leftOut, hasLocalTimes } = finding;
  const lines = [
    ...comment(
      `${title} Look at the lines marked "unsure", mend what is wrong, then: earshot plan, earshot run.`,
    ),
    ...comment(
      "Comments behind the columns say why each was chosen; docs/reference/settings.md explains every key.",
    ),
    ...maskedWords(finding).flatMap((words) => comment(words)),
    "data: ./earshot-data",
    "",
  ];
  if (hasLocalTimes)
    lines.push(
      ...comment(
        "unsure: some times in the files name no zone and are taken for UTC; set the zone of the business.",
      ),
      "# time_zone: Europe/Berlin",
      "",
    );
  lines.push(
    "sources:",
    ...sources.flatMap((source, i) => [...(i > 0 ? [""] : []), ...sourceLines(source)]),
  );
  if (leftOut.length > 0) {
    lines.push("", "# Left out:");
    for (const { name, why } of leftOut.slice(0, 50))
      lines.push(...comment(`${plain(name)}: ${why}`, "#   "));
    if (leftOut.length > 50) lines.push(`#   and ${leftOut.length - 50} more`);
  }
  return `${lines.join("\n")}\n`;
}

/** What is said of columns that are masked; nothing when there are none. */
export function maskedWords({ masked }: Pick<Finding, "masked">): string[] {
  if (masked.length === 0) return [];
  return [
    `Personal data and free text (${masked.join(", ")}) stay in bronze: silver and gold have pseudonyms and masked text in these columns.`,
  ];
}

/** What is said of columns that nothing feeds; nothing when none takes a value. */
export function takenWords({ taken }: Pick<FoundSource, "taken">): string[] {
  if (taken.length === 0) return [];
  const values = taken.map(({ target, value }) => `${target} ${value}`);
  return [`no column feeds these, so silver takes for every row: ${values.join(", ")}`];
}

function sourceLines(source: FoundSource): string[] {
  return [
    ...comment(headline(source), "  # "),
    `  ${source.name}:`,
    ...pathLines(source),
    ...(source.entity === undefined ? [] : [`    entity: ${source.entity}`]),
    ...(source.isSystemNamed ? [`    system: ${scalar(source.system)} # owner of the ids`] : []),
    ...[...source.reading, ...source.forms].map(
      ({ setting, value, why, isSure }) =>
        `    ${setting}: ${scalar(value)} # ${mark(isSure)}${plain(why)}`,
    ),
    ...columnLines(source),
    ...valueLines(source),
    ...messageLines(source),
    ...source.unsure.flatMap(({ what, instead }) => [
      ...comment(`unsure: ${what}`, "    # "),
      ...(instead === undefined ? [] : [`    # ${plain(instead)}`]),
    ]),
    ...takenWords(source).flatMap((words) => comment(`${capital(words)}.`, "    # ")),
    ...unusedLines(source),
  ];
}

function headline({ entity, why, fileCount, rowCount, isWhole }: FoundSource): string {
  const files = fileCount === 1 ? "" : `${fileCount} files; `;
  const rows = `${rowCount} ${rowCount === 1 ? "row" : "rows"}${isWhole ? "" : " looked at"}`;
  return `${capital(entity ?? "kept in bronze only")}: ${why} (${files}${rows}).`;
}

function mark(isSure: boolean): string {
  return isSure ? "" : "unsure: ";
}

function columnLines({ columns }: FoundSource): string[] {
  if (columns.length === 0) return [];
  return [
    "    columns:",
    ...columns.map(
      ({ target, column, why, isSure }) =>
        `      ${target}: ${scalar(column)} # ${mark(isSure || column === "")}${plain(why)}`,
    ),
  ];
}

const unusedMax = 60;

function unusedLines({ entity, unused }: FoundSource): string[] {
  if (entity === undefined || unused.length === 0) return [];
  const list = unused.slice(0, unusedMax).map(({ column, seems }) => `${column} (${seems})`);
  const rest = unused.length > unusedMax ? `, and ${unused.length - unusedMax} more` : "";
  return comment(`In bronze only: ${list.join(", ")}${rest}.`, "    # ");
}

function pathLines({ path, pathWhy }: FoundSource): string[] {
  const why = pathWhy === undefined ? "" : ` # ${pathWhy}`;
  if (typeof path === "string") return [`    path: ${scalar(path)}${why}`];
  return ["    path:", ...path.map((one) => `      - ${scalar(one)}`)];
}

function valueLines({ values }: FoundSource): string[] {
  const lines: string[] = [];
  for (const [target, entries] of Object.entries(values)) {
    lines.push(`      ${target}:`);
    for (const [word, value] of Object.entries(entries))
      lines.push(`        ${scalar(word)}: ${scalar(value)}`);
  }
  return lines.length === 0 ? [] : ["    values:", ...lines];
}

function messageLines({ messages }: FoundSource): string[] {
  if (messages === undefined) return [];
  return [
    "    messages:",
    ...Object.entries(messages).map(([setting, field]) => `      ${setting}: ${scalar(field)}`),
  ];
}

/** A value as YAML writes it on one line. */
function scalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const isPlain =
    /^[A-Za-z_./][\w ./*-]*$/.test(value) &&
    !/ $|^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

/** Text that stays on its line. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, " ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Text as comment lines. */
function comment(text: string, lead = "# "): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plain(text).split(" ")) {
    if (line !== "" && lead.length + line.length + word.length + 1 > width) {
      lines.push(lead + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, lead + line];
}
