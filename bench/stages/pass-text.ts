import maskText from "../../src/flow/mask/stages/mask-text.ts";
import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
import { defineStage } from "../../src/flow/enrich/stage.ts";

/** The stage `mask-text` with nothing to do: what the way to a stage and back costs by itself. */
export default defineStage({
  ...maskText,
  name: "pass-text",
  run({ columns }) {
    const texts = columns.is_text.flatMap((isText, row) => (isText === true ? [row] : []));
    const pass = (column: readonly (string | null)[]) =>
      texts.map((row) => {
        const text = column[row] ?? null;
        return text === null ? null : maskedAlready(text);
      });
    return {
      rowCount: texts.length,
      columns: {
        system: texts.map((row) => columns.system[row] ?? null),
        row_id: texts.map((row) => columns.row_id[row] ?? null),
        text_1: pass(columns.text_1),
        text_2: pass(columns.text_2),
      },
    };
  },
});
