import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { extname, join, posix, relative, resolve } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, it } from "vitest";

import { rooms } from "../rooms.ts";

/** One import, `import type`, `export … from`, `import("…")` or worker file of a source file. */
type Reference = { from: string; to: string };

const root = resolve(import.meta.dirname, "..");
const order: readonly string[] = rooms;
const core = order.filter((room) => room.startsWith("core/"));
const foundation = ["core/base", "core/domain"];

/** Rooms that may import less than everything before them. */
const narrow: Readonly<Record<string, readonly string[]>> = {
  "storage/delta-log": foundation,
  "storage/delta": [...foundation, "storage/delta-log"],
  "kernel/text": foundation,
  "kernel/privacy": [...foundation, "kernel/text"],
  "kernel/vector": foundation,
  "kernel/cluster": [...foundation, "kernel/vector"],
  "surface/http": [...core, "surface/engine"],
  "surface/cli": [...core, "surface/engine"],
};

const files = filesOfClone();
const sources = globSync("src/**/*.ts", { cwd: root }).map(slashed).toSorted();
const references = sources.flatMap(referencesOf);

describe("the house", () => {
  it("is seen at all", () => {
    expect(sources.length, "source files").toBeGreaterThan(20);
    expect(references.length, "relative imports").toBeGreaterThan(50);
    expect(files.length, "files of the clone").toBeGreaterThan(sources.length);
  });

  it.each(rooms)("has the room %s, with a README.md of at most 40 lines", (room) => {
    const readme = join(root, "src", room, "README.md");
    expect(
      sources.some((file) => roomOf(file) === room),
      `code in src/${room}`,
    ).toBe(true);
    expect(existsSync(readme), `src/${room}/README.md exists`).toBe(true);
    expect(lineCount(readFileSync(readme, "utf8"))).toBeLessThanOrEqual(40);
  });

  it("has every source file in a room", () => {
    const homeless = sources.filter((file) => !isEntry(file) && !order.includes(roomOf(file)));
    expect(homeless, "files whose folder is not in rooms.ts").toEqual([]);
  });

  it("has no barrel inside a room", () => {
    expect(sources.filter((file) => file.endsWith("/index.ts") && !isEntry(file))).toEqual([]);
  });

  it("has no source file above 400 lines", () => {
    const long = files
      .filter((file) => /^src\/.*\.(ts|sql)$/.test(file))
      .filter((file) => lineCount(textOf(file)) > 400);
    expect(long).toEqual([]);
  });

  it("casts to MaskedText in one file", () => {
    const casting = sources.filter((file) => /\bas MaskedText\b/.test(textOf(file)));
    expect(casting, "files with the cast").toEqual(["src/kernel/privacy/masked.ts"]);
  });

  it("writes to standard error in one file, which takes masked text only", () => {
    const ours = sources.filter((file) => !file.endsWith(".test.ts"));
    const writing = ours.filter((file) =>
      /\bprocess\.stderr\b|\bconsole\.(?:error|warn)\b/.test(textOf(file)),
    );
    expect(writing).toEqual(["src/surface/cli/standard-error.ts"]);
  });
});

describe("imports", () => {
  it("go to files that exist, inside src", () => {
    expect(report(({ to }) => !to.startsWith("src/") || !isFile(to))).toEqual([]);
  });

  it("go to the own room or to one that stands earlier in rooms.ts", () => {
    expect(
      report(({ from, to }) => !isEntry(from) && rank(roomOf(to)) > rank(roomOf(from))),
    ).toEqual([]);
  });

  it("leave the narrow rooms only for the few rooms they may use", () => {
    expect(
      report(({ from, to }) => {
        const allowed = narrow[roomOf(from)];
        return allowed !== undefined && ![roomOf(from), ...allowed].includes(roomOf(to));
      }),
    ).toEqual([]);
  });

  it("are found in every form they have", () => {
    const source = `
      import { a } from "./a.ts";
      import type { B } from "./b.ts";
      import "./c.ts";
      export { d } from "./d.ts";
      export type { E } from "./e.ts";
      export * from "./f.ts";
      const g = await import("./g.ts");
      const h = (await import(\`./h.ts\`)) as { x: import("./i.ts").X };
      const j = new Worker(new URL("./j.ts", import.meta.url));
      const none = 'import { x } from "./none.ts"'; // import "./none.ts"
      import { readFileSync } from "node:fs";
    `;
    const found = specifiers("src/probe.ts", source).filter((to) => to.startsWith("."));
    expect(found.toSorted()).toEqual("abcdefghij".split("").map((letter) => `./${letter}.ts`));
  });
});

