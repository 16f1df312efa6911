import { z } from "zod";

import { BytePairTokenizer } from "../../kernel/text/byte-pairs.ts";
import { copyUnits, foldUnits, type FoldedUnits } from "../../kernel/text/fold.ts";
import { WordPieceTokenizer } from "../../kernel/text/wordpiece.ts";

/** Cuts a text into ids, without the special ones around it; `most` of them are enough. */
export type CutText = (text: string, most: number) => ArrayLike<number>;

/** A part of what a model is given: a special token, or one of the two texts. */
export type TemplatePart = { types: number } & ({ id: number } | { text: "A" | "B" });

/** A tokenizer as a model's folder tells it. */
export type TokenizerRules = {
  cut: CutText;
  /** What is given of one text, and of two. */
  single: readonly TemplatePart[];
  pair: readonly TemplatePart[];
  padId: number;
};

/** What is known of a tokenizer is not what Earshot can read; the message says what. */
export class UnknownTokenizer extends Error {}

const special = z.object({ id: z.string(), type_id: z.int() });
const templatePart = z.union([
  z.object({ SpecialToken: special }),
  z.object({ Sequence: z.object({ id: z.enum(["A", "B"]), type_id: z.int() }) }),
]);
const wrapped = z.tuple([z.string(), z.int().min(0)]);

const postProcessor = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("TemplateProcessing"),
    single: z.array(templatePart),
    pair: z.array(templatePart),
    special_tokens: z.record(z.string(), z.object({ ids: z.array(z.int().min(0)) })),
  }),
  z.object({ type: z.literal("BertProcessing"), sep: wrapped, cls: wrapped }),
  z.object({ type: z.literal("RobertaProcessing"), sep: wrapped, cls: wrapped }),
]);
type PostProcessor = z.infer<typeof postProcessor>;

const none = z.union([z.null(), z.literal(""), z.literal(false)]).optional();
const byteLevel = z.object({
  type: z.literal("ByteLevel"),
  add_prefix_space: z.boolean(),
  use_regex: z.literal(true).optional(),
});

const bertTokenizer = z.object({
  normalizer: z.object({
    type: z.literal("BertNormalizer"),
    clean_text: z.literal(true),
    handle_chinese_chars: z.literal(true),
    strip_accents: z.boolean().nullable(),
    lowercase: z.boolean(),
  }),
  pre_tokenizer: z.object({ type: z.literal("BertPreTokenizer") }),
  model: z.object({
    type: z.literal("WordPiece").optional(),
    unk_token: z.string(),
    continuing_subword_prefix: z.literal("##"),
    max_input_chars_per_word: z.literal(100),
    vocab: z.record(z.string(), z.int().min(0)),
  }),
});

