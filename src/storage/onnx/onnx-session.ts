import { availableParallelism } from "node:os";

import { messageOf } from "../../core/base/errors.ts";
import { OnnxModelDamagedError, OnnxModelUnsupportedError } from "./onnx-errors.ts";
import type { OnnxFolder } from "./onnx-folder.ts";
import { loadOnnxRuntime, type OnnxRuntime, type OnnxTensor } from "./onnx-runtime.ts";
import type { RuntimeSession } from "./onnx-runtime.ts";
import type { EncodedText } from "./text-encoding.ts";

/** How models in ONNX are run. */
export type OnnxOptions = {
  /** Folder whose `node_modules` has onnxruntime-node; by default where Earshot is installed. */
  runtimeFolder?: string | undefined;
  /** Threads of one run; by default the cores. */
  threads?: number | undefined;
  /**
   * Rows of one run; by default 1, so that a text gets the same bytes whatever it comes with. 16 are
   * twice as fast for short texts. Rows run together are padded to the longest, and their last digits
   * depend on each other; those of int8 models more than the last.
   */
  batchRows?: number | undefined;
};

/** What a model gave for the rows of one run. */
export type OnnxOutput = {
  data: Float32Array;
  /** The first is the number of rows. */
  dims: readonly number[];
  /** Tokens of each row, padding counted. */
  length: number;
};

/** A model that runs; closing it frees its memory. */
export type OnnxSession = AsyncDisposable & {
  /**
   * Runs all rows, the short ones first, and hands over what each run gave with the places of its
   * rows. Stops between two runs when the signal says so.
   */
  run(
    rows: readonly EncodedText[],
    take: (output: OnnxOutput, places: readonly number[]) => void,
    signal?: AbortSignal,
  ): Promise<void>;
};

/**
 * Loads a model of a folder.
 *
 * @param wanted - The output to take, by the names there are.
 * @throws OnnxRuntimeMissingError, OnnxModelDamagedError, OnnxModelUnsupportedError
 */
export async function openOnnxSession(
  folder: OnnxFolder,
  wanted: (names: readonly string[]) => string,
  options: OnnxOptions = {},
): Promise<OnnxSession> {
  const runtime = await loadOnnxRuntime(options.runtimeFolder);
  const session = await load(runtime, folder, options.threads ?? availableParallelism());
  try {
    const output = wanted(session.outputNames);
    const feedsOf = feeder(runtime, session, folder);
    const { batchRows = 1 } = options;
    return {
      async run(rows, take, signal) {
        for (const places of batches(rows, batchRows)) {
          signal?.throwIfAborted();
          const { feeds, length } = feedsOf(places.map((place) => rows[place]!));
          // one after another: a run uses all threads
          const results = await session.run(feeds, [output]);
          take({ ...floats(folder, output, results[output]), length }, places);
        }
      },
      [Symbol.asyncDispose]: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function load(
  runtime: OnnxRuntime,
  { modelFile }: OnnxFolder,
  threads: number,
): Promise<RuntimeSession> {
  try {
    return await runtime.InferenceSession.create(modelFile, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new OnnxModelDamagedError(
      `${modelFile} can't be loaded (${messageOf(cause)}); it may be cut off: copy it again`,
      { cause },
    );
  }
}

type Feeds = { feeds: Record<string, OnnxTensor>; length: number };

/** What each input takes of a row, and what it is filled up with. */
function feeder(
  runtime: OnnxRuntime,
  { inputNames, inputMetadata }: RuntimeSession,
  { path, padId }: OnnxFolder,
): (rows: readonly EncodedText[]) => Feeds {
  const valueOf: Record<string, (row: EncodedText, at: number) => number> = {
    input_ids: ({ ids }, at) => ids[at] ?? padId,
    attention_mask: ({ ids }, at) => (at < ids.length ? 1 : 0),
    token_type_ids: ({ types }, at) => types[at] ?? 0,
  };
  const inputs = inputNames.map((name) => {
    const value = valueOf[name];
    const type = inputMetadata?.find((told) => told.name === name)?.type ?? "int64";
    if (value === undefined || (type !== "int64" && type !== "int32"))
      throw new OnnxModelUnsupportedError(
        `the model in ${path} asks for ${name} (${type}); Earshot gives the whole numbers ` +
          "input_ids, attention_mask and token_type_ids",
      );
    return { name, value, type } as const;
  });
  return (rows) => {
    const length = Math.max(...rows.map(({ ids }) => ids.length));
    const feeds = inputs.map(({ name, value, type }) => {
      const flat = rows.flatMap((row) => Array.from({ length }, (_, at) => value(row, at)));
      const values = type === "int64" ? BigInt64Array.from(flat, BigInt) : Int32Array.from(flat);
      return [name, new runtime.Tensor(type, values, [rows.length, length])] as const;
    });
    return { feeds: Object.fromEntries(feeds), length };
  };
}

/** Places of the rows that run together: of about the same length, so that little is padded. */
function* batches(rows: readonly EncodedText[], batchRows: number): Generator<number[]> {
  const places = rows
    .map((_, place) => place)
    .toSorted((one, other) => rows[one]!.ids.length - rows[other]!.ids.length);
  for (let at = 0; at < places.length; at += batchRows) yield places.slice(at, at + batchRows);
}

function floats(
  { path }: OnnxFolder,
  name: string,
  tensor: OnnxTensor | undefined,
): Omit<OnnxOutput, "length"> {
  if (tensor?.data instanceof Float32Array) return { data: tensor.data, dims: tensor.dims };
  throw new OnnxModelUnsupportedError(
    `the model in ${path} gives ${name} as ${tensor?.type ?? "nothing"}; export it with float32 outputs`,
  );
}
