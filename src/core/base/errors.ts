/**
 * What went wrong, as the caller should react to it. `http` maps a kind to a status, `cli` to an
 * exit code.
 *
 * - `invalid`: the input is wrong; mend it and try again.
 * - `missing`: the thing named does not exist.
 * - `conflict`: somebody else changed or holds it; try again later.
 * - `denied`: it exists, but is not allowed here.
 * - `limit`: a named limit was reached.
 * - `corrupt`: something stored is damaged.
 * - `unavailable`: a resource outside (disk, network) does not work.
 * - `cancelled`: the caller asked to stop.
 */
export type ErrorKind =
  | "invalid"
  | "missing"
  | "conflict"
  | "denied"
  | "limit"
  | "corrupt"
  | "unavailable"
  | "cancelled";

/**
 * An expected failure. The message says what is wrong, with the value, and what to do next; it
 * never holds personal data. A bug is a failed {@link assert} instead.
 */
export abstract class EarshotError extends Error {
  /** Stable, upper snake case, unique over the product. */
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;

  override get name(): string {
    return this.constructor.name;
  }
}

/** A broken promise between two pieces of our own code: a bug, never the user's mistake. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Throws an {@link AssertionError} when `condition` does not hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The system's code of a failed call (`ENOENT`, `EEXIST`), or undefined for any other failure. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}
