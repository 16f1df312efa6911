import { EarshotError } from "../../core/base/errors.ts";

/** What should be keys can't be used. The message never holds any of it. */
export class KeysInvalidError extends EarshotError {
  readonly code = "KEYS_INVALID";
  readonly kind = "invalid";
}

/** The keys that pseudonyms were made with are not there. */
export class KeysMissingError extends EarshotError {
  readonly code = "KEYS_MISSING";
  readonly kind = "missing";
}

/** Other keys are there than those that pseudonyms were made with. */
export class KeysOtherError extends EarshotError {
  readonly code = "KEYS_OTHER";
  readonly kind = "invalid";
}

/** Others than their owner may read the keys. */
export class KeysExposedError extends EarshotError {
  readonly code = "KEYS_EXPOSED";
  readonly kind = "denied";
}

/** The program that prints the keys did not. */
export class KeyCommandError extends EarshotError {
  readonly code = "KEY_COMMAND_FAILED";
  readonly kind = "unavailable";
}
