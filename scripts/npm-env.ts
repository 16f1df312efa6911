import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { buildAside, cacheFolder, orSkip, run } from "./installing.ts";

/**
 * Installs exactly these npm packages into a folder of their own below `.cache/npm/`, for
 * benchmarks against them, and gives the folder; install scripts do not run. What the product
 * depends on stays as it is.
 *
 * Costs a file look-up when the folder is there; two processes may ask at once.
 *
 * @param packages - As npm takes them, with exact versions: `redact-pii@3.4.0`.
 * @returns undefined when it cannot be made; one line on stderr then says what is skipped and why.
 * @throws Error instead, when the environment variable `CI` is `true`.
 */
export async function npmEnv(
  name: string,
  packages: readonly string[],
): Promise<string | undefined> {
  const wanted = packages.toSorted().join("\n");
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const folder = join(cacheFolder, "npm", `${name}-${hash}`);
  const proof = join(folder, "node_modules");
  if (existsSync(proof)) return folder;
  return orSkip(`the npm packages ${packages.join(", ")}`, async () => {
    await buildAside(folder, proof, async (aside) => {
      const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
      await run("npm", ["install", "--prefix", aside, "--no-save", ...quiet, ...packages]);
    });
    return folder;
  });
}
