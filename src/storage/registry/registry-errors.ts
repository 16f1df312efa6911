import { hostname } from "node:os";

import { EarshotError } from "../../core/base/errors.ts";
import type { Holder } from "../../core/base/process-lock.ts";

/** What was given can't be a model's name, or a name within one. */
export class ModelNameError extends EarshotError {
  readonly code = "MODEL_NAME_INVALID";
  readonly kind = "invalid";
}

/** There is no such model, or no such version of it. */
export class ModelMissingError extends EarshotError {
  readonly code = "MODEL_MISSING";
  readonly kind = "missing";
}

/** A file of a version is not as it was written. */
export class ModelDamagedError extends EarshotError {
  readonly code = "MODEL_DAMAGED";
  readonly kind = "corrupt";
}

/** A newer Earshot wrote it. */
export class ModelNewerError extends EarshotError {
  readonly code = "MODEL_NEWER";
  readonly kind = "invalid";
}

/** A version could not be written; nothing of it was kept. */
export class ModelNotWrittenError extends EarshotError {
  readonly code = "MODEL_NOT_WRITTEN";
  readonly kind = "unavailable";
}

/** What says which version is champion, or who decided so, is damaged. */
export class RegistryDamagedError extends EarshotError {
  readonly code = "MODEL_REGISTRY_DAMAGED";
  readonly kind = "corrupt";
}

/** The version has not shown that it is better than the champion. */
export class PromotionRefusedError extends EarshotError {
  readonly code = "MODEL_PROMOTION_REFUSED";
  readonly kind = "denied";
}

/** The aliases can't be changed this way. */
export class AliasRefusedError extends EarshotError {
  readonly code = "MODEL_ALIAS_REFUSED";
  readonly kind = "invalid";
}

/** Another process changes the same model, and goes on doing so. */
export class RegistryHeldError extends EarshotError {
  readonly code = "MODEL_REGISTRY_HELD";
  readonly kind = "conflict";

  constructor(path: string, { pid, host, since }: Holder) {
    const mend =
      host === hostname() ? "try again" : `if nothing runs on ${host} any more, remove ${path}`;
    super(`the model is held by process ${pid} on ${host}, since ${since}; ${mend}`);
  }
}
