import { hostname } from "node:os";

import { EarshotError } from "../../core/base/errors.ts";
import type { Holder } from "../../core/base/process-lock.ts";

/** A file of labelled texts can't be read. The message has file and line, and nothing of the text. */
export class LabelledFileError extends EarshotError {
  readonly code = "LABELLED_FILE_INVALID";
  readonly kind = "invalid";
}

/** A label that a task does not know. */
export class UnknownLabelError extends EarshotError {
  readonly code = "LABEL_UNKNOWN";
  readonly kind = "invalid";
}

/** There is nothing to train with, to evaluate or to label. */
export class NothingToLearnError extends EarshotError {
  readonly code = "NOTHING_TO_LEARN";
  readonly kind = "missing";
}

/** What was given does not go together. */
export class LearnInputError extends EarshotError {
  readonly code = "LEARN_INPUT_INVALID";
  readonly kind = "invalid";
}

/** Another process writes the same labels, and goes on doing so. */
export class LabelsHeldError extends EarshotError {
  readonly code = "LABELS_HELD";
  readonly kind = "conflict";

  constructor(path: string, { pid, host, since }: Holder) {
    const mend =
      host === hostname() ? "try again" : `if nothing runs on ${host} any more, remove ${path}`;
    super(`the labels are held by process ${pid} on ${host}, since ${since}; ${mend}`);
  }
}

/** The labels that people gave are not as they were written. */
export class LabelsDamagedError extends EarshotError {
  readonly code = "LABELS_DAMAGED";
  readonly kind = "corrupt";
}

/** Lines as people say them: `line 3`, `lines 3, 5 and 9 more`. */
export function linesText(lines: readonly number[]): string {
  const shown = lines.slice(0, shownLinesMax).join(", ");
  const more = lines.length > shownLinesMax ? ` and ${lines.length - shownLinesMax} more` : "";
  return `${lines.length === 1 ? "line" : "lines"} ${shown}${more}`;
}

const shownLinesMax = 5;
