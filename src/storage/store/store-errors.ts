import { EarshotError, type ErrorKind } from "../../core/base/errors.ts";
import type { Holder } from "../../core/base/process-lock.ts";

/** Another process has the embedded store open. */
export class StoreHeldError extends EarshotError {
  readonly code = "STORE_HELD";
  readonly kind = "conflict";
  readonly holder: Holder;

  constructor(folder: string, holder: Holder) {
    super(
      `the store in ${folder} is open in process ${holder.pid} on ${holder.host} (${holder.command}, ` +
        `since ${holder.since}); wait for it to end (--wait does, where a command has it), or set ` +
        "DATABASE_URL to a PostgreSQL server, which several processes can share",
    );
    this.holder = holder;
  }
}

/** The store does not work now: no server, no room on the disk, or it was closed. */
export class StoreUnavailableError extends EarshotError {
  readonly code = "STORE_UNAVAILABLE";
  readonly kind = "unavailable";
}

/** `DATABASE_URL` is no address; it may hold a password, so it is not told. */
export class StoreAddressError extends EarshotError {
  readonly code = "STORE_ADDRESS";
  readonly kind = "invalid";

  constructor() {
    super(
      // An example with user and password would be masked where it is told.
      "DATABASE_URL is no address of a PostgreSQL server, such as postgresql://host:5432/database " +
        "with user, colon, password and @ before the host, special characters of them as %xx",
    );
  }
}

/** The store's files or tables are not what this version of Earshot can use. */
export class StoreVersionError extends EarshotError {
  readonly code = "STORE_VERSION";
  readonly kind = "corrupt";
}

/** No migration has this number. */
export class MigrationMissingError extends EarshotError {
  readonly code = "STORE_MIGRATION_MISSING";
  readonly kind = "missing";

  constructor(number: number, newest: number) {
    super(`there is no migration ${number}; there are 0 (none) to ${newest}`);
  }
}

/** A value that the store can't keep as it is. */
export class StoreValueError extends EarshotError {
  readonly code = "STORE_VALUE";
  readonly kind = "invalid";
}

/** A statement failed; the message names no values, which may be personal. */
export class StoreStatementError extends EarshotError {
  readonly code = "STORE_STATEMENT";
  readonly kind: ErrorKind;
  /** PostgreSQL's code, such as 23505 for a value that must be unique. */
  readonly sqlState: string;

  constructor(message: string, { kind, sqlState }: { kind: ErrorKind; sqlState: string }) {
    super(message);
    this.kind = kind;
    this.sqlState = sqlState;
  }
}
