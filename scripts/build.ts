import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, globSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const notAssets = /\.ts$|(^|\/)README\.md$|\.cases\.yaml$|(^|\/)(fixtures|__snapshots__)\//;

/**
 * Compiles `src/` into a folder, which is emptied first, and copies what the compiled code reads at
 * run time: everything in `src/` that is neither code, test material nor a room's README.
 *
 * @returns What the compiler said; empty when all went well.
 */
export function build(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  const tsc = join(root, "node_modules/.bin/tsc");
  const options = ["-p", join(root, "tsconfig.build.json"), "--outDir", folder];
  const { status, stdout, stderr } = spawnSync(tsc, options, { cwd: root, encoding: "utf8" });
  if (status !== 0) return `${stdout}${stderr}` || `tsc ended with ${status}`;
  for (const asset of assets()) {
    const target = join(folder, asset);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, "src", asset), target);
  }
  chmodSync(join(folder, "surface/cli/main.js"), 0o755);
  return "";
}

function assets(): string[] {
  return globSync("**/*", { cwd: join(root, "src"), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(root, "src"), join(entry.parentPath, entry.name)))
    .filter((path) => !notAssets.test(path));
}

if (import.meta.main) {
  const complaint = build(join(root, "dist"));
  if (complaint !== "") {
    process.stderr.write(`${complaint}\n`);
    process.exitCode = 1;
  }
}
