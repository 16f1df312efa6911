import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";

import { runKeyCommand } from "./key-command.ts";

const folder = tmpdir();
const node = (script: string): string[] => [process.execPath, "-e", script];
const run = (command: string | string[], limitMs?: number) =>
  runKeyCommand(command, { folder, ...(limitMs === undefined ? {} : { limitMs }) });

describe("runKeyCommand", () => {
  it("gives what the program prints, and no shell reads its words", async () => {
    const words = ["$HOME", "a b", "; echo x", "`id`", "*"];
    const shown = await run([
      ...node("console.log(JSON.stringify(process.argv.slice(1)))"),
      ...words,
    ]);
    expect(JSON.parse(shown)).toEqual(words);
  });

  it.each([
    ["fails", "console.error('hunter2'); process.exit(3)", "it ended with code 3; it wrote a line"],
    ["prints nothing", "", "it printed nothing"],
    ["prints only spaces", "console.log('  ')", "it printed nothing"],
    ["prints too much", "console.log('x'.repeat(70_000))", "more than 65536 bytes"],
    ["is killed", "process.kill(process.pid, 'SIGKILL')", "it was killed"],
  ])("says so of a program that %s, and repeats nothing of it", async (_, script, message) => {
    const failure = await run([...node(script), "hunter2"]).catch(String);
    expect(failure).toContain(message);
    expect(failure).toContain("privacy.key_command");
    expect(failure).not.toContain("hunter2");
  });

  it.each([
    ["no-such-program-here x", "there is no such program"],
    [["no\0pe"], "NUL"],
    [[folder], "it may not be run"],
  ])("says that %j can't be started", async (command, message) => {
    await expect(run(command)).rejects.toThrow(message);
  });

  it("waits no longer than the limit, even where a child of the program holds on", async () => {
    const script =
      "require('node:child_process').spawn('sleep', ['20'], { stdio: 'inherit' }); console.log(1)";
    await expect(run(node(script), 300)).rejects.toThrow("it took longer than 0.3 s");
  });

  it("stops when asked to", async () => {
    const controller = new AbortController();
    const running = runKeyCommand(node("setTimeout(() => {}, 20_000)"), {
      folder,
      signal: controller.signal,
    });
    controller.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
  });
});
