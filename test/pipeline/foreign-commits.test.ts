import { writeFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { lakeIn, readHead, tableFolder } from "../../src/flow/pipeline/lake.ts";
import { formatActions, type Action } from "../../src/storage/delta-log/actions.ts";
import { commitPath, readCommit } from "../../src/storage/delta-log/log.ts";
import { openSmall, run, type Company } from "./company.ts";

/** Commits to the table as another program would. */
async function commitForeign(
  company: Company,
  id: string,
  actions: readonly Action[],
): Promise<void> {
  const lake = lakeIn(company.data);
  const version = (await readHead(lake, id))?.version ?? -1;
  const commitInfo = { operation: "OPTIMIZE", engineInfo: "another" };
  const path = commitPath(tableFolder(lake, id), version + 1);
  await writeFile(path, formatActions([{ commitInfo }, ...actions]));
}

/** The table's file taken out and put in again, which changes no row. */
async function sameFileAgain(company: Company, id: string, dataChange: boolean): Promise<Action[]> {
  const lake = lakeIn(company.data);
  const version = (await readHead(lake, id))?.version ?? -1;
  const actions = await readCommit(tableFolder(lake, id), version);
  const add = actions.find((action) => action.add !== undefined)?.add;
  if (add === undefined) throw new Error(`${id} has no file`);
  const gone = { path: add.path, deletionTimestamp: 0, extendedFileMetadata: false };
  return [{ remove: { ...gone, dataChange } }, { add: { ...add, dataChange } }];
}

const id = "silver.accounts";

describe("a table that another program wrote to", () => {
  it("is not computed again when that only rearranged its files", async () => {
    await using company = await openSmall();
    await company.open().run();
    await commitForeign(company, id, await sameFileAgain(company, id, false));
    await commitForeign(company, id, []);

    expect(await run(company)).toEqual([]);

    const head = await readHead(lakeIn(company.data), id);
    expect(head).toMatchObject({ version: 2, record: { step: id, step_version: 0 } });
  });

  it("is computed again when that changed its rows, before the last commit too", async () => {
    await using company = await openSmall();
    await company.open().run();
    await commitForeign(company, id, await sameFileAgain(company, id, true));
    await commitForeign(company, id, await sameFileAgain(company, id, false));

    expect(await run(company)).toContain(id);
  });

  it("is read again once for that, not for each time its files are rearranged after", async () => {
    const landed = "bronze.tickets";
    await using company = await openSmall();
    const earshot = company.open();
    await earshot.run();
    await commitForeign(company, landed, await sameFileAgain(company, landed, true));
    expect(await run(company)).toContain("silver.tickets");
    const isPlanEmpty = async (): Promise<boolean> => (await company.open().plan()).isEmpty;
    expect(await isPlanEmpty()).toBe(true);

    const [clustered] = await earshot.optimize({ tables: [landed], zOrderBy: ["status"] });
    expect(clustered?.unchanged).toBe(false);
    expect(await isPlanEmpty()).toBe(true);

    const [cleaned] = await earshot.vacuum({ tables: [landed], retentionHours: 0, force: true });
    expect(cleaned?.files).toHaveLength(1);
    expect(await isPlanEmpty()).toBe(true);

    await commitForeign(company, landed, []);
    expect(await isPlanEmpty()).toBe(true);
    expect(await readHead(lakeIn(company.data), landed)).toMatchObject({
      dataVersion: 1,
      record: undefined,
    });
  });
});
