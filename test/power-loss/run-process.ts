// A process whose system calls are recorded: one run of a company.
//
//   node run-process.ts CONFIG
import { openEarshot } from "../../src/surface/engine/engine.ts";

if (import.meta.main) {
  await openEarshot({ config: process.argv[2] ?? "" }).run();
  process.stdout.write("done\n");
}
