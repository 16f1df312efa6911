import { EarshotError } from "../../core/base/errors.ts";

/** The statement would do something else than read the lake. */
export class QueryDeniedError extends EarshotError {
  readonly code = "QUERY_DENIED";
  readonly kind = "denied";
}

/** The statement is wrong, or its table or column is not there. */
export class QueryError extends EarshotError {
  readonly code = "QUERY_INVALID";
  readonly kind = "invalid";
}

/** The statement took longer than it may. */
export class QueryTimeoutError extends EarshotError {
  readonly code = "QUERY_TIMEOUT";
  readonly kind = "limit";
}
