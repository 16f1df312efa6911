import { monotonicMs } from "../../core/base/clock.ts";
import { EarshotError } from "../../core/base/errors.ts";
import { persist, type Sleep } from "../../core/base/retry.ts";
import type { Breaker } from "./breaker.ts";
import type { BudgetHold } from "./hold-budget.ts";
import type { Amount, CallEnd, CallPlan, HeldCall, Ledger } from "./ledger.ts";
import { LlmDeniedError, LlmRejectedError, LlmUnavailableError } from "./llm-errors.ts";
import { nothingPaid, type Paid } from "./paid.ts";

/** What calls that cost something share. */
export type PayContext = {
  ledger: Ledger;
  hold: BudgetHold;
  warn: (message: string) => void;
  sleep: Sleep | undefined;
};

/** A call that is to be made. */
export type Payable<R> = {
  plan: CallPlan;
  breaker: Breaker;
  signal: AbortSignal;
  /** One request. */
  attempt: () => Promise<R>;
};

/** A call that was answered. The caller settles it with the ledger, then releases the hold. */
export type PaidCall<R> = {
  kind: "paid";
  reply: R;
  held: HeldCall;
  /** Parts of its end: what was billed, and the bound of each try before that may have been. */
  spentWith: (billed: Amount) => Pick<CallEnd, "spent" | "latencyMs" | "attempts">;
};

/** A call that was not; it is settled and released. `paid` is the bound of tries that may be billed. */
export type UnpaidCall =
  | { kind: "failed"; failure: "unavailable" | "denied" | "budget"; paid: Paid }
  | { kind: "rejected"; paid: Paid };

/** The budget has no place for another try. */
class BudgetSpentError extends EarshotError {
  readonly code = "LLM_BUDGET_SPENT";
  readonly kind = "limit";
}

type Progress = { attempts: number; uncertain: number; extended: number; startedMs: number };

/**
 * Holds the bound of a call, makes it, and tries again as the product promises. A try that may have
 * been billed stays held at its bound, and the next one is held beside it.
 */
export async function payCall<R>(
  context: PayContext,
  payable: Payable<R>,
): Promise<PaidCall<R> | UnpaidCall> {
  const { ledger, hold } = context;
  const { plan, breaker, signal } = payable;
  signal.throwIfAborted();
  const reason = breaker.reason(); // it may have broken while this call waited
  if (reason !== undefined) return { kind: "failed", failure: reason, paid: nothingPaid };
  const held = await hold.take(() => ledger.reserve(plan));
  if (held === undefined) return { kind: "failed", failure: "budget", paid: nothingPaid };
  const progress = { attempts: 0, uncertain: 0, extended: 0, startedMs: monotonicMs() };
  try {
    const reply = await tryAll(context, payable, { held, progress });
    breaker.succeeded();
    return { kind: "paid", reply, held, spentWith: (billed) => spentWith(billed, held, progress) };
  } catch (error) {
    const end = failedEnd(error, held, progress);
    try {
      await ledger.settle(held, end);
    } finally {
      hold.release();
    }
    signal.throwIfAborted();
    return unpaid(context, payable, {
      error,
      paid: { ...nothingPaid, nanoUsd: end.spent.nanoUsd },
    });
  }
}

async function tryAll<R>(
  { ledger, warn, sleep }: PayContext,
  { plan, signal, attempt }: Payable<R>,
  { held, progress }: { held: HeldCall; progress: Progress },
): Promise<R> {
  return await persist(
    async () => {
      if (progress.uncertain > progress.extended) {
        const more = await ledger.extend(held);
        if (more === undefined) throw new BudgetSpentError("no budget is left for another try");
        progress.extended++;
      }
      progress.attempts++;
      try {
        return await attempt();
      } catch (error) {
        if (signal.aborted || mayBeBilled(error)) progress.uncertain++;
        throw error;
      }
    },
    {
      passesAfter: (error) =>
        error instanceof LlmUnavailableError ? error.retryAfterMs : undefined,
      onWait: ({ error, retry, retriesMax, waitMs }) => {
        const why = error instanceof Error ? error.message : "no answer";
        warn(
          `${plan.provider} ${plan.model}: ${why}; try ${retry} of ${retriesMax} again in ${Math.round(waitMs / 1_000)} s`,
        );
      },
      ...(sleep === undefined ? {} : { sleep }),
      signal,
    },
  );
}

/** Whether a failed try may be on the bill: what we don't know counts. */
function mayBeBilled(error: unknown): boolean {
  if (error instanceof LlmUnavailableError) return error.mayBeBilled;
  return !(error instanceof LlmDeniedError || error instanceof LlmRejectedError);
}

function unpaid<R>(
  { warn }: PayContext,
  { plan, breaker }: Payable<R>,
  { error, paid }: { error: unknown; paid: Paid },
): UnpaidCall {
  if (error instanceof LlmRejectedError) return { kind: "rejected", paid };
  if (error instanceof BudgetSpentError) return { kind: "failed", failure: "budget", paid };
  const isDenied = error instanceof LlmDeniedError;
  if (!isDenied && !(error instanceof LlmUnavailableError)) throw error;
  const failure = isDenied ? "denied" : "unavailable";
  if (breaker.failed(failure)) {
    warn(`${plan.provider} ${plan.model} is asked no more this time: ${error.message}`);
  }
  return { kind: "failed", failure, paid };
}

function spentWith(
  billed: Amount,
  { bound }: HeldCall,
  { uncertain, attempts, startedMs }: Progress,
): Pick<CallEnd, "spent" | "latencyMs" | "attempts"> {
  return {
    spent: {
      nanoUsd: billed.nanoUsd + uncertain * bound.nanoUsd,
      tokens: billed.tokens + uncertain * bound.tokens,
    },
    latencyMs: monotonicMs() - startedMs,
    attempts,
  };
}

function failedEnd(error: unknown, held: HeldCall, progress: Progress): CallEnd {
  return {
    state: "failed",
    modelAnswered: undefined,
    tokensIn: 0,
    tokensOut: 0,
    ...spentWith({ nanoUsd: 0, tokens: 0 }, held, progress),
    errorCode: error instanceof EarshotError ? error.code : "CANCELLED",
    answeredCount: 0,
    answers: [],
  };
}
