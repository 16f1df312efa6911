import { z } from "zod";

import { Settings } from "./settings.ts";

/** One value that can be set: its place in the file, what it means, what it is when left out. */
export type SettingPath = {
  /** Keys from the top, such as `["sla", "low_hours"]`. */
  path: string[];
  doc: string;
  /** Its value is never shown. */
  isSecret: boolean;
  schema: z.ZodType;
};

/** Every single setting outside `sources`, in the order of the declaration. */
export function settingPaths(): SettingPath[] {
  return leaves(Settings, []);
}

/** The environment variable of a setting: `EARSHOT_` and its path, upper case. */
export function environmentName(path: readonly string[]): string {
  return `EARSHOT_${path.join("_").toUpperCase()}`;
}

function leaves(schema: z.ZodType, path: string[]): SettingPath[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([key, child]) =>
      leaves(child as z.ZodType, [...path, key]),
    );
  }
  if (inner instanceof z.ZodRecord) return [];
  const doc = schema.description ?? inner.description ?? "";
  return [{ path, doc, isSecret: schema.meta()?.["writeOnly"] === true, schema }];
}

/** Follows defaults and optionals to the schema within. */
export function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema;
}
