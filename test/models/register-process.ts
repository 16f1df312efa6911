// Registers versions in a process of its own: FOLDER NAME COUNT BYTES. Says each number that it was given.
import { fitted } from "../../src/storage/registry/testing.ts";
import { openRegistry } from "../../src/storage/registry/registry.ts";

const [folder = "", name = "", count = "1", bytes = "4"] = process.argv.slice(2);
const registry = openRegistry({ folder, shippedFolder: `${folder}/none` });
for (let i = 0; i < Number(count); i++) {
  const artefacts = {
    "model.bin": Buffer.alloc(Number(bytes), i),
    "words.txt": Buffer.from("a\n"),
  };
  try {
    const { version } = await registry.register(
      name,
      fitted({ artefacts, runId: `${process.pid}-${i}` }),
    );
    process.stdout.write(`${version}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify(error)} ${String(error)}\n`);
    process.exitCode = 3;
  }
}
