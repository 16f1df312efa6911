import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

import type { Clock } from "../../core/base/clock.ts";
import type { LlmSettings } from "../../core/config/llm-settings.ts";
import type { Store, StoreQueries } from "../../storage/store/store.ts";
import { dayOf, periodStart } from "./budget-period.ts";
import { saveAnswers, type AnswerToKeep } from "./kept-answers.ts";
import { nanoUsdOf, type NanoUsd } from "./money.ts";

/** Money and tokens. */
export type Amount = { nanoUsd: NanoUsd; tokens: number };

/** A call that is about to be made. */
export type CallPlan = {
  runId: string;
  prompt: string;
  promptVersion: number;
  provider: string;
  model: string;
  textCount: number;
  /** Tokens by our own count, to be held against those billed. */
  countedIn: number;
  likelyOut: number;
  /** The most that it can cost. */
  bound: Amount;
};

/** How a call ended. */
export type CallEnd = {
  state: "done" | "failed";
  /** Model that answered, as its provider names it. */
  modelAnswered: string | undefined;
  tokensIn: number;
  tokensOut: number;
  /** Counted against the budget: what was billed, and the bound of each try that may have been. */
  spent: Amount;
  latencyMs: number;
  attempts: number;
  errorCode: string | undefined;
  /** Texts that it answered. */
  answeredCount: number;
  /** Those of them that are kept now. */
  answers: readonly AnswerToKeep[];
};

/** A call whose cost is held. */
export type HeldCall = { callId: string; day: string; bound: Amount };

/** The budget and the ledger of calls, in the store. */
export type Ledger = {
  /** Holds what a call may cost; undefined where the budget does not have it. Durable when it resolves. */
  reserve(plan: CallPlan): Promise<HeldCall | undefined>;
  /** Holds the bound once more, for a try after one that may have been billed. */
  extend(call: HeldCall): Promise<HeldCall | undefined>;
  /** Notes how a call ended and keeps its answers, and what `keep` writes, in one transaction. */
  settle(
    call: HeldCall,
    end: CallEnd,
    keep?: (within: StoreQueries) => Promise<void>,
  ): Promise<void>;
  /** What was spent or is held in this period, and what may be spent still. */
  left(): Promise<{ spentNanoUsd: NanoUsd; nanoUsd: NanoUsd; tokens: number | undefined }>;
};

export type LedgerOptions = {
  store: Store;
  clock: Clock;
  timeZone: string;
  budget: LlmSettings["budget"];
  /** Longest that a call can take with all its tries. */
  callMsMax: number;
};

/** This process, so that the rows of one that died can be told from those of one that works. */
const host = hostname();
const life = randomUUID();
const budgetLock = 4_710_715_001; // any number that nothing else locks

/** Opens the ledger; calls of processes that died while they were made become `lost`. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { store, clock } = options;
  await markLost(store, clock);
  return {
    reserve: (plan) => reserve(options, plan),
    extend: (call) => extend(options, call),
    settle: (call, end, keep) =>
      store.transaction(async (within) => {
        await settle(within, call, { end, now: clock.now() });
        await keep?.(within);
      }),
    left: () => left(options),
  };
}

function today({ clock, timeZone }: LedgerOptions): string {
  return dayOf(clock.now(), timeZone);
}

async function heldSince(queries: StoreQueries, start: string): Promise<Amount> {
  const [row] = await queries.rows(
    `SELECT coalesce(sum(nanousd), 0)::BIGINT AS nanousd, coalesce(sum(tokens), 0)::BIGINT AS tokens
     FROM llm_spending WHERE day >= $1::TEXT::DATE`,
    [start],
  );
  return { nanoUsd: Number(row?.["nanousd"]), tokens: Number(row?.["tokens"]) };
}

/** Whether the budget has an amount; the lock makes it the only one that asks, on a server too. */
async function isCovered(
  within: StoreQueries,
  { budget, ...options }: LedgerOptions,
  bound: Amount,
): Promise<boolean> {
  await within.rows("SELECT pg_advisory_xact_lock($1::BIGINT)", [budgetLock]);
  const day = today({ budget, ...options });
  const held = await heldSince(within, periodStart(day, budget.period));
  if (held.nanoUsd + bound.nanoUsd > nanoUsdOf(budget.usd)) return false;
  return budget.tokens === undefined || held.tokens + bound.tokens <= budget.tokens;
}

