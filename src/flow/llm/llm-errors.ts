import { EarshotError } from "../../core/base/errors.ts";

/** The model can't be asked now; asking again may help. */
export class LlmUnavailableError extends EarshotError {
  readonly code = "LLM_UNAVAILABLE";
  readonly kind = "unavailable";
  /** Milliseconds to wait before asking again, where the provider says so. */
  readonly retryAfterMs: number;
  readonly isRateLimit: boolean;
  /** The question may have reached the model and be billed: no answer came in time, or half of one. */
  readonly mayBeBilled: boolean;

  constructor(
    message: string,
    options: {
      cause?: unknown;
      retryAfterMs?: number;
      isRateLimit?: boolean;
      mayBeBilled?: boolean;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs ?? 0;
    this.isRateLimit = options.isRateLimit ?? false;
    this.mayBeBilled = options.mayBeBilled ?? false;
  }
}

/** The key, the address or the model's name is wrong: nothing can be asked until that is mended. */
export class LlmDeniedError extends EarshotError {
  readonly code = "LLM_DENIED";
  readonly kind = "denied";
}

/** The provider does not take these texts: too long, or held back by a filter. */
export class LlmRejectedError extends EarshotError {
  readonly code = "LLM_REJECTED";
  readonly kind = "invalid";
}
