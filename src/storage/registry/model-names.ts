import { ModelMissingError, ModelNameError } from "./registry-errors.ts";

/** Names that Windows keeps for devices, with any ending. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * Holds a model's name against what every file system takes: 1 to 64 letters, digits, `-` and `_`,
 * the first a letter or digit.
 *
 * @throws ModelNameError when it is none.
 */
export function checkModelName(name: string): void {
  const isName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name);
  if (isName && !deviceName.test(name)) return;
  const why = isName
    ? "Windows keeps this name for a device"
    : "a name has 1 to 64 letters (a to z), digits, - and _, and begins with a letter or digit";
  throw new ModelNameError(`${shown(name)} can't be the name of a model: ${why}`);
}

/** The file of a version that describes it. */
export const manifestFile = "version.json";

/**
 * Holds the name of a version's file against the same rules; it may have points and no capitals.
 *
 * @throws ModelNameError when it is none.
 */
export function checkArtefactName(name: string): void {
  const isName = /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) && !name.endsWith(".");
  if (isName && !deviceName.test(name) && name !== manifestFile) return;
  throw new ModelNameError(
    `${shown(name)} can't be a file of a model: it needs 1 to 64 small letters, digits, points, - and _, ` +
      `and ${manifestFile} is taken`,
  );
}

/** A version as people name it: its number, or `shipped` (also `shipped-1`). */
export type VersionName = { isShipped: true } | { isShipped: false; number: number };

/**
 * Reads what a version is called.
 *
 * @throws ModelMissingError when nothing can be called so.
 */
export function parseVersionName(text: string): VersionName {
  if (/^shipped(?:-\d+)?$/.test(text)) return { isShipped: true };
  const digits = /^v?([1-9]\d{0,8})$/.exec(text)?.[1];
  if (digits !== undefined) return { isShipped: false, number: Number(digits) };
  throw new ModelMissingError(
    `${shown(text)} is no version; a version is a number such as 3, or shipped`,
  );
}

/** Short, in quotes, without control characters. */
function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
