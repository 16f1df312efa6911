import { spawnSync } from "node:child_process";

/**
 * A program of the system that tests need, by name; installs it (as root, with apt-get) when it is
 * missing.
 *
 * @param proof - Arguments with which it must end well: so that one which is there but may not do
 *   its work is not taken.
 * @param aptPackage - Debian's package that holds it; default: of the same name.
 * @returns undefined when it can't be had; one line on stderr then says what is skipped and why.
 * @throws Error instead, when the environment variable `CI` is `true`.
 */
export async function systemProgram(
  name: string,
  proof: readonly string[],
  aptPackage = name,
): Promise<string | undefined> {
  const works = (): boolean => spawnSync(name, proof, { stdio: "ignore" }).status === 0;
  if (works()) return name;
  if (process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { env, stdio: "ignore" });
    spawnSync("apt-get", ["install", "-qq", "-y", aptPackage], { env, stdio: "ignore" });
  }
  if (works()) return name;
  const line = `skipped: tests that need ${name} (it is not here, or may not run; install ${aptPackage})`;
  if (process.env["CI"] === "true") throw new Error(line);
  process.stderr.write(`${line}\n`);
  return undefined;
}
