// One way of embedding over texts, on one thread, in a process of its own:
//
//   node embed-process.ts static|onnx|transformers TEXTS PASSES MODEL PACKAGES
//
// TEXTS is a JSON list; MODEL the folder of the weights, PACKAGES where a peer is installed, or for
// ours how many values to keep. Prints
// {"textCount", "cpuMs", "wallMs", "first"}, the times of PASSES over all texts after a warm-up.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { StaticEncoder } from "../src/kernel/learn/static-encoder.ts";
import { maskedAlready } from "../src/kernel/privacy/masked.ts";
import { WordPieceTokenizer } from "../src/kernel/text/wordpiece.ts";
import { readModelFolder } from "../src/storage/registry/model-folder.ts";

/** Embeds all texts; gives the first vector. */
type Work = (texts: readonly string[]) => Promise<ArrayLike<number>>;

const [way = "", source = "", passes = "1", model = "", packages = ""] = process.argv.slice(2);
const ways: Record<string, () => Promise<Work>> = { static: ours, onnx, transformers };
const work = await ways[way]?.();
if (work === undefined) throw new Error(`${way}: no way to embed`);
const texts = JSON.parse(readFileSync(source, "utf8")) as string[]; // written by the benchmark
await work(texts.slice(0, 64));
await work(way === "static" ? texts : texts.slice(0, 64));

const [cpu, startedAt] = [process.cpuUsage(), performance.now()];
let first: ArrayLike<number> = [];
for (let pass = 0; pass < Number(passes); pass++) first = await work(texts);
const { user, system } = process.cpuUsage(cpu);
const figures = {
  textCount: texts.length * Number(passes),
  cpuMs: (user + system) / 1_000,
  wallMs: performance.now() - startedAt,
  first: Array.from(first).slice(0, 4),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

async function ours(): Promise<Work> {
  const encoder = new StaticEncoder(readModelFolder(model), Number(packages));
  return async (rows) => encoder.embed(rows.map(maskedAlready)).subarray(0, encoder.dimension);
}

async function onnx(): Promise<Work> {
  type Tensor = { data: Float32Array };
  type Session = { run(feeds: Record<string, unknown>): Promise<Record<string, Tensor>> };
  type Runtime = {
    InferenceSession: { create(path: string, options: object): Promise<Session> };
    Tensor: new (type: string, values: BigInt64Array, shape: number[]) => unknown;
  };
  const runtime = createRequire(join(packages, "index.js"))("onnxruntime-node") as Runtime; // its published types, 1.30.0
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const session = await runtime.InferenceSession.create(
    join(model, "onnx/model_quantized.onnx"),
    options,
  );
  const vocabulary = readFileSync(join(model, "vocab.txt"), "utf8").trimEnd().split("\n");
  const tokenizer = new WordPieceTokenizer(vocabulary, vocabulary.indexOf("[UNK]"));
  const [start, end] = ["[CLS]", "[SEP]"].map((token) => BigInt(vocabulary.indexOf(token)));
  const embed = async (text: string): Promise<number[]> => {
    const { ids, rowStarts } = tokenizer.tokenize([text]);
    const tokens = Array.from(ids.subarray(0, rowStarts[1]), BigInt);
    const all = BigInt64Array.from([start!, ...tokens, end!]);
    const tensor = (values: BigInt64Array): unknown =>
      new runtime.Tensor("int64", values, [1, values.length]);
    const answer = await session.run({
      input_ids: tensor(all),
      attention_mask: tensor(all.map(() => 1n)),
      token_type_ids: tensor(all.map(() => 0n)),
    });
    return pooled(Object.values(answer)[0]!.data, all.length);
  };
  return async (rows) => {
    const vectors: number[][] = [];
    for (const row of rows) vectors.push(await embed(row));
    return vectors[0]!;
  };
}

/** The mean over the tokens, at unit length. */
function pooled(values: Float32Array, tokenCount: number): number[] {
  const dimension = values.length / tokenCount;
  const mean = Array.from({ length: dimension }, (_, i) => {
    let sum = 0;
    for (let token = 0; token < tokenCount; token++) sum += values[token * dimension + i]!;
    return sum / tokenCount;
  });
  const norm = Math.hypot(...mean);
  return mean.map((value) => value / norm);
}

async function transformers(): Promise<Work> {
  type Pipe = (text: string, options: object) => Promise<{ data: Float32Array }>;
  type Package = {
    env: { allowRemoteModels: boolean; localModelPath: string };
    pipeline: (task: string, model: string, options: object) => Promise<Pipe>;
  };
  const path = join(packages, "node_modules/@huggingface/transformers/dist/transformers.node.mjs");
  const { env, pipeline } = (await import(pathToFileURL(path).href)) as Package; // as published, 4.3.1
  env.allowRemoteModels = false;
  env.localModelPath = join(model, "..");
  const pipe = await pipeline("feature-extraction", model.split("/").at(-1)!, {
    dtype: "q8",
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  });
  return async (rows) => {
    const vectors: Float32Array[] = [];
    for (const row of rows)
      vectors.push((await pipe(row, { pooling: "mean", normalize: true })).data);
    return vectors[0]!;
  };
}
