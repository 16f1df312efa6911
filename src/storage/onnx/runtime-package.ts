/** What to install for models in ONNX, in the version that they were tried with. */
export const runtimePackage = "onnxruntime-node@1.30.0";
