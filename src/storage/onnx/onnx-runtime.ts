import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { OnnxRuntimeMissingError } from "./onnx-errors.ts";

/** Numbers in a shape, as onnxruntime takes and gives them. */
export type OnnxTensor = {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
};

/** A loaded graph. What it holds is freed by `release` alone. */
export type RuntimeSession = {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly { readonly name: string; readonly type?: string }[];
  run(
    feeds: Readonly<Record<string, OnnxTensor>>,
    wanted: readonly string[],
  ): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
};

/** The part of onnxruntime-node that is used, so that types need no such package. */
export type OnnxRuntime = {
  InferenceSession: {
    create(path: string, options: Readonly<Record<string, unknown>>): Promise<RuntimeSession>;
  };
  Tensor: new (
    type: "int64" | "int32",
    values: BigInt64Array | Int32Array,
    dims: readonly number[],
  ) => OnnxTensor;
};

/**
 * Loads onnxruntime, 46 MB of native code; an optional peer dependency, so nothing else imports it.
 *
 * @param folder - Whose `node_modules` has it; by default where Earshot is installed.
 * @throws OnnxRuntimeMissingError with the command that installs it.
 */
export async function loadOnnxRuntime(folder?: string): Promise<OnnxRuntime> {
  try {
    // the package's own types say the same; it need not be there when types are checked
    if (folder === undefined) return (await import(packageName())) as OnnxRuntime;
    const require = createRequire(join(resolve(folder), "package.json"));
    return require(packageName()) as OnnxRuntime;
  } catch (error) {
    throw new OnnxRuntimeMissingError(folder, error);
  }
}

/** A name that no compiler follows. */
function packageName(): string {
  return "onnxruntime-node";
}
