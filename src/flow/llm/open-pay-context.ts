import type { Clock } from "../../core/base/clock.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Sleep } from "../../core/base/retry.ts";
import type { LlmSettings } from "../../core/config/llm-settings.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import type { Store } from "../../storage/store/store.ts";
import { createBudgetHold } from "./hold-budget.ts";
import { openLedger } from "./ledger.ts";
import type { PayContext } from "./pay-call.ts";

/** What paying for calls takes. */
export type PayOptions = {
  settings: LlmSettings;
  /** Zone of the business, whose days and months the budget goes by. */
  timeZone: string;
  store: Store;
  clock: Clock;
  onWarning?: ((message: MaskedText) => void) | undefined;
  /** How retries wait; default: on the machine's clock. */
  sleep?: Sleep | undefined;
};

/** Tries of a call, and milliseconds that a server may ask to wait before each. */
const triesMax = 6;
const waitMsMax = 60_000;

/** Opens the ledger, and what calls of one opening share beside it. */
export async function openPayContext(options: PayOptions): Promise<PayContext> {
  const { settings, store, clock, timeZone, onWarning, sleep } = options;
  const { budget, timeout_seconds: seconds } = settings;
  const callMsMax = triesMax * (seconds * 1_000 + waitMsMax);
  return {
    ledger: await openLedger({ store, clock, timeZone, budget, callMsMax }),
    hold: createBudgetHold(),
    warn: (message) => onWarning?.(maskPlain(message)),
    sleep,
  };
}