describe("the files of the clone", () => {
  it("name no folder and no registry of the machine they were written on", () => {
    const texts = files.filter(isText);
    expect(texts.length).toBeGreaterThan(20);
    const found = texts.flatMap((file) =>
      textOf(file)
        .split("\n")
        .flatMap((line, index) => {
          const words = forbidden().flatMap((pattern) => pattern.exec(line)?.[0] ?? []);
          return words.map((word) => `${file}:${index + 1}: ${word}`);
        }),
    );
    expect(found).toEqual([]);
  });

  it("hold a lock file without addresses", () => {
    const lock = textOf("package-lock.json");
    expect(lock).toContain('"integrity"');
    expect(lock).not.toContain('"resolved"');
  });
});

function isEntry(file: string): boolean {
  return file === "src/index.ts";
}

/** `core/base` for `src/core/base/clock.ts`. */
function roomOf(file: string): string {
  return file.split("/").slice(1, 3).join("/");
}

/** Place in `rooms.ts`; what stands in no room comes last, so that no room may import it. */
function rank(room: string): number {
  const index = order.indexOf(room);
  return index === -1 ? order.length : index;
}

function report(isWrong: (reference: Reference) => boolean): string[] {
  return references.filter(isWrong).map(({ from, to }) => `${from} imports ${to}`);
}

function referencesOf(file: string): Reference[] {
  return specifiers(file, textOf(file))
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => ({ from: file, to: posix.join(posix.dirname(file), specifier) }));
}

/** What a source file refers to, read from its syntax tree, so comments and texts do not count. */
function specifiers(file: string, source: string): string[] {
  const found: string[] = [];
  const { program, errors } = parseSync(file, source);
  expect(errors, `syntax errors in ${file}`).toEqual([]);
  const addFrom = ({ source: from }: { source: { value: string } | null }): void => {
    if (from !== null) found.push(from.value);
  };
  const addText = (text: string | undefined): void => {
    if (text !== undefined) found.push(text);
  };
  new Visitor({
    ImportDeclaration: addFrom,
    ExportNamedDeclaration: addFrom,
    ExportAllDeclaration: addFrom,
    TSImportType: addFrom,
    ImportExpression: (node) => addText(literalText(node.source)),
    NewExpression: (node) => {
      const [address] = node.arguments;
      if (node.callee.type !== "Identifier" || node.callee.name !== "URL") return;
      const text = address === undefined ? undefined : literalText(address);
      if (text?.endsWith(".ts") === true) found.push(text);
    },
  }).visit(program);
  return found;
}

/** The text of `"x"` or of a template without holes; undefined for any other expression. */
function literalText(node: { type: string }): string | undefined {
  if (node.type === "Literal" && "value" in node && typeof node.value === "string") {
    return node.value;
  }
  if (node.type !== "TemplateLiteral" || !("quasis" in node)) return undefined;
  const quasis = node.quasis as { value: { cooked: string } }[]; // by the node's type
  return quasis.length === 1 ? quasis[0]?.value.cooked : undefined;
}

/** Tracked files and those that git would track; without git, everything outside ignored folders. */
function filesOfClone(): string[] {
  if (existsSync(join(root, ".git"))) {
    const options = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const listed = execFileSync("git", options, { cwd: root, encoding: "utf8" });
    return [...new Set(listed.split("\0"))].filter((file) => file !== "" && isFile(file));
  }
  const ignored = /^(node_modules|dist|coverage|\.cache|\.earshot|earshot-data)$/;
  const exclude = (path: string): boolean =>
    ignored.test(slashed(relative(root, resolve(root, path))));
  return globSync("**/*", { cwd: root, exclude }).map(slashed).filter(isFile);
}

function isFile(file: string): boolean {
  return existsSync(join(root, file)) && statSync(join(root, file)).isFile();
}

function isText(file: string): boolean {
  const binary =
    /^\.(parquet|duckdb|db|png|jpe?g|gif|ico|webp|woff2?|ttf|otf|gz|zip|wasm|bin|pdf)$/;
  return !binary.test(extname(file)) && statSync(join(root, file)).size < 4_000_000;
}

function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function lineCount(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

/** Folders of a developer's machine and package registries, those this machine uses among them. */
function forbidden(): RegExp[] {
  const addresses = ["npm_config_registry", "PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"]
    .map((name) => URL.parse(process.env[name] ?? ""))
    .flatMap((address) => address?.host ?? [])
    .filter((host) => !/^(localhost|127\.|\[::1\])/.test(host));
  return [
    /(?<![\w.}])\/(?:work|root|home|Users)\/[\w.-]+/,
    /\b[A-Z]:\\+Users\\+\w+/,
    /https?:\/\/[\w.-]*(?:registry|artifactory|nexus|verdaccio|pythonhosted)[\w.-]*/i,
    /https?:\/\/[\w.-]*pypi[\w.-]*\/(?!project\/)/i,
    ...addresses.map((host) => new RegExp(host.replaceAll(/[^\w]/g, String.raw`\$&`))),
  ];
}
