import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { quoteText } from "../../core/base/sql-text.ts";
import type { Entity } from "../../core/domain/entity.ts";
import { loadStage } from "../enrich/stages.ts";
import { knownIn, knownSelects } from "../mask/known-people.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { maskedRows, maskInput, textColumns } from "../mask/mask-select.ts";
import type { MaskParameters } from "../mask/stages/mask-text.ts";
import type { Session } from "./executor.ts";
import { tableNames } from "./relations.ts";
import type { StepContext } from "./step-context.ts";
import type { Project } from "./steps.ts";

/** Where workers find the stage. */
const maskFolder = join(dirname(fileURLToPath(import.meta.url)), "../mask/stages");

/**
 * Masks the free text of an entity's rows, and gives the relation that holds the rows as they may
 * be written. The raw texts never leave the session.
 *
 * @param rows - Relation of the rows to write, one a key.
 */
export async function maskTexts(
  entity: Entity,
  rows: string,
  session: Session,
  context: StepContext,
): Promise<string> {
  if (textColumns(entity).length === 0) return rows;
  const { project, relations } = context;
  const { settings } = project.loaded;
  const most = settings.privacy.known_people;
  const known = {
    contacts: "known_contacts",
    colleagues: "known_colleagues",
    accounts: "known_accounts",
  };
  const selects = knownSelects(most);
  const input = maskInput(entity, rows, { known, hints: sourceHints(project) });
  await relations.show([...Object.values(selects), input].flatMap((sql) => [...tableNames(sql)]));
  await session.keep(known.contacts, selects.contacts);
  await session.keep(known.colleagues, selects.colleagues);
  await session.keep(known.accounts, selects.accounts);
  const [agents] = await session.rows(selects.agents);
  const parameters: MaskParameters = {
    detector: context.privacy.detector,
    team: knownIn(textOf(agents?.["known"])).people,
  };
  const call = { stage: await loadStage(maskFolder, "mask-text"), folder: maskFolder, parameters };
  await session.keepStage("masked_texts", call, input);
  return `(${maskedRows(entity, rows, "masked_texts")})`;
}

/** SELECT of what the settings say of each source's country and language. */
function sourceHints({ loaded: { settings } }: Project): string {
  const text = (value: string | undefined): string =>
    `CAST(${value === undefined ? "NULL" : quoteText(value)} AS VARCHAR)`;
  const { privacy } = settings;
  const rows = Object.entries(settings.sources).map(
    ([name, { country = privacy.country, language = privacy.language }]) =>
      `(${text(name)}, ${text(country)}, ${text(language)})`,
  );
  return `SELECT * FROM (VALUES ${rows.join(", ")}) AS t(source, country, language)`;
}
