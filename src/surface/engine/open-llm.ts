import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Llm } from "../../flow/llm/llm.ts";
import type { Scope } from "./scope.ts";
import type { StoreInput } from "./store.ts";

/** A language model that is opened when it is first wanted, with the store that keeps its answers. */
export type LazyLlm = AsyncDisposable & {
  /** The same for all who ask. */
  open(): Promise<Llm>;
};

type LazyLlmOptions = StoreInput & {
  /** Folder that holds an embedded store; default: the data folder. */
  storeIn?: string | undefined;
  onWarning?: ((message: MaskedText) => void) | undefined;
};

/** The language model of the settings; undefined where they name none. Nothing is opened yet. */
export function lazyLlm(scope: Scope, options: LazyLlmOptions = {}): LazyLlm | undefined {
  if (scope.settings.settings.llm.provider === undefined) return undefined;
  const opened = new AsyncDisposableStack();
  let llm: Promise<Llm> | undefined;
  return {
    open: () => (llm ??= openLlmOf(scope, opened, options)),
    async [Symbol.asyncDispose]() {
      await llm?.catch(() => undefined);
      await opened.disposeAsync();
    },
  };
}

async function openLlmOf(
  scope: Scope,
  opened: AsyncDisposableStack,
  { storeIn = scope.dataFolder, onWarning, ...input }: LazyLlmOptions,
): Promise<Llm> {
  const { settings } = scope.settings;
  const { clock } = scope;
  const [{ openEngineStore }, masking, { openLlm }, models] = await Promise.all([
    import("./store.ts"),
    import("./answer-masker.ts"),
    import("../../flow/llm/open-llm.ts"),
    import("../../flow/llm/open-models.ts"),
  ]);
  // What is wrong with the settings is told before anything is made.
  const chat = await models.openChatModel(settings.llm, { clock });
  const fallback = await models.openFallbackModel(settings.llm, { clock });
  const place = { ...scope, dataFolder: storeIn };
  const store = opened.use(await openEngineStore(place, input));
  return opened.use(
    await openLlm({
      settings: settings.llm,
      timeZone: settings.time_zone,
      store,
      chat,
      fallback,
      clock,
      mask: masking.answerMasker(settings),
      onWarning,
    }),
  );
}
