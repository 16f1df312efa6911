import type { ChatCall, ChatModel } from "./chat-model.ts";
import { LlmDeniedError, LlmUnavailableError } from "./llm-errors.ts";

/** Told when the second model is asked, with what the first one failed with. */
export type OnFallback = (error: Error, call: ChatCall) => void;

/**
 * Two models as one: where the first can't be asked, the second is, if it can do the task. Tries of
 * each are the caller's: hand over models that try again by themselves.
 *
 * Tasks that the second can't do fail
 * as the first did. Which of them answered is in the reply's `model`.
 */
export function withFallback(
  first: ChatModel,
  second: ChatModel,
  onFallback?: OnFallback,
): ChatModel {
  return {
    provider: first.provider,
    model: first.model,
    tasks: first.tasks,
    async complete(call, signal) {
      try {
        return await first.complete(call, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (!isFailure(error) || !canDo(second, call.task)) throw error;
        onFallback?.(error, call);
        return await second.complete(call, signal);
      }
    },
  };
}

/** Whether a model can be asked a task. */
export function canDo({ tasks }: ChatModel, task: string): boolean {
  return tasks === undefined || tasks.includes(task);
}

function isFailure(error: unknown): error is LlmUnavailableError | LlmDeniedError {
  return error instanceof LlmUnavailableError || error instanceof LlmDeniedError;
}
