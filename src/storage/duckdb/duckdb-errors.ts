import { EarshotError } from "../../core/base/errors.ts";

/** The text is not a SELECT that the engine's parser takes. */
export class SqlSyntaxError extends EarshotError {
  readonly code = "SQL_SYNTAX";
  readonly kind = "invalid";
}

/** A sealed database was asked for something else than reading. */
export class SealedDatabaseError extends EarshotError {
  readonly code = "DATABASE_SEALED";
  readonly kind = "denied";

  constructor() {
    super("only a SELECT runs on a sealed database");
  }
}

/** The connection of a stream was closed before the stream had been read. */
export class StreamCutError extends EarshotError {
  readonly code = "STREAM_CUT";
  readonly kind = "cancelled";

  constructor() {
    super("the connection was closed before its stream had been read to the end");
  }
}
