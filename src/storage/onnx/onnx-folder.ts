import { open, readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";

import { messageOf, systemCode } from "../../core/base/errors.ts";
import { sha256, sha256OfFile } from "../../core/base/hash.ts";
import {
  OnnxModelDamagedError,
  OnnxModelMissingError,
  OnnxModelUnsupportedError,
} from "./onnx-errors.ts";
import { textEncoder, type EncodeText } from "./text-encoding.ts";
import { readTokenizer, readVocabulary, UnknownTokenizer } from "./tokenizer-file.ts";
import type { TokenizerRules } from "./tokenizer-file.ts";

/** A model in ONNX with what its folder says of it; nothing is loaded into onnxruntime yet. */
export type OnnxFolder = {
  path: string;
  /** Name of the folder. */
  name: string;
  modelFile: string;
  /** Of the model's file, and of that beside it which holds its weights where there is one. */
  sha256: string;
  /** Hash over the model and all that says how texts are put before it. */
  fingerprint: string;
  /** The model's own labels by their number; none for an encoder. */
  labels: readonly string[];
  /** Whether a text may have several of the labels. */
  isMultiLabel: boolean;
  /** How vectors of tokens become one; undefined for a way that Earshot does not know. */
  pooling: "mean" | "cls" | undefined;
  encode: EncodeText;
  /** What fills a row up to the length of the longest. */
  padId: number;
  /** Most tokens of a row. */
  tokensMost: number;
};

const modelFiles = ["model.onnx", "model_quantized.onnx", "model_int8.onnx"].flatMap((name) => [
  name,
  join("onnx", name),
]);

const tokensMostDefault = 512;
const token = z.union([z.string(), z.object({ content: z.string() })]).nullish();

const Config = z.object({
  model_type: z.string().optional(),
  id2label: z.record(z.string(), z.string()).optional(),
  problem_type: z.string().nullish(),
  max_position_embeddings: z.int().positive().optional(),
});
const TokenizerConfig = z.object({
  do_lower_case: z.boolean().optional(),
  model_max_length: z.number().positive().optional(),
  add_prefix_space: z.boolean().optional(),
  pad_token: token,
  cls_token: token,
  sep_token: token,
});
const Pooling = z.object({
  pooling_mode_cls_token: z.boolean().optional(),
  pooling_mode_mean_tokens: z.boolean().optional(),
});
const SentenceConfig = z.object({ max_seq_length: z.int().positive().nullish() });

/**
 * Reads a folder in the layout that exports of models have: `model.onnx` (or `onnx/model.onnx`, or
 * `model_quantized.onnx`), `config.json`, and `tokenizer.json` or `vocab.txt` or `vocab.json` with
 * `merges.txt`; `tokenizer_config.json`, `special_tokens_map.json` and what sentence-transformers
 * writes are read where they are.
 *
 * Cost: hashes the model, about 1 s a gigabyte.
 *
 * @throws OnnxModelMissingError, OnnxModelDamagedError, OnnxModelUnsupportedError
 */
export async function readOnnxFolder(folder: string): Promise<OnnxFolder> {
  const path = resolve(folder);
  const modelFile = await findModel(path);
  const files = new Files(path);
  const config = await files.parsed("config.json", Config);
  if (config === undefined) throw missing(path, "config.json");
  const specials = (await files.parsed("special_tokens_map.json", TokenizerConfig)) ?? {};
  const told = { ...specials, ...(await files.parsed("tokenizer_config.json", TokenizerConfig)) };
  const sentences = await files.parsed("sentence_bert_config.json", SentenceConfig);
  const rules = await readRules(files, told);
  const tokensMost = mostTokens(config, sentences?.max_seq_length ?? told.model_max_length);
  const hash = await hashModel(modelFile);
  return {
    path,
    name: basename(path),
    modelFile,
    sha256: hash,
    pooling: poolingOf(await files.parsed(join("1_Pooling", "config.json"), Pooling)),
    fingerprint: sha256(JSON.stringify([hash, files.hashes.toSorted()])),
    labels: labelsOf(path, config.id2label ?? {}),
    isMultiLabel: config.problem_type === "multi_label_classification",
    encode: textEncoder(rules, tokensMost),
    padId: rules.padId,
    tokensMost,
  };
}

/** Text files of a folder, with the hashes of those that were read. */
class Files {
  readonly hashes: string[] = [];
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async text(name: string): Promise<string | undefined> {
    const path = join(this.folder, name);
    try {
      const text = await readFile(path, "utf8");
      this.hashes.push(`${name} ${sha256(text)}`);
      return text;
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw new OnnxModelDamagedError(`${path} can't be read (${messageOf(error)})`, {
        cause: error,
      });
    }
  }

  async json(name: string): Promise<unknown> {
    const text = await this.text(name);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      const path = join(this.folder, name);
      const mend = "it may be cut off; copy the model's folder again";
      throw new OnnxModelDamagedError(`${path} is no JSON; ${mend}`, { cause });
    }
  }

  async parsed<T extends z.ZodType>(name: string, shape: T): Promise<z.infer<T> | undefined> {
    const content = await this.json(name);
    if (content === undefined) return undefined;
    const read = shape.safeParse(content);
    if (read.success) return read.data;
    const { path, message } = read.error.issues[0]!;
    const where = `${join(this.folder, name)}: ${path.join(".")}`;
    throw new OnnxModelUnsupportedError(`${where}: ${message}`);
  }
}

