/** Stops asking a model that does not answer. */
export type Breaker = {
  /** Why it is asked no more; undefined while it is. */
  reason(): "unavailable" | "denied" | undefined;
  succeeded(): void;
  /** Notes a call that failed for good. @returns Whether this was the last one. */
  failed(failure: "unavailable" | "denied"): boolean;
};

/** Calls in a row, each with all its tries, after which an endpoint counts as down. */
const failuresMax = 3;

/** Makes a breaker: denied once, or unavailable three times in a row, is the end. */
export function createBreaker(): Breaker {
  let failures = 0;
  let reason: "unavailable" | "denied" | undefined;
  return {
    reason: () => reason,
    succeeded() {
      failures = 0;
    },
    failed(failure) {
      failures++;
      if (reason !== undefined || (failure === "unavailable" && failures < failuresMax))
        return false;
      reason = failure;
      return true;
    },
  };
}
