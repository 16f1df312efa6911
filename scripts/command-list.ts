import { writeFileSync } from "node:fs";

import { loadDeclarations } from "../src/core/base/declarations.ts";
import type { Command } from "../src/surface/cli/command.ts";

/** Order in which help shows the commands; others follow by name. */
const first = (
  "demo init plan run sql report catalog mask privacy label train evaluate models promote " +
  "doctor config optimize vacuum generate"
).split(" ");

const folder = new URL("../src/surface/cli/commands", import.meta.url).pathname;

/** The text of src/surface/cli/command-list.ts. */
export async function commandListText(): Promise<string> {
  const commands = await loadDeclarations<Command>(folder);
  const place = (name: string): number =>
    first.includes(name) ? first.indexOf(name) : first.length;
  const lines = commands
    .toSorted((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1))
    .map(
      ({ name, summary }) =>
        `  { name: ${JSON.stringify(name)}, summary: ${JSON.stringify(summary)} },`,
    );
  return `/** Made from the commands by scripts/command-list.ts; \`npm test\` holds it against them. */
export const commandList: readonly { name: string; summary: string }[] = [
${lines.join("\n")}
];
`;
}

if (import.meta.main) {
  writeFileSync(
    new URL("../src/surface/cli/command-list.ts", import.meta.url),
    await commandListText(),
  );
}
