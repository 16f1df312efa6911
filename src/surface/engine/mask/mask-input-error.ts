import { EarshotError } from "../../../core/base/errors.ts";

/** What was given to be masked can't be read. The message has the line, and nothing of the text. */
export class MaskInputError extends EarshotError {
  readonly code = "MASK_INPUT_INVALID";
  readonly kind = "invalid";
}

/** The mistake of a line, counted from 1. */
export function lineError(line: number, what: string, options?: ErrorOptions): MaskInputError {
  return new MaskInputError(`line ${line}: ${what}`, options);
}
