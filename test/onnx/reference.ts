import { execFile } from "node:child_process";
import { join } from "node:path";

import { npmEnv } from "../../scripts/npm-env.ts";
import { onnxEnv } from "../../scripts/python-env.ts";
import { runtimePackage } from "../../src/storage/onnx/runtime-package.ts";

/** What Python's libraries are asked. */
type Asked = {
  texts: readonly string[];
  seconds?: readonly string[];
  /** Tokens of a row at most. */
  most: number;
  /** Path of the model to run; without it texts are cut only. */
  model?: string;
  /** Whether all rows are run at once, padded. */
  together?: boolean;
};

type Answered = { ids: number[][]; types: number[][]; outputs: number[][] };

/** Both sides of the comparison: onnxruntime for Node, and Python's libraries. */
export type Reference = {
  /** Folder whose `node_modules` has onnxruntime-node. */
  runtimeFolder: string;
  /** Writes the small models into a folder. */
  make(folder: string): Promise<void>;
  /** Copies MiniLM-L6-v2 in int8, with its tokenizer, into a folder as exports lay it out. */
  copyMiniLm(folder: string): Promise<void>;
  answer(folder: string, asked: Asked): Promise<Answered>;
};

/** Sets both up; undefined where one can't be had, which a line on stderr tells. */
export async function openReference(): Promise<Reference | undefined> {
  const runtimeFolder = await npmEnv("onnx", [runtimePackage]);
  const python = await onnxEnv();
  if (runtimeFolder === undefined || python === undefined) return undefined;
  return {
    runtimeFolder,
    make: async (folder) => void (await call(python, ["make", folder], "")),
    copyMiniLm: async (folder) => void (await call(python, ["minilm", folder], "")),
    answer: async (folder, asked) =>
      JSON.parse(await call(python, ["answer", folder], JSON.stringify(asked))) as Answered,
  };
}

function call(python: string, words: readonly string[], input: string): Promise<string> {
  const script = join(import.meta.dirname, "reference.py");
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 1 << 28 };
    const child = execFile(python, [script, ...words], options, (error, output) => {
      if (error === null) resolve(output);
      else reject(error);
    });
    child.stdin?.end(input);
  });
}
