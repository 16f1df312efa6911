import { aptInstall, orSkip, run } from "./installing.ts";

/**
 * The program `strace`, for tests that look at system calls; installs it (as root, with apt-get)
 * when it is missing.
 *
 * @returns undefined when it can't be had, or may not trace here; one line on stderr then says what
 *   is skipped and why.
 * @throws Error instead, when the environment variable `CI` is `true`.
 */
export function findStrace(): Promise<string | undefined> {
  const traces = (): Promise<string> => run("strace", ["-f", "-o", "/dev/null", "true"]);
  return orSkip("strace", async () => {
    await traces().catch(async () => {
      await aptInstall("strace");
      await traces();
    });
    return "strace";
  });
}
