import { EarshotError } from "../../core/base/errors.ts";

/** A file of a model is not what its `config.json` says: cut off, changed, or never matching. */
export class EmbeddingModelDamagedError extends EarshotError {
  readonly code = "EMBEDDING_MODEL_DAMAGED";
  readonly kind = "corrupt";

  constructor(model: string, what: string) {
    super(`model ${model}: ${what}; copy the model's folder again from where it came`);
  }
}

/** A model was written in a format that this version of Earshot does not know. */
export class EmbeddingModelTooNewError extends EarshotError {
  readonly code = "EMBEDDING_MODEL_TOO_NEW";
  readonly kind = "invalid";

  constructor(model: string, { format, known }: { format: number; known: number }) {
    super(
      `model ${model} has format ${format}, and this version of Earshot reads format ${known}; ` +
        "update Earshot, or take an older version of the model",
    );
  }
}
