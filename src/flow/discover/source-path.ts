import { basename, relative, sep } from "node:path";

import type { FoundFile } from "./find-tables.ts";

/** Files listed by name where no glob leads to them and no others. */
const listedMax = 100;

/**
 * What leads to a table's files and to no others: one path, a glob, or a list. One file whose name
 * ends in a date or a running number is taken for the first of many.
 *
 * @param others - Names of all files of the folder, from that folder.
 * @param root - Folder, or the one file, that was looked at.
 * @param from - Folder that the settings' paths start from.
 */
export function sourcePath(
  files: readonly FoundFile[],
  others: readonly string[],
  { root, from }: { root: string; from: string },
): string | string[] {
  const prefix = relative(from, root).split(sep).join("/");
  const place = (name: string): string => (prefix === "" ? name : `${prefix}/${name}`);
  if (files[0]?.path === root) return prefix; // somebody asked for this file alone
  const names = files.map(({ name }) => name);
  const isPlain = !/[*?[\]{}]/.test(place(names.join("")));
  for (const glob of isPlain ? globs(names) : []) {
    const pattern = globPattern(glob);
    if (others.filter((name) => pattern.test(name)).length === names.length) return place(glob);
  }
  if (names.length === 1) return place(names[0]!); // there is one
  if (names.length <= listedMax || !isPlain) return names.map(place);
  return place(globs(names).at(-1)!); // there is one at least
}

/** A date or a running number at the end of a name, behind something that says what the file is. */
const runningNumber =
  /(?<=[a-z][^/]*[-_. (])\d+(?:[-_.T]?\d+)*(?=\)?\.[a-z0-9]+(?:\.gz)?$)|(?<=[a-z])\d{4,}(?:[-_.]\d+)*(?=\.[a-z0-9]+(?:\.gz)?$)/i;

function globsOfOne(name: string): string[] {
  if (!runningNumber.test(name)) return [];
  return ["*", "[0-9]*"].map((rest) => name.replace(runningNumber, rest));
}

/** Globs that lead to all the names, narrow ones first. */
function globs(names: readonly string[]): string[] {
  if (names.length === 1) return globsOfOne(names[0]!); // there is one
  const shapes = new Set(names.map((name) => name.replace(/\d+/g, "*")));
  const [first = ""] = names;
  const last = first.slice(first.lastIndexOf("/") + 1);
  const folder = first.slice(0, first.length - last.length);
  const ends = names.map((name) => name.slice(folder.length));
  const start = commonStart(ends);
  const extension = /\.[a-z0-9]+(?:\.gz)?$/i.exec(basename(first))?.[0] ?? "";
  const tail = commonEnd(ends);
  return [
    ...(shapes.size === 1 ? [[...shapes][0]!] : []), // one of one
    // A letter or two that names happen to share are no part of what they are.
    ...(start.length >= 3 ? [`${folder}${start}*${tail}`] : []),
    `${folder}*${extension}`,
  ];
}

function commonStart(names: readonly string[]): string {
  const [first = ""] = names;
  let length = 0;
  while (length < first.length && names.every((name) => name[length] === first[length]))
    length += 1;
  return first.slice(0, length);
}

function commonEnd(names: readonly string[]): string {
  const [first = ""] = names;
  let length = 0;
  while (
    length < first.length &&
    names.every((name) => name.at(-1 - length) === first.at(-1 - length))
  )
    length += 1;
  return length === 0 ? "" : first.slice(-length);
}

function globPattern(glob: string): RegExp {
  const text = glob.replace(/[.+^${}()|\\]/g, "\\$&").replaceAll("*", "[^/]*");
  return new RegExp(`^${text}$`);
}
