import { describe, expect, it } from "vitest";

import { openSmall, smallFiles } from "../pipeline/company.ts";

describe("the rows of an entity that were set aside", () => {
  it("are none, with their columns, until there is one", async () => {
    await using company = await openSmall();
    await company.open().run();
    const ask = "SELECT key, reasons, _file, _row FROM quarantine.tickets";
    expect(await company.open().rows(ask)).toEqual([]);
    const before = await company.open().rows("DESCRIBE quarantine.tickets");
    const unowned = smallFiles["desk/tickets-1.csv"]!.replaceAll(/^T/gm, "U").replace("A1", "A9");
    await company.write({ "desk/tickets-2.csv": unowned });
    await company.open().run();
    expect(await company.open().rows(ask)).toMatchObject([{ key: "U1" }]);
    expect(await company.open().rows("DESCRIBE quarantine.tickets")).toEqual(before);
  });

  it("are not to be had of an entity that nothing feeds", async () => {
    await using company = await openSmall();
    await expect(company.open().rows("SELECT * FROM quarantine.messages")).rejects.toThrow(
      "there is no table quarantine.messages",
    );
  });
});
