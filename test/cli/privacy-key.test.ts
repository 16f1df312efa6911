import { chmod, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { openFolder } from "../pipeline/company.ts";
import { earshot } from "./command-line.ts";

describe("privacy key", () => {
  it("tells of no key, makes one on request, tells of it, and shows nothing of it", async () => {
    await using folder = await openFolder();
    const options = { cwd: folder.folder };
    const path = join(folder.folder, "earshot-data", "keys.yaml");
    const none = await earshot(["privacy", "key", "--json"], options);
    expect(JSON.parse(none.stdout)).toEqual({
      key_id: null,
      origin: path,
    });
    expect((await earshot(["privacy", "key"], options)).stdout).toContain(`makes one in ${path}`);

    // Several processes at once still make one file.
    const made = await Promise.all(
      Array.from({ length: 3 }, () => earshot(["privacy", "key", "--make", "--json"], options)),
    );
    const text = await readFile(path, "utf8");
    const keyId = /key_id: (\w+)/.exec(text)?.[1];
    for (const { code, stdout } of made) {
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ key_id: keyId, origin: path });
    }
    expect(await readdir(join(folder.folder, "earshot-data"))).toEqual(["keys.yaml"]);
    const { stdout, stderr } = await earshot(["privacy", "key"], options);
    expect(stdout).toContain(`Key ${keyId}, from ${path}`);
    const secrets = [...text.matchAll(/_key: (\S+)/g)].map(([, secret = ""]) => secret);
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  });

  it.skipIf(process.platform === "win32")(
    "refuses a key file that others may read, with exit code 5",
    async () => {
      await using folder = await openFolder();
      const options = { cwd: folder.folder };
      await earshot(["privacy", "key", "--make"], options);
      const path = join(folder.folder, "earshot-data", "keys.yaml");
      await chmod(path, 0o644);
      const { code, stderr } = await earshot(["privacy", "key"], options);
      expect(code).toBe(5);
      expect(stderr).toContain(`chmod 600 ${path}`);
    },
  );
});