async function findModel(folder: string): Promise<string> {
  for (const name of modelFiles) {
    const path = join(folder, name);
    // one after another: the first that is there is taken
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    if (found.size < 1_024) await refusePointer(path);
    return path;
  }
  const isThere = await stat(folder).catch(() => undefined);
  if (isThere === undefined)
    throw new OnnxModelMissingError(
      `there is no folder ${folder}; a model in ONNX is a local folder, nothing is downloaded`,
    );
  throw missing(folder, modelFiles.join(", nor "));
}

/** Large files of a clone without Git LFS are a few lines that name them. */
async function refusePointer(path: string): Promise<void> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(40), 0, 40, 0);
  if (buffer.toString("latin1").startsWith("version https://git-lfs"))
    throw new OnnxModelDamagedError(
      `${path} is a pointer of Git LFS, not the model; fetch it with git lfs pull`,
    );
}

function missing(folder: string, names: string): OnnxModelMissingError {
  return new OnnxModelMissingError(
    `${folder} has no ${names}; a model in ONNX is a folder with model.onnx, config.json and ` +
      "tokenizer.json (or vocab.txt, or vocab.json and merges.txt)",
  );
}

async function hashModel(modelFile: string): Promise<string> {
  const beside = [`${modelFile}_data`, `${modelFile}.data`];
  const weights = await Promise.all(
    beside.map((path) =>
      sha256OfFile(path).catch((error: unknown) => {
        if (systemCode(error) === "ENOENT") return "";
        throw error;
      }),
    ),
  );
  const own = await sha256OfFile(modelFile);
  return weights.every((hash) => hash === "") ? own : sha256([own, ...weights].join(" "));
}

type Told = z.infer<typeof TokenizerConfig>;

async function readRules(files: Files, told: Told): Promise<TokenizerRules> {
  const name = (await files.text("tokenizer.json")) === undefined ? "vocab.txt" : "tokenizer.json";
  try {
    if (name === "tokenizer.json")
      return readTokenizer(await files.json(name), contentOf(told.pad_token));
    const vocabulary = await files.text(name);
    if (vocabulary !== undefined) return readVocabulary(vocabulary, told.do_lower_case ?? true);
    return await readOldBytePairs(files, told);
  } catch (cause) {
    if (!(cause instanceof UnknownTokenizer)) throw cause;
    const known = "Earshot reads BERT's WordPiece and byte-level BPE (RoBERTa, BART)";
    throw new OnnxModelUnsupportedError(
      `the tokenizer in ${files.folder} can't be read: ${cause.message}; ${known}`,
      { cause },
    );
  }
}

/** `vocab.json` and `merges.txt`, as exports had them before `tokenizer.json`. */
async function readOldBytePairs(files: Files, told: Told): Promise<TokenizerRules> {
  const vocab = await files.parsed("vocab.json", z.record(z.string(), z.int()));
  const merges = await files.text("merges.txt");
  if (vocab === undefined || merges === undefined)
    throw missing(files.folder, "tokenizer.json, vocab.txt, nor vocab.json with merges.txt");
  const wrap = (content: string): [string, number | undefined] => [content, vocab[content]];
  return readTokenizer(
    {
      pre_tokenizer: { type: "ByteLevel", add_prefix_space: told.add_prefix_space ?? false },
      post_processor: {
        type: "RobertaProcessing",
        cls: wrap(contentOf(told.cls_token) ?? "<s>"),
        sep: wrap(contentOf(told.sep_token) ?? "</s>"),
      },
      model: {
        vocab,
        merges: merges.split(/\r?\n/).filter((line) => /^(?!#version)\S/.test(line)),
      },
    },
    contentOf(told.pad_token) ?? "<pad>",
  );
}

function contentOf(given: z.infer<typeof token>): string | undefined {
  return typeof given === "string" ? given : given?.content;
}

/** RoBERTa counts places from behind the id of its padding. */
const shifted = new Set(["roberta", "xlm-roberta", "camembert", "mpnet", "longformer"]);

function mostTokens(config: z.infer<typeof Config>, told: number | undefined): number {
  const { model_type: type = "", max_position_embeddings: places = Infinity } = config;
  const most = Math.min(places - (shifted.has(type) ? 2 : 0), told ?? Infinity);
  // a tokenizer without a limit says 1e30
  return most < 1_000_000 ? most : tokensMostDefault;
}

function poolingOf(told: z.infer<typeof Pooling> | undefined): OnnxFolder["pooling"] {
  if (told === undefined || told.pooling_mode_mean_tokens === true) return "mean";
  return told.pooling_mode_cls_token === true ? "cls" : undefined;
}

function labelsOf(path: string, named: Readonly<Record<string, string>>): string[] {
  return Array.from({ length: Object.keys(named).length }, (_, id) => {
    const label = named[id];
    if (label === undefined)
      throw new OnnxModelUnsupportedError(
        `${join(path, "config.json")}: id2label names no label ${id}; its numbers go from 0 up`,
      );
    return label;
  });
}
