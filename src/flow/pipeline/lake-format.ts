import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { EarshotError, systemCode } from "../../core/base/errors.ts";
import { replaceFile } from "../../core/base/replace-file.ts";
import { packageVersion } from "../../core/base/version.ts";
import { listTables, readHead, type Lake } from "./lake.ts";

/** Rises when a lake can't be understood by the Earshots before: never for added columns. */
const lakeFormat = 1;

/** What a lake says about itself. */
type FormatNote = {
  format: number;
  written_by: string;
  /** Id of the key that its pseudonyms are made with; absent before the first are made. */
  key_id?: string;
};

/** A newer Earshot wrote this lake; this one could take it for something else. */
class LakeNewerError extends EarshotError {
  readonly code = "LAKE_NEWER";
  readonly kind = "invalid";

  constructor(lake: Lake, { format, written_by: writtenBy }: FormatNote) {
    super(
      `${lake.folder} was written by Earshot ${writtenBy} (lake format ${format}), and this is ${packageVersion()}, ` +
        `which knows formats up to ${lakeFormat}; update Earshot, or set another folder with --data`,
    );
  }
}

/** The file that tells the lake's format is damaged. */
class LakeFormatError extends EarshotError {
  readonly code = "LAKE_FORMAT";
  readonly kind = "corrupt";
}

/**
 * Makes sure that this Earshot understands a lake. One that says nothing is of the first format.
 *
 * @throws LakeNewerError when a newer one wrote it.
 */
export async function checkLakeFormat(lake: Lake): Promise<void> {
  const note = await readNote(lake);
  if (note !== undefined && note.format > lakeFormat) throw new LakeNewerError(lake, note);
}

/** Writes into a lake which format it has, before anything else is written to it. */
export async function markLakeFormat(lake: Lake): Promise<void> {
  await checkLakeFormat(lake);
  if ((await readNote(lake))?.format === lakeFormat) return;
  await writeNote(lake, { format: lakeFormat, written_by: packageVersion() });
}

/**
 * Id of the key that a lake's pseudonyms are made with; undefined while it has none. Where the note
 * was lost the tables themselves tell, so that a lost key is never taken for one yet to be made.
 */
export async function readLakeKeyId(lake: Lake): Promise<string | undefined> {
  const noted = (await readNote(lake))?.key_id;
  if (noted !== undefined) return noted;
  for (const id of await listTables(lake)) {
    const keyId = id.startsWith("bronze.") ? undefined : (await readHead(lake, id))?.record?.key_id;
    if (keyId !== undefined) return keyId;
  }
  return undefined;
}

/** Writes into a lake which key its pseudonyms are made with, before the first is written. */
export async function markLakeKey(lake: Lake, keyId: string): Promise<void> {
  const note = await readNote(lake);
  if (note?.key_id === keyId) return;
  await writeNote(lake, {
    format: lakeFormat,
    written_by: packageVersion(),
    ...note,
    key_id: keyId,
  });
}

async function writeNote(lake: Lake, note: FormatNote): Promise<void> {
  await replaceFile(notePath(lake), `${JSON.stringify(note)}\n`, { flush: true });
}

function notePath(lake: Lake): string {
  return join(lake.tables, "format.json");
}

async function readNote(lake: Lake): Promise<FormatNote | undefined> {
  const path = notePath(lake);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (systemCode(cause) === "ENOENT" || systemCode(cause) === "ENOTDIR") return undefined;
    throw cause;
  }
  const [, format] = /"format":\s*(\d+)/.exec(text) ?? [];
  const [, writtenBy = "of another version"] = /"written_by":\s*"([\w.+-]*)"/.exec(text) ?? [];
  const [, keyId] = /"key_id":\s*"([\w-]+)"/.exec(text) ?? [];
  const key = keyId === undefined ? {} : { key_id: keyId };
  if (format !== undefined) return { format: Number(format), written_by: writtenBy, ...key };
  throw new LakeFormatError(
    `${path} does not say which format the lake has; restore it from a copy, or remove it if no newer Earshot wrote here`,
  );
}