const byteTokenizer = z.object({
  normalizer: z.null().optional(),
  pre_tokenizer: byteLevel,
  model: z.object({
    type: z.literal("BPE").optional(),
    dropout: none,
    unk_token: z.string().nullish(),
    continuing_subword_prefix: none,
    end_of_word_suffix: none,
    fuse_unk: none,
    byte_fallback: none,
    ignore_merges: none,
    vocab: z.record(z.string(), z.int().min(0)),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

const addedTokens = z.array(z.object({ content: z.string(), special: z.boolean() })).optional();
const parts = z.object({
  added_tokens: addedTokens,
  padding: z.object({ pad_id: z.int().min(0) }).nullish(),
  post_processor: postProcessor,
});

/**
 * Reads a `tokenizer.json` of Hugging Face's library: BERT's WordPiece and byte-level BPE. Special
 * tokens are put around texts, and are not looked for in them: a text that says `[SEP]` says these
 * letters.
 *
 * @param padToken - What fills rows, by `tokenizer_config.json`.
 * @throws UnknownTokenizer for another kind, or for rules that are not understood.
 */
export function readTokenizer(content: unknown, padToken?: string): TokenizerRules {
  const isBytes = z.object({ pre_tokenizer: z.object({ type: z.literal("ByteLevel") }) });
  const { added_tokens: added = [], padding, post_processor } = checked(parts, content);
  const plain = added.find((token) => !token.special);
  if (plain !== undefined)
    throw new UnknownTokenizer(`it looks for a token of its own in texts (${plain.content})`);
  const { cut, vocabulary } = isBytes.safeParse(content).success
    ? bytePairs(checked(byteTokenizer, content))
    : wordPieces(checked(bertTokenizer, content));
  const padId = vocabulary[padToken ?? "[PAD]"] ?? padding?.pad_id ?? 0;
  return { cut, padId, ...templatesOf(post_processor) };
}

/** The tokenizer of a folder that has BERT's `vocab.txt` only: one piece a line. */
export function readVocabulary(text: string, isUncased: boolean): TokenizerRules {
  const pieces = text.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n");
  const [unknown, cls, sep, pad] = ["[UNK]", "[CLS]", "[SEP]", "[PAD]"].map((token) => {
    const id = pieces.indexOf(token);
    if (id === -1) throw new UnknownTokenizer(`vocab.txt has no ${token}`);
    return id;
  });
  const cut = cutPieces(pieces, unknown!, foldOf(isUncased, isUncased));
  const around = { type: "BertProcessing", cls: ["", cls!], sep: ["", sep!] } as const;
  return { cut, padId: pad!, ...templatesOf({ ...around, cls: ["", cls!], sep: ["", sep!] }) };
}

function checked<T extends z.ZodType>(shape: T, content: unknown): z.infer<T> {
  const read = shape.safeParse(content);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  throw new UnknownTokenizer(`${path.join(".") || "tokenizer.json"}: ${message}`);
}

type Cut = { cut: CutText; vocabulary: Readonly<Record<string, number>> };

function wordPieces({ normalizer, model }: z.infer<typeof bertTokenizer>): Cut {
  const pieces: string[] = [];
  for (const [piece, id] of Object.entries(model.vocab)) pieces[id] = piece;
  const unknownId = model.vocab[model.unk_token];
  if (unknownId === undefined) throw new UnknownTokenizer(`no piece is ${model.unk_token}`);
  const { lowercase, strip_accents: stripped } = normalizer;
  const filled = Array.from(pieces, (piece) => piece ?? "");
  const cut = cutPieces(filled, unknownId, foldOf(lowercase, stripped ?? lowercase));
  return { cut, vocabulary: model.vocab };
}

type Fold = (text: string, into: FoldedUnits) => void;

/** Folds as the library does: letter by letter, so that a sigma at the end of a word is none. */
function foldOf(isLower: boolean, isStripped: boolean): Fold {
  if (isLower && isStripped)
    return (text, into) => foldUnits(text.replaceAll("\u03a3", "\u03c3"), into);
  return (text, into) => {
    const bare = isStripped ? text.normalize("NFD").replaceAll(/\p{Mn}/gu, "") : text;
    copyUnits(isLower ? bare.replaceAll("\u03a3", "\u03c3").toLowerCase() : bare, into);
  };
}

function cutPieces(pieces: readonly string[], unknownId: number, foldText: Fold): CutText {
  const tokenizer = new WordPieceTokenizer(pieces, unknownId, foldText);
  return (text, most) => {
    const { ids, rowStarts } = tokenizer.tokenize([text]);
    return ids.slice(0, Math.min(most, rowStarts[1]!));
  };
}

function bytePairs({ pre_tokenizer, model }: z.infer<typeof byteTokenizer>): Cut {
  const { vocab, unk_token: unknown } = model;
  const vocabulary = new Map(Object.entries(vocab));
  const merges = model.merges.map((merge, rank) => {
    const [left = "", right = ""] = typeof merge === "string" ? merge.split(" ") : merge;
    for (const piece of [left, right, left + right])
      if (!vocabulary.has(piece))
        throw new UnknownTokenizer(`merge ${rank} makes or takes ${piece}, which is no piece`);
    return [left, right] as const;
  });
  const tokenizer = new BytePairTokenizer({
    vocabulary,
    merges,
    hasPrefixSpace: pre_tokenizer.add_prefix_space,
    unknownId: typeof unknown === "string" ? vocab[unknown] : undefined,
  });
  return { cut: (text, most) => tokenizer.tokenize(text, most), vocabulary: vocab };
}

type Templates = Pick<TokenizerRules, "single" | "pair">;

function templatesOf(processor: PostProcessor): Templates {
  if (processor.type === "TemplateProcessing") {
    const { special_tokens: ids } = processor;
    const partsOf = (given: readonly z.infer<typeof templatePart>[]): TemplatePart[] =>
      given.flatMap((part): TemplatePart[] => {
        if ("Sequence" in part) return [{ text: part.Sequence.id, types: part.Sequence.type_id }];
        const { id, type_id: types } = part.SpecialToken;
        return (ids[id]?.ids ?? []).map((token) => ({ id: token, types }));
      });
    return { single: partsOf(processor.single), pair: partsOf(processor.pair) };
  }
  const [cls, sep] = [processor.cls[1], processor.sep[1]];
  const isBert = processor.type === "BertProcessing";
  const second = isBert ? 1 : 0;
  const single: TemplatePart[] = [
    { id: cls, types: 0 },
    { text: "A", types: 0 },
    { id: sep, types: 0 },
  ];
  const between: TemplatePart[] = isBert ? [] : [{ id: sep, types: 0 }];
  const rest: TemplatePart[] = [
    { text: "B", types: second },
    { id: sep, types: second },
  ];
  return { single, pair: [...single, ...between, ...rest] };
}
