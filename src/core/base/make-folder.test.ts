import { describe, expect, it } from "vitest";

import { makeFolder } from "./make-folder.ts";

const failure = (code: string, path: string): Error =>
  Object.assign(new Error(code), { code, path });

describe("makeFolder", () => {
  it("says that a disk can only be read, where Node says that a folder is missing", async () => {
    const make = async (path: string, options?: { recursive: true }): Promise<void> => {
      throw options === undefined ? failure("EROFS", path) : failure("ENOENT", "/lake/_tmp");
    };
    await expect(makeFolder("/lake/_tmp/1", make)).rejects.toMatchObject({
      code: "EROFS",
      path: "/lake/_tmp",
    });
  });

  it("leaves other failures as they are", async () => {
    const make = async (path: string): Promise<void> => {
      throw failure("ENOSPC", path);
    };
    await expect(makeFolder("/lake/_tmp", make)).rejects.toMatchObject({ code: "ENOSPC" });
  });

  it("makes a folder once where it can", async () => {
    const made: string[] = [];
    await makeFolder("/lake/_tmp", async (path) => void made.push(path));
    expect(made).toEqual(["/lake/_tmp"]);
  });
});
