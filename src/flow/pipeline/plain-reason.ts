import { messageOf, systemCode } from "../../core/base/errors.ts";

/** Kinds of the engine's complaints that tell of the machine, not of the rows. */
const machineError = /^(IO|Out of Memory|Permission|Interrupt|TransactionContext) Error: /;

/** A reason that can be shown: what engines say about rows may quote them, so it is left out. */
export function plainReason(cause: unknown): string {
  const message = messageOf(cause);
  if (systemCode(cause) === "ENOSPC" || /No space left/i.test(message))
    return "the disk is full; free some space";
  const [first = ""] = message.split("\n");
  if (systemCode(cause) !== undefined || machineError.test(message)) return first.slice(0, 300);
  const kind = /^([A-Z][A-Za-z ]{2,40}) Error: /.exec(message)?.[1];
  if (kind === undefined)
    return `something unexpected happened (${nameOf(cause)}); if it comes again, please report it with this line`;
  const words = engineErrors[kind] ?? `an error of the kind ${kind}`;
  return `the engine reports ${words}; what it quotes is left out, because it may be customers' words`;
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

/** Kinds of the engine's complaints about rows and SQL, in words that quote nothing. */
const engineErrors: Readonly<Record<string, string>> = {
  Conversion: "that a value does not fit the type its SQL wants",
  "Out of Range": "that a number is too large for its type",
  "Invalid Input": "that a function got a value it does not take",
  Binder: "that the SQL names a column that is not there, a bug of Earshot",
  Catalog: "that the SQL names a table or function that is not there, a bug of Earshot",
  Parser: "SQL that it can't read, a bug of Earshot",
  INTERNAL: "a bug of its own",
};