async function reserve(options: LedgerOptions, plan: CallPlan): Promise<HeldCall | undefined> {
  const { store, clock, callMsMax } = options;
  const call = { callId: randomUUID(), day: today(options), bound: plan.bound };
  const startedAt = clock.now();
  return await store.transaction(async (within) => {
    if (!(await isCovered(within, options, plan.bound))) return undefined;
    await addSpending(within, call.day, plan.bound);
    await within.rows(
      `INSERT INTO llm_calls (call_id, run_id, prompt, prompt_version, provider, model, text_count,
         counted_in, likely_out, state, reserved_nanousd, reserved_tokens, day, holder, started_at,
         expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'reserved', $10, $11, $12::TEXT::DATE, $13, $14,
         $15)`,
      [
        call.callId,
        plan.runId,
        plan.prompt,
        plan.promptVersion,
        plan.provider,
        plan.model,
        plan.textCount,
        plan.countedIn,
        plan.likelyOut,
        plan.bound.nanoUsd,
        plan.bound.tokens,
        call.day,
        `${host} ${process.pid} ${life}`,
        startedAt,
        new Date(startedAt.getTime() + callMsMax),
      ],
    );
    return call;
  });
}

async function extend(options: LedgerOptions, call: HeldCall): Promise<HeldCall | undefined> {
  return await options.store.transaction(async (within) => {
    if (!(await isCovered(within, options, call.bound))) return undefined;
    await addSpending(within, call.day, call.bound);
    await within.rows(
      `UPDATE llm_calls SET reserved_nanousd = reserved_nanousd + $2,
         reserved_tokens = reserved_tokens + $3 WHERE call_id = $1`,
      [call.callId, call.bound.nanoUsd, call.bound.tokens],
    );
    return call;
  });
}

async function settle(
  within: StoreQueries,
  call: HeldCall,
  { end, now }: { end: CallEnd; now: Date },
): Promise<void> {
  const [row] = await within.rows(
    "SELECT reserved_nanousd, reserved_tokens FROM llm_calls WHERE call_id = $1 FOR UPDATE",
    [call.callId],
  );
  await addSpending(within, call.day, {
    nanoUsd: end.spent.nanoUsd - Number(row?.["reserved_nanousd"]),
    tokens: end.spent.tokens - Number(row?.["reserved_tokens"]),
  });
  await within.rows(
    `UPDATE llm_calls SET state = $2, model_answered = $3, tokens_in = $4, tokens_out = $5,
       cost_nanousd = $6, spent_tokens = $7, latency_ms = $8, attempts = $9, error_code = $10,
       answered_count = $11, finished_at = $12 WHERE call_id = $1`,
    [
      call.callId,
      end.state,
      end.modelAnswered ?? null,
      end.tokensIn,
      end.tokensOut,
      end.spent.nanoUsd,
      end.spent.tokens,
      Math.round(end.latencyMs),
      end.attempts,
      end.errorCode ?? null,
      end.answeredCount,
      now,
    ],
  );
  await saveAnswers(within, end.answers, { callId: call.callId, at: now });
}

async function left(options: LedgerOptions): ReturnType<Ledger["left"]> {
  const { store, budget } = options;
  const held = await heldSince(store, periodStart(today(options), budget.period));
  return {
    spentNanoUsd: held.nanoUsd,
    nanoUsd: Math.max(0, nanoUsdOf(budget.usd) - held.nanoUsd),
    tokens: budget.tokens === undefined ? undefined : Math.max(0, budget.tokens - held.tokens),
  };
}

async function addSpending(within: StoreQueries, day: string, amount: Amount): Promise<void> {
  await within.rows(
    `INSERT INTO llm_spending (day, nanousd, tokens) VALUES ($1::TEXT::DATE, $2, $3)
     ON CONFLICT (day) DO UPDATE SET nanousd = llm_spending.nanousd + EXCLUDED.nanousd,
       tokens = llm_spending.tokens + EXCLUDED.tokens`,
    [day, amount.nanoUsd, amount.tokens],
  );
}

/**
 * Calls that nobody waits for any more are `lost`: they may have been billed, and count at their
 * bound for ever. Those are the ones of a process of this machine that is gone, and those that began
 * longer ago than any call can take.
 */
async function markLost(store: Store, clock: Clock): Promise<void> {
  const rows = await store.rows(
    "SELECT call_id, holder, expires_at FROM llm_calls WHERE state = 'reserved'",
  );
  const now = clock.now();
  const lost = rows.filter(({ holder, expires_at: at }) => {
    return isGone(String(holder)) || (at instanceof Date && at < now);
  });
  if (lost.length === 0) return;
  await store.rows(
    `UPDATE llm_calls SET state = 'lost', cost_nanousd = reserved_nanousd,
       spent_tokens = reserved_tokens, finished_at = $2
     WHERE state = 'reserved' AND call_id IN (SELECT jsonb_array_elements_text($1::TEXT::JSONB))`,
    [JSON.stringify(lost.map(({ call_id: id }) => id)), now],
  );
}

function isGone(holder: string): boolean {
  const [machine, pid, itsLife] = holder.split(" ");
  if (machine !== host) return false; // which only its own clock can tell
  if (Number(pid) === process.pid) return itsLife !== life;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
