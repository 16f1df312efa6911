import { chmod, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { earshot } from "../cli/command-line.ts";
import { lakeRows, lakeState } from "./lake-state.ts";
import { openSmall, smallSources } from "./company.ts";

const withContacts = { ...smallSources, people: "path: desk/people.csv, entity: contact" };

const people = `contact_id,account_id,full_name,email
P1,A1,Ann Lee,ann@example.com
P2,A2,Bo Ek,bo@example.com
`;

describe("the keys of a lake", () => {
  it("are made by its first run, and no other run goes on without them", async () => {
    await using company = await openSmall(withContacts);
    await company.write({ "desk/people.csv": people });
    const keyFile = join(company.data, "keys.yaml");
    await rm(keyFile);
    await company.open().run();
    const before = await lakeState(company.data);
    const [contact] = await lakeRows(company.data, "silver.contacts", "SELECT email FROM $t");
    expect(contact?.["email"]).toMatch(/^EMAIL_[a-z2-7]{6}_[a-z2-7]{26}$/);

    await rename(keyFile, `${keyFile}.lost`);
    for (const command of [
      ["run"],
      ["run", "--full-refresh"],
      ["privacy", "key"],
      ["privacy", "key", "--make"],
    ]) {
      const { code, stderr } = await earshot([...command, "--config", company.config]);
      expect([command, code]).not.toEqual([command, 0]);
      expect(stderr).toContain("no key was found");
    }
    await writeFile(keyFile, await otherKeys(), { mode: 0o600 });
    const { code, stderr } = await earshot(["run", "--config", company.config]);
    expect([code, stderr]).toEqual([
      expect.any(Number),
      expect.stringMatching(/begin like EMAIL_\w+_, and .* makes EMAIL_/),
    ]);
    expect(await lakeState(company.data)).toEqual(before);

    await rename(`${keyFile}.lost`, keyFile);
    await chmod(keyFile, 0o600);
    expect((await company.open().run()).steps).toEqual([]);
  });

  it("give the same pseudonyms over lakes and runs", async () => {
    await using first = await openSmall(withContacts);
    await first.write({ "desk/people.csv": people });
    await first.open().run();
    await using second = await openSmall(withContacts);
    await second.write({ "desk/people.csv": people });
    await second.open().run();
    const select = "SELECT contact_id, email, full_name FROM $t ORDER BY contact_id";
    const rows = await lakeRows(first.data, "silver.contacts", select);
    expect(rows.length).toBeGreaterThan(0);
    expect(await lakeRows(second.data, "silver.contacts", select)).toEqual(rows);
    await first.open().run({ fullRefresh: true });
    expect(await lakeRows(first.data, "silver.contacts", select)).toEqual(rows);
  });
});

/** A key file of another lake. */
async function otherKeys(): Promise<string> {
  await using other = await openSmall();
  await rm(join(other.data, "keys.yaml"));
  await other.open().run();
  return await readFile(join(other.data, "keys.yaml"), "utf8");
}
