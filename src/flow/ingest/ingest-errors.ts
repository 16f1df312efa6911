import { EarshotError } from "../../core/base/errors.ts";

/** A path or glob in the settings leads to no file. */
export class NoSourceFileError extends EarshotError {
  readonly code = "SOURCE_FILE_MISSING";
  readonly kind = "missing";
}

/** A file can't be read as what it is said to be. */
export class UnreadableFileError extends EarshotError {
  readonly code = "SOURCE_FILE_UNREADABLE";
  readonly kind = "invalid";
}

/** Whoever runs Earshot may not read a file or its folder. */
export class ForbiddenFileError extends EarshotError {
  readonly code = "SOURCE_FILE_FORBIDDEN";
  readonly kind = "denied";
}

/** Something in a file is broken in a way that the engine passes over; reading it anew tells what. */
export class BrokenContentError extends Error {
  override readonly name = "BrokenContentError";
}

/** The settings map an entity or a column that is not there. */
export class MappingError extends EarshotError {
  readonly code = "MAPPING_INVALID";
  readonly kind = "invalid";
}
