import { describe, expect, it } from "vitest";

import { strangers } from "./strangers.ts";
import { tryInit } from "./try-init.ts";

describe("init, on files nobody told it of", () => {
  it.each(strangers)("reads $what", async (stranger) => {
    await using trial = await tryInit(stranger.files());
    for (const [name, { entity, columns = {}, never = [] }] of Object.entries(stranger.expect)) {
      expect(trial.source(name).entity, name).toBe(entity);
      const mapping = trial.mapping(name);
      expect(mapping, name).toMatchObject(columns);
      for (const column of never) expect(Object.values(mapping), name).not.toContain(column);
    }
    for (const [name, settings] of Object.entries(stranger.written ?? {})) {
      const { reading, forms, messages } = trial.source(name);
      const written = Object.fromEntries(
        [...reading, ...forms].map(({ setting, value }) => [setting, value]),
      );
      expect({ ...written, messages }, name).toMatchObject(settings);
    }
    const counts = await trial.run();
    for (const [table, kept] of Object.entries(stranger.kept))
      expect(counts[table], table).toEqual({ kept, aside: 0 });
  });
});
