import { z } from "zod";

import { examine } from "../../engine/doctor.ts";
import { defineCommand } from "../command.ts";

const marks = { ok: "ok  ", warning: "warn", failed: "FAIL" };

export default defineCommand({
  name: "doctor",
  summary: "Checks the installation, the settings and the data folder, and says how to mend each.",
  options: z.object({}),
  examples: ["doctor", "doctor --json"],

  async run(_options, { flags, print }) {
    const checks = await examine({ config: flags.config, data: flags.data, asOf: flags.asOf });
    const failed = checks.filter(({ state }) => state === "failed").length;
    if (flags.json) print(JSON.stringify({ checks, failed }, null, 2));
    else {
      for (const { state, name, found, mend } of checks) {
        print(`${marks[state]}  ${name.padEnd(18)} ${found}`);
        if (mend !== undefined) print(`${" ".repeat(25)}→ ${mend}`);
      }
      print();
      print(failed === 0 ? "All is well." : `${failed} to mend.`);
    }
    return failed === 0 ? 0 : 8;
  },
});
