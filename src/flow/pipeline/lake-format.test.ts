import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { checkLakeFormat, markLakeFormat, markLakeKey, readLakeKeyId } from "./lake-format.ts";
import { lakeIn, tableFolder, type Lake } from "./lake.ts";

let lake: Lake;

beforeEach(async () => {
  lake = lakeIn(await mkdtemp(join(tmpdir(), "earshot-format-")));
});

afterEach(() => rm(lake.folder, { recursive: true }));

async function note(text: string): Promise<void> {
  await mkdir(lake.tables, { recursive: true });
  await writeFile(join(lake.tables, "format.json"), text);
}

describe("markLakeFormat", () => {
  it("writes the format once, and this Earshot takes it", async () => {
    await checkLakeFormat(lake);
    await markLakeFormat(lake);
    const path = join(lake.tables, "format.json");
    const text = await readFile(path, "utf8");
    expect(JSON.parse(text)).toMatchObject({ format: 1 });
    await note(text.replace(/"written_by":"[^"]*"/, '"written_by":"0.0.1"'));
    await markLakeFormat(lake);
    expect(await readFile(path, "utf8")).toContain("0.0.1");
  });

  it("refuses a lake of a newer Earshot, and says so", async () => {
    await note('{"format":2,"written_by":"9.1.0-beta","more":true}');
    const error = {
      code: "LAKE_NEWER",
      message: expect.stringMatching(
        /by Earshot 9\.1\.0-beta \(lake format 2\).*update Earshot/,
      ) as string,
    };
    await expect(checkLakeFormat(lake)).rejects.toMatchObject(error);
    await expect(markLakeFormat(lake)).rejects.toMatchObject(error);
  });

  it.each(["", "{}", '{"format":"x"}'])("says that %j is damaged", async (text) => {
    await note(text);
    await expect(checkLakeFormat(lake)).rejects.toMatchObject({ code: "LAKE_FORMAT" });
  });
});

async function commit(id: string, keyId: string | undefined): Promise<void> {
  const log = join(tableFolder(lake, id), "_delta_log");
  await mkdir(log, { recursive: true });
  const earshot = { step: id, data_version: 0, key_id: keyId };
  const action = { commitInfo: { timestamp: 0, operation: "WRITE", earshot } };
  await writeFile(join(log, "00000000000000000000.json"), `${JSON.stringify(action)}\n`);
}

describe("readLakeKeyId", () => {
  it("is what the note says, and nothing while there is none", async () => {
    expect(await readLakeKeyId(lake)).toBeUndefined();
    await markLakeFormat(lake);
    await markLakeKey(lake, "abc234");
    expect(await readLakeKeyId(lake)).toBe("abc234");
  });

  it("is what the tables say where the note was lost", async () => {
    await commit("bronze.tickets", "none");
    expect(await readLakeKeyId(lake)).toBeUndefined();
    await commit("silver.accounts", undefined);
    await commit("silver.tickets", "abc234");
    expect(await readLakeKeyId(lake)).toBe("abc234");
  });
});
