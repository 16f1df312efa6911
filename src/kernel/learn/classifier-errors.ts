import { EarshotError } from "../../core/base/errors.ts";
import type { ModelName } from "./embedder.ts";

/** Rows that nothing can be learnt from; the message says which, by number, and never by content. */
export class TrainingRowsError extends EarshotError {
  readonly code = "TRAINING_ROWS_UNUSABLE";
  readonly kind = "invalid";

  constructor(what: string, remedy: string) {
    super(`the training rows can't be used: ${what}; ${remedy}`);
  }
}

/** The bytes of a stored classifier are not those that were written. */
export class ClassifierDamagedError extends EarshotError {
  readonly code = "CLASSIFIER_DAMAGED";
  readonly kind = "corrupt";

  constructor(what: string) {
    super(`the stored classifier is damaged: ${what}; copy it again, or train it anew`);
  }
}

/** A stored classifier is of a format that this version does not know. */
export class ClassifierTooNewError extends EarshotError {
  readonly code = "CLASSIFIER_TOO_NEW";
  readonly kind = "invalid";

  constructor(format: number, known: number) {
    super(
      `the stored classifier has format ${format}, and this version of Earshot reads format ` +
        `${known}; update Earshot, or train the classifier with this version`,
    );
  }
}

/** A classifier was trained on the vectors of one embedder and asked with those of another. */
export class OtherEmbedderError extends EarshotError {
  readonly code = "CLASSIFIER_OTHER_EMBEDDER";
  readonly kind = "invalid";

  constructor(trained: ModelName, given: ModelName | undefined) {
    const other = given === undefined ? "no embedder" : nameOf(given);
    super(
      `the classifier was trained on ${nameOf(trained)} and is asked with ${other}; ` +
        "set that embedder, or train the classifier anew",
    );
  }
}

function nameOf({ name, version }: ModelName): string {
  return `embedder ${name} (version ${version})`;
}
