import type { MaskedText } from "../../core/base/masked-text.ts";
import { asksTexts } from "../../core/config/llm-settings.ts";
import type { Llm, LlmCallNote } from "../../flow/llm/llm.ts";
import type { LlmEmbedder } from "../../flow/llm/open-embedder.ts";
import type { Store } from "../../storage/store/store.ts";
import type { Scope } from "./scope.ts";
import type { StoreInput } from "./store.ts";

/** A language model that is opened when it is first wanted, with the store that keeps its answers. */
export type LazyLlm = AsyncDisposable & {
  /** The same for all who ask. */
  open(): Promise<Llm>;
  /** The model that makes embeddings, on the same store. */
  openEmbedder(): Promise<LlmEmbedder>;
  /** The calls that were billed or may have been in these runs. */
  calls(runIds: readonly string[]): Promise<LlmCallNote[]>;
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
  let store: Promise<Store> | undefined;
  let llm: Promise<Llm> | undefined;
  let embedder: Promise<LlmEmbedder> | undefined;
  const openStore = (): Promise<Store> => (store ??= openStoreOf(scope, opened, options));
  const open = (): Promise<Llm> => (llm ??= openLlmOf(scope, opened, { ...options, openStore }));
  const openEmbedder = (): Promise<LlmEmbedder> =>
    (embedder ??= openEmbedderOf(scope, { ...options, openStore }));
  return {
    open,
    openEmbedder,
    async calls(runIds) {
      // What is wrong with the settings is told before a store is made.
      await (asksTexts(scope.settings.settings.llm) ? open() : openEmbedder());
      const { callNotes } = await import("../../flow/llm/call-notes.ts");
      return await callNotes(await openStore(), runIds);
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([store, llm, embedder]);
      await opened.disposeAsync();
    },
  };
}

async function openStoreOf(
  scope: Scope,
  opened: AsyncDisposableStack,
  { storeIn = scope.dataFolder, ...input }: LazyLlmOptions,
): Promise<Store> {
  const { openEngineStore } = await import("./store.ts");
  return opened.use(await openEngineStore({ ...scope, dataFolder: storeIn }, input));
}

type OpenOptions = LazyLlmOptions & { openStore: () => Promise<Store> };

async function openLlmOf(
  { settings: { settings }, clock }: Scope,
  opened: AsyncDisposableStack,
  { onWarning, openStore }: OpenOptions,
): Promise<Llm> {
  const [masking, { openLlm }, models] = await Promise.all([
    import("./answer-masker.ts"),
    import("../../flow/llm/open-llm.ts"),
    import("../../flow/llm/open-models.ts"),
  ]);
  // What is wrong with the settings is told before anything is made.
  const chat = await models.openChatModel(settings.llm, { clock });
  const fallback = await models.openFallbackModel(settings.llm, { clock });
  const { llm, time_zone: timeZone } = settings;
  const store = await openStore();
  const mask = masking.answerMasker(settings);
  return opened.use(
    await openLlm({ settings: llm, timeZone, store, chat, fallback, clock, mask, onWarning }),
  );
}

async function openEmbedderOf(
  { settings: { settings }, clock }: Scope,
  { onWarning, openStore }: OpenOptions,
): Promise<LlmEmbedder> {
  const [{ openEmbedder }, { openEmbeddingModel }] = await Promise.all([
    import("../../flow/llm/open-embedder.ts"),
    import("../../flow/llm/open-models.ts"),
  ]);
  const model = await openEmbeddingModel(settings.llm, { clock });
  const { llm, time_zone: timeZone } = settings;
  return await openEmbedder({
    settings: llm,
    timeZone,
    store: await openStore(),
    model,
    clock,
    onWarning,
  });
}
