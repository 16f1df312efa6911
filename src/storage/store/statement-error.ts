import { messageOf, type ErrorKind } from "../../core/base/errors.ts";
import { StoreStatementError, StoreUnavailableError } from "./store-errors.ts";

/** What both drivers say of a failed statement. */
type DriverError = {
  code?: unknown;
  message?: unknown;
  constraint?: unknown;
  column?: unknown;
  table?: unknown;
};

/**
 * What is thrown for a driver's error. PostgreSQL quotes values where it speaks of values (classes
 * 22 and 23), so of these only the code and the names of tables, columns and constraints are told.
 */
export function statementError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) && typeof thrown !== "object") return thrown;
  const error = thrown as DriverError; // each property is looked at before it is used
  const sqlState = typeof error.code === "string" ? error.code : "";
  if (isFull(sqlState, error)) return new StoreUnavailableError(fullText);
  if (isGone(sqlState, error))
    return new StoreUnavailableError(`the store does not answer (${sqlState || "no connection"})`);
  if (!/^[0-9A-Z]{5}$/.test(sqlState)) return thrown;
  const kind = kindOf(sqlState);
  const text = /^2[23]/.test(sqlState) ? namesOf(error) : messageOf(thrown);
  return new StoreStatementError(`the store refused a statement (${sqlState}): ${text}`, {
    kind,
    sqlState,
  });
}

const fullText = "there is no room left where the store lies; make some, nothing kept is lost";

function isFull(sqlState: string, { message }: DriverError): boolean {
  if (sqlState === "53100" || sqlState === "ENOSPC") return true;
  return typeof message === "string" && /no space left on device/i.test(message);
}

/** Connections that fail or end, a server that stops or has no connection left. */
function isGone(sqlState: string, { message }: DriverError): boolean {
  if (/^(08...|57P0[1-5]|53300|E[A-Z]{4,})$/.test(sqlState)) return true;
  return (
    typeof message === "string" && /connection (terminated|error)|timeout exceeded/i.test(message)
  );
}

function kindOf(sqlState: string): ErrorKind {
  if (sqlState.startsWith("23") || sqlState.startsWith("40") || sqlState === "55P03")
    return "conflict";
  if (sqlState.startsWith("53") || sqlState.startsWith("54")) return "limit";
  if (sqlState === "42501" || sqlState.startsWith("28")) return "denied";
  return /^(58|XX)/.test(sqlState) ? "corrupt" : "invalid";
}

function namesOf({ table, column, constraint }: DriverError): string {
  const names = Object.entries({ table, column, constraint }).flatMap(([what, name]) =>
    typeof name === "string" && name !== "" ? [`${what} ${name}`] : [],
  );
  return names.length === 0 ? "a value does not fit" : names.join(", ");
}
