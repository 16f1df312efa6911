import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";

// Preloaded into a process: notes the address of every module that is loaded, a line each.
const file = process.env["LOADS_FILE"] ?? "";
registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(file, `${url}\n`);
    return nextLoad(url, context);
  },
});
