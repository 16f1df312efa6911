declare const masked: unique symbol;

/**
 * Text in which nothing personal was found any more. Only `kernel/privacy` makes it; models,
 * vectors, LLM ports, topic names, logs and error output accept nothing else, so that a leak does
 * not compile.
 */
export type MaskedText = string & { readonly [masked]: true };
