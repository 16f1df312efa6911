import { describe, expect, it } from "vitest";

import { settingsJsonSchema } from "./json-schema.ts";
import { settingPaths } from "./setting-paths.ts";
import { Settings } from "./settings.ts";

type Schema = {
  type?: string;
  description?: string;
  default?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
};

const schema = settingsJsonSchema() as Schema;

describe("settingsJsonSchema", () => {
  it("holds every setting with its words and its default, and no other key", () => {
    const defaults = Settings.parse({});
    for (const { path, doc } of settingPaths()) {
      const found = path.reduce<Schema | undefined>((node, key) => node?.properties?.[key], schema);
      const standard = path.reduce<unknown>(
        (node, key) => (node as Record<string, unknown>)[key],
        defaults,
      );
      expect(found?.description, path.join(".")).toBe(doc);
      expect(found?.default, path.join(".")).toEqual(standard);
    }
    expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(Settings.shape));
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties?.["sla"]?.additionalProperties).toBe(false);
  });

  it("asks for nothing that has a default, and of a source for its path only", () => {
    expect(schema.required).toBeUndefined();
    const source = schema.properties?.["sources"]?.additionalProperties as Schema;
    expect(source.required).toEqual(["path"]);
    expect(source.properties?.["dates"]).toMatchObject({ default: "dmy", enum: ["dmy", "mdy"] });
    expect(source.additionalProperties).toBe(false);
  });

  it("is plain JSON that says what it is", () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema).toMatchObject({
      type: "object",
      $schema: expect.stringContaining("json-schema.org") as string,
    });
  });
});
