import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { EarshotError } from "../../core/base/errors.ts";
import { readSettings, type LoadedSettings } from "../../core/config/read-settings.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { keyIdOf } from "../../kernel/privacy/pseudonym.ts";
import { formatKeyText } from "./key-text.ts";
import { keyFilePath, openKeys, readKeys } from "./open-keys.ts";

const textOf = (first: number, last: number): string =>
  formatKeyText({
    pseudonymKey: new Uint8Array(32).fill(first),
    wrappingKey: new Uint8Array(32).fill(last),
  });
const [one, other] = [textOf(1, 2), textOf(3, 4)];
const idOf = (text: string): string => /key_id: (\w+)/.exec(text)?.[1] ?? "";

let folder: string;
let dataFolder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-keys-"));
  dataFolder = join(folder, "lake-data");
  path = join(dataFolder, "keys.yaml");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function settingsOf(environment: Record<string, string> = {}): LoadedSettings {
  return readSettings({ folder, environment });
}

async function placeFile(text: string, mode = 0o600, at = path): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  await writeFile(at, text, { mode });
}

const openWith = (expectedKeyId?: string, environment: Record<string, string> = {}) =>
  openKeys({ settings: settingsOf(environment), dataFolder, expectedKeyId });

/** Code and message of what is thrown. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "nothing failed";
  } catch (error) {
    const { code, message } = error as EarshotError; // anything else has no such code
    return `${code}: ${message}`;
  }
}

describe("openKeys", () => {
  it("makes a file on first use, which only its owner may read, and reads it from then on", async () => {
    const made = await openWith();
    expect(made.origin).toBe(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(dataFolder)).toEqual(["keys.yaml"]);
    expect(await readFile(path, "utf8")).toContain(`key_id: ${made.keyId}`);
    expect(await openWith()).toEqual(made);
    expect(await openWith(made.keyId)).toEqual(made);
    expect(new Set([made.pseudonymKey, made.wrappingKey].map(String)).size).toBe(2);
  });

  it("makes one file when many ask at once", async () => {
    const made = await Promise.all(Array.from({ length: 12 }, () => openWith()));
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1);
    expect(await readdir(dataFolder)).toEqual(["keys.yaml"]);
  });

  it("makes the file that the settings name", async () => {
    const { origin } = await openWith(undefined, { EARSHOT_PRIVACY_KEY_FILE: "safe/my.keys" });
    expect(origin).toBe(join(folder, "safe", "my.keys"));
    expect(keyFilePath(settingsOf(), dataFolder)).toBe(path);
  });

  it("makes none for a lake that has pseudonyms, and says which key is wanted and where", async () => {
    const failure = await failureOf(openWith("abcdef"));
    expect(failure).toContain("KEYS_MISSING");
    for (const word of [
      "EMAIL_abcdef_",
      path,
      "EARSHOT_PRIVACY_KEYS",
      "privacy.key_command",
      "copy",
    ])
      expect(failure).toContain(word);
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });

  it("refuses another key than the lake's", async () => {
    await placeFile(one);
    const failure = await failureOf(openWith("abcdef"));
    expect(failure).toContain("KEYS_OTHER");
    expect(failure).toContain(`begin like EMAIL_abcdef_, and ${path} makes EMAIL_${idOf(one)}_`);
    expect(await readFile(path, "utf8")).toBe(one);
  });

  it("names key ids so that the masker of messages leaves them", async () => {
    await placeFile(one);
    const keyIds = Array.from({ length: 200 }, (_, i) =>
      keyIdOf(new Uint8Array(32).map((_byte, j) => i + j)),
    );
    for (const keyId of keyIds) {
      const told = (await failureOf(openWith(keyId))).replaceAll(folder, "folder");
      expect(maskPlain(told)).toBe(told);
      expect(told).toContain(keyId);
    }
  });

  it.each([
    ["is damaged", "key_id: x\n", "KEYS_INVALID"],
    ["is empty", "", "KEYS_INVALID"],
    ["is large", "#".repeat(70_000), "too large"],
  ])("never writes over a file that %s", async (_, text, message) => {
    await placeFile(text);
    expect(await failureOf(openWith())).toContain(message);
    expect(await readFile(path, "utf8")).toBe(text);
  });

  it.skipIf(process.platform === "win32")(
    "refuses a file that others may read, with the command that mends it",
    async () => {
      await placeFile(one);
      await chmod(path, 0o640);
      const failure = await failureOf(openWith());
      expect(failure).toContain("KEYS_EXPOSED");
      expect(failure).toContain(`(mode 640); run: chmod 600 ${path}`);
    },
  );

  it("says of a folder that it is no file", async () => {
    await mkdir(path, { recursive: true });
    expect(await failureOf(openWith())).toContain("is no file");
  });
});

describe("readKeys", () => {
  const read = (environment: Record<string, string> = {}) =>
    readKeys(settingsOf(environment), { dataFolder });

  it("makes nothing", async () => {
    expect(await read()).toBeUndefined();
    await expect(stat(dataFolder)).rejects.toThrow("ENOENT");
  });

  it("takes the environment, and the same keys in a file beside it", async () => {
    const keys = await read({ EARSHOT_PRIVACY_KEYS: one });
    expect(keys?.keyId).toBe(idOf(one));
    expect(keys?.origin).toBe("the environment variable EARSHOT_PRIVACY_KEYS");
    await placeFile(one);
    expect(await read({ EARSHOT_PRIVACY_KEYS: one })).toEqual(keys);
  });

  it("refuses different keys in two places, and names both", async () => {
    await placeFile(one);
    const failure = await failureOf(read({ EARSHOT_PRIVACY_KEYS: other }));
    for (const word of [path, "EARSHOT_PRIVACY_KEYS", idOf(one), idOf(other)])
      expect(failure).toContain(word);
    expect(await failureOf(read({ EARSHOT_PRIVACY_KEYS: textOf(1, 9) }))).toContain(
      "with different wrapping keys",
    );
  });

  it("takes what a program prints", async () => {
    await placeFile(one, 0o600, join(folder, "from-vault"));
    const keys = await read({ EARSHOT_PRIVACY_KEY_COMMAND: "cat from-vault" });
    expect(keys).toMatchObject({
      keyId: idOf(one),
      origin: "the output of privacy.key_command",
    });
  });
});
