import { EarshotError } from "../../core/base/errors.ts";
import { runtimePackage } from "./runtime-package.ts";

/** A model in ONNX is to run, and onnxruntime is not installed. */
export class OnnxRuntimeMissingError extends EarshotError {
  readonly code = "ONNX_RUNTIME_MISSING";
  readonly kind = "missing";

  constructor(folder: string | undefined, cause: unknown) {
    const beside = folder === undefined ? "beside earshot" : `in ${folder}`;
    super(
      `models in ONNX need the package onnxruntime-node, which can't be loaded; ` +
        `install it ${beside}: npm install --ignore-scripts ${runtimePackage}`,
      { cause },
    );
  }
}

/** A folder holds no model in ONNX, or lacks a part of it. */
export class OnnxModelMissingError extends EarshotError {
  readonly code = "ONNX_MODEL_MISSING";
  readonly kind = "missing";
}

/** A file of a model in ONNX is cut off, or is not what its name says. */
export class OnnxModelDamagedError extends EarshotError {
  readonly code = "ONNX_MODEL_DAMAGED";
  readonly kind = "corrupt";
}

/** A model is whole, and of a kind that Earshot can't run or that does not fit its task. */
export class OnnxModelUnsupportedError extends EarshotError {
  readonly code = "ONNX_MODEL_UNSUPPORTED";
  readonly kind = "invalid";
}
