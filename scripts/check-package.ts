import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { build } from "./build.ts";

type Packed = { filename: string; files: { path: string; size: number }[] };

const root = resolve(import.meta.dirname, "..");
// Below the root, so that the built code finds node_modules; its own, so that two may run at once.
const stage = join(root, `.cache/package-${process.pid}`);
const unwanted = /\.test\.|\.cases\.yaml$|(?<!\.d)\.ts$|fixtures|__snapshots__/;
// the weights are packed, and found from the built code
const embedOnce = `
  const { shippedEncoder } = await import("./dist/kernel/learn/shipped-encoder.js");
  process.exitCode = shippedEncoder().embed(["hello"])[0] === 0 ? 1 : 0;
`;

// so is the table that languages are told by
const tellOnce = `
  const { readLanguageTable } = await import("./dist/kernel/text/language-table.js");
  process.exitCode = readLanguageTable().languages.length === 60 ? 0 : 1;
`;

// the shipped models are packed, whole, and answer
const classifyOnce = `
  const { openRegistry } = await import("./dist/storage/registry/registry.js");
  const { decodeClassifier } = await import("./dist/kernel/learn/classifier-codec.js");
  const { shippedEncoder } = await import("./dist/kernel/learn/shipped-encoder.js");
  const registry = openRegistry({ folder: "./none" });
  const names = await registry.listModels();
  for (const name of names) {
    const version = await registry.version(name, "champion");
    const bytes = await registry.readArtefact(version, "model.bin");
    const [answer] = await decodeClassifier(bytes).classify(["where is my refund"], shippedEncoder());
    if (answer === undefined) process.exitCode = 1;
  }
  if (names.length < 4) process.exitCode = 1;
`;

/**
 * Builds and packs the package as `npm publish` would, without the network, and holds it against
 * publint; then starts the built command line and imports the built library.
 */
async function checkPackage(): Promise<string[]> {
  mkdirSync(stage, { recursive: true });
  const complaint = build(join(stage, "dist"));
  if (complaint !== "") return [complaint];
  for (const file of ["package.json", "README.md", "LICENSE", "CHANGELOG.md"]) {
    if (!existsSync(join(root, file))) return [`${file} is missing; it belongs to the package`];
    copyFileSync(join(root, file), join(stage, file));
  }
  const { files } = pack();
  console.log(`${files.length} files, ${files.reduce((sum, { size }) => sum + size, 0)} bytes`);
  return [
    ...files.filter(({ path }) => unwanted.test(path)).map(({ path }) => `${path} is packed`),
    ...(await lint(files.map(({ path }) => path))),
    ...start(["dist/surface/cli/main.js", "--help"]),
    ...start(["--input-type=module", "--eval", 'await import("./dist/index.js")']),
    ...start(["--input-type=module", "--eval", embedOnce]),
    ...start(["--input-type=module", "--eval", tellOnce]),
    ...start(["--input-type=module", "--eval", classifyOnce]),
  ];
}

function pack(): Packed {
  const options = ["pack", "--json", "--dry-run", "--ignore-scripts", "--loglevel=error"];
  const { stdout, stderr } = spawnSync("npm", options, { cwd: stage, encoding: "utf8" });
  const parsed: unknown = JSON.parse(stdout || "null");
  if (parsed === null) throw new Error(`npm pack said nothing:\n${stderr}`);
  // npm 11 gives a list of one package, later majors an object by package name
  const packed = Object.values(parsed as Record<string, Packed>)[0];
  if (packed === undefined) throw new Error(`npm pack packed nothing:\n${stderr}`);
  return packed;
}

async function lint(paths: readonly string[]): Promise<string[]> {
  const files = paths.map((path) => ({
    name: join(stage, path),
    data: readFileSync(join(stage, path)),
  }));
  const { messages, pkg } = await publint({ pkgDir: stage, strict: true, pack: { files } });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

function start(options: readonly string[]): string[] {
  const result = spawnSync(process.execPath, options, { cwd: stage, encoding: "utf8" });
  if (result.status === 0) return [];
  return [
    `node ${options.join(" ")} ended with ${result.status}:\n${result.stdout}${result.stderr}`,
  ];
}

try {
  const complaints = await checkPackage();
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} finally {
  rmSync(stage, { recursive: true, force: true });
}
