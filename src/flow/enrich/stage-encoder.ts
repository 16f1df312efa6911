import { shippedEncoder } from "../../kernel/learn/shipped-encoder.ts";
import type { StaticEncoder } from "../../kernel/learn/static-encoder.ts";

/** Name and version of the {@link stageEncoder}, for stages that depend on what it gives. */
export const encoderVersion = "static-multilingual-256@19eb479b571c";

let encoder: StaticEncoder | undefined;

/** The embedder of all stages, made once a thread: its first call reads the weights. */
export function stageEncoder(): StaticEncoder {
  encoder ??= shippedEncoder();
  return encoder;
}
