import { EarshotError } from "../../core/base/errors.ts";

/** The text is not a SELECT that the engine's parser takes. */
export class SqlSyntaxError extends EarshotError {
  readonly code = "SQL_SYNTAX";
  readonly kind = "invalid";
}

/** A SELECT was wanted; on a sealed database nothing else runs. */
export class NotSelectError extends EarshotError {
  readonly code = "SQL_NOT_SELECT";
  readonly kind = "denied";

  constructor() {
    super("only a SELECT runs here");
  }
}

/** A stream ended before all of its rows had been read: it was interrupted, or closed. */
export class StreamCutError extends EarshotError {
  readonly code = "STREAM_CUT";
  readonly kind = "cancelled";

  constructor() {
    super("the rows ended early, because their reading was interrupted; ask again");
  }
}
