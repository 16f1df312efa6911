import { assert } from "../../../core/base/errors.ts";
import { languageScores } from "../language-detector.ts";
import type { StageParameters } from "../stage-parameters.ts";
import { ruleVersions } from "../rule-answers.ts";
import { openTextAsker } from "../text-asker.ts";
import { encoderVersion, stageEncoder } from "../stage-encoder.ts";
import { defineStage } from "../stage.ts";
import { textAnswerer } from "../text-answerer.ts";
import { answerTypes } from "../text-columns.ts";
import { readTextHeads } from "../text-heads.ts";

export default defineStage({
  name: "text-answers",
  summary: "What the local models and rules say of every different text, one row a text.",
  version: 4,
  writes: "enriched.text_answers",
  key: ["text_hash"],
  models: ["category", "subcategory", "sentiment", "tags", "urgency", "frustration"],
  onnxModels: ["category", "sentiment", "embedding"],
  settings: ["enrichment", "languages", "onnx"],
  builtIn: { embedder: encoderVersion, language: "eld@2.1.0", ...ruleVersions },
  reuses: { by: ["text_hash", "source"], while: "model_version" },
  input: { text_hash: "VARCHAR", source: "VARCHAR", text: "MASKED_TEXT" },
  output: { text_hash: "VARCHAR", model_version: "VARCHAR", source: "VARCHAR", ...answerTypes },
  docs: {
    text_hash: "SHA-256 of the masked text, as `text_hash(body)` gives it",
    model_version: "What gave the answers: hash over all models, rules and their settings",
    source: "Source that has the text, the first by name; it says which language is likely",
    language: "Language (ISO 639); of short texts the one their source says",
    language_confidence: "How sure the language is, 0 to 1",
    language_source: "What told the language",
    category: "What it is about",
    category_confidence: "Calibrated chance that the category is right, 0 to 1",
    category_source: "What told the category, such as `local:category@shipped-1`",
    subcategory: "What it is about more exactly, within the category",
    subcategory_confidence: "Calibrated chance that the subcategory is right, 0 to 1",
    subcategory_source: "What told the subcategory",
    is_in_scope: "Whether it is like any text that the category's model was taught with",
    scope_similarity: "Cosine to the nearest of those texts",
    sentiment: "How the customer feels",
    sentiment_score: "Chance of POSITIVE less chance of NEGATIVE, -1 to 1",
    sentiment_confidence: "Calibrated chance that the sentiment is right, 0 to 1",
    sentiment_source: "What told the sentiment",
    frustration_level: "LOW, MEDIUM or HIGH",
    frustration_confidence: "How sure the level is, 0 to 1",
    frustration_source: "What told the frustration",
    anger_cue: "Strongest sign of anger: rule and words",
    urgency: "LOW, MEDIUM, HIGH or CRITICAL",
    urgency_confidence: "How sure the urgency is, 0 to 1",
    urgency_source: "What told the urgency",
    urgency_cue: "What told the urgency: rule and words",
    has_churn_signal: "Whether the customer says to leave or compares with others",
    churn_cue: "First sign of leaving: rule and words",
    asks_for_manager: "Whether the customer asks for someone above",
    tags: "Tags out of the list of the settings, surest first",
    tag_confidences: "Calibrated chance of each tag, 0 to 1",
    tags_source: "What told the tags",
    summary: "First sentence that means something",
    vector:
      "Embedding: whole numbers of 16 bits, little-endian, unit length times 32,767; 256 of them, or as many as the model in the settings has",
    vector_source: "What made the embedding",
  },
  pii: {
    text_hash: "NONE",
    model_version: "NONE",
    source: "NONE",
    language: "NONE",
    language_source: "NONE",
    category: "NONE",
    category_source: "NONE",
    subcategory: "NONE",
    subcategory_source: "NONE",
    sentiment: "NONE",
    sentiment_source: "NONE",
    frustration_level: "NONE",
    frustration_source: "NONE",
    anger_cue: "FREE_TEXT",
    urgency: "NONE",
    urgency_source: "NONE",
    urgency_cue: "FREE_TEXT",
    churn_cue: "FREE_TEXT",
    tags_source: "NONE",
    vector_source: "NONE",
    tags: "NONE",
    summary: "FREE_TEXT",
  },

  async prepare(parameters) {
    const { models, settings } = stageParametersOf(parameters);
    const { enrichment, languages } = settings;
    assert(enrichment !== undefined && languages !== undefined, "the stage names its settings");
    const heads = await readTextHeads(models);
    const parts = { heads, scores: languageScores(), settings: { enrichment, languages } };
    answerers.set(
      stageParametersOf(parameters),
      textAnswerer({ encoder: stageEncoder(), ...parts }),
    );
  },

  ask: (parameters) => openTextAsker(stageParametersOf(parameters)),

  run({ rowCount, columns }, parameters) {
    const told = stageParametersOf(parameters);
    const answer = answerers.get(told);
    assert(answer !== undefined, "the stage is prepared before it runs");
    return {
      rowCount,
      columns: {
        text_hash: columns.text_hash,
        model_version: columns.text_hash.map(() => told.version),
        source: columns.source,
        ...answer({ texts: columns.text, sources: columns.source }),
      },
    };
  },
});

/** What answers, made once for the calls that have the same parameters. */
const answerers = new WeakMap<StageParameters, ReturnType<typeof textAnswerer>>();

function stageParametersOf(parameters: unknown): StageParameters {
  return parameters as StageParameters; // as the step that runs the stage passes them on
}
