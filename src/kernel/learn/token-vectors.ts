import { messageOf } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import { EmbeddingModelDamagedError, EmbeddingModelTooNewError } from "./embedding-model-errors.ts";

/** A static embedding model in memory: one int8 row a token, then one a token pair. */
export type TokenVectors = {
  name: string;
  /** First 12 digits of a hash of all its files. */
  version: string;
  dimension: number;
  /** Word pieces in the order of their ids. */
  vocabulary: readonly string[];
  unknownId: number;
  /** Row-major, `scales.length × dimension`; a value of row `r` is `vectors[…] * scales[r]`. */
  vectors: Int8Array;
  scales: Float32Array;
  /** Pair `i` is `pairs[2 * i], pairs[2 * i + 1]`; its row is `vocabulary.length + i`. */
  pairs: Uint16Array;
};

/** The files of a model's folder, by name; throws when one can't be read. */
export type ModelFiles = (name: string) => Uint8Array<ArrayBuffer>;

type Config = {
  name: string;
  dim: number;
  vocab: number;
  bigrams: number;
  sha256: Readonly<Record<string, unknown>>;
  unknownId: number | undefined;
};

const known = 1;
const fileNames = ["vectors.i8", "scales.f32", "bigrams.u16", "vocab.txt"] as const;

/**
 * Reads a static embedding model: `config.json`, and the four files whose sha256 it names. All
 * bytes are hashed, about 12 ms for the shipped model.
 *
 * @throws EmbeddingModelTooNewError for a later format; EmbeddingModelDamagedError when a file is not the one that
 *   `config.json` describes.
 */
export function parseTokenVectors(readFile: ModelFiles): TokenVectors {
  const config = parseConfig(new TextDecoder().decode(readFile("config.json")));
  const files = new Map(fileNames.map((name) => [name, checked(name, readFile(name), config)]));
  const bytes = (name: (typeof fileNames)[number]): ArrayBuffer => aligned(files.get(name)!);
  const vocabulary = new TextDecoder().decode(bytes("vocab.txt")).replace(/\n$/, "").split("\n");
  const model: TokenVectors = {
    name: config.name,
    version: sha256(fileNames.map((name) => String(config.sha256[name])).join()).slice(0, 12),
    dimension: config.dim,
    vocabulary,
    unknownId: config.unknownId ?? vocabulary.indexOf("[UNK]"),
    vectors: new Int8Array(bytes("vectors.i8")),
    scales: new Float32Array(bytes("scales.f32")),
    pairs: new Uint16Array(bytes("bigrams.u16")),
  };
  checkShapes(model, config);
  return model;
}

function parseConfig(text: string): Config {
  let config: Partial<Record<string, unknown>>;
  try {
    config = Object(JSON.parse(text)) as typeof config; // an object by Object(), of unknown values
  } catch (error) {
    throw new EmbeddingModelDamagedError("config.json", `is no JSON (${messageOf(error)})`);
  }
  const name = typeof config["name"] === "string" ? config["name"] : "without a name";
  const number = (key: string): number => {
    const value = config[key];
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    throw new EmbeddingModelDamagedError(name, `config.json has no count "${key}"`);
  };
  const format = number("format");
  if (format !== known) throw new EmbeddingModelTooNewError(name, { format, known });
  return {
    name,
    dim: number("dim"),
    vocab: number("vocab"),
    bigrams: number("bigrams"),
    sha256: Object(config["sha256"]) as Config["sha256"], // an object by Object()
    unknownId: "unk_id" in config ? number("unk_id") : undefined,
  };
}

function checked(name: string, bytes: Uint8Array, config: Config): Uint8Array {
  const hash = sha256(bytes);
  if (hash === config.sha256[name]) return bytes;
  const wanted = String(config.sha256[name]);
  throw new EmbeddingModelDamagedError(
    config.name,
    `${name} has ${bytes.length} bytes with sha256 ${hash}, and config.json wants ${wanted}`,
  );
}

function checkShapes(model: TokenVectors, { name, dim, vocab, bigrams }: Config): void {
  const rowCount = vocab + bigrams;
  const isWhole =
    model.vocabulary.length === vocab &&
    model.scales.length === rowCount &&
    model.vectors.length === rowCount * dim &&
    model.pairs.length === 2 * bigrams &&
    dim > 0 &&
    dim % 4 === 0;
  if (!isWhole)
    throw new EmbeddingModelDamagedError(name, "its files and config.json differ in size");
  if (model.unknownId < 0 || model.unknownId >= vocab)
    throw new EmbeddingModelDamagedError(name, "its vocabulary has no [UNK]");
}

/** A buffer of its own for bytes that may lie anywhere in another; no copy when they fill theirs. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength)
    return buffer;
  return Uint8Array.from(bytes).buffer;
}
