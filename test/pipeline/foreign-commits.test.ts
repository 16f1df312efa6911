import { writeFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { lakeIn, readHead, tableFolder } from "../../src/flow/pipeline/lake.ts";
import { formatActions, type Action } from "../../src/storage/delta-log/actions.ts";
import { commitPath, readCommit } from "../../src/storage/delta-log/log.ts";
import { openSmall, run, type Company } from "./company.ts";

const id = "silver.accounts";

/** Commits to the table as another program would. */
async function commitForeign(company: Company, actions: readonly Action[]): Promise<void> {
  const lake = lakeIn(company.data);
  const version = (await readHead(lake, id))?.version ?? -1;
  const commitInfo = { operation: "OPTIMIZE", engineInfo: "another" };
  const path = commitPath(tableFolder(lake, id), version + 1);
  await writeFile(path, formatActions([{ commitInfo }, ...actions]));
}

/** The table's file taken out and put in again, which changes no row. */
async function sameFileAgain(company: Company, dataChange: boolean): Promise<Action[]> {
  const actions = await readCommit(tableFolder(lakeIn(company.data), id), 0);
  const add = actions.find((action) => action.add !== undefined)?.add;
  if (add === undefined) throw new Error(`${id} has no file`);
  const gone = { path: add.path, deletionTimestamp: 0, extendedFileMetadata: false };
  return [{ remove: { ...gone, dataChange } }, { add: { ...add, dataChange } }];
}

describe("a table that another program wrote to", () => {
  it("is not computed again when that only rearranged its files", async () => {
    await using company = await openSmall();
    await company.open().run();
    await commitForeign(company, await sameFileAgain(company, false));
    await commitForeign(company, []);

    expect(await run(company)).toEqual([]);

    const head = await readHead(lakeIn(company.data), id);
    expect(head).toMatchObject({ version: 2, record: { step: id, step_version: 0 } });
  });

  it("is computed again when that changed its rows, before the last commit too", async () => {
    await using company = await openSmall();
    await company.open().run();
    await commitForeign(company, await sameFileAgain(company, true));
    await commitForeign(company, await sameFileAgain(company, false));

    expect(await run(company)).toContain(id);
  });
});
