import { EarshotError } from "../../core/base/errors.ts";

/** What can be done without it depends on what else of the lake is there. */
const restoring =
  "restore this file from a backup; where there is none, `earshot doctor` says what else can be done";

/** A file of a Delta table is damaged or missing, so the table cannot be read as it was written. */
export class DeltaCorruptError extends EarshotError {
  readonly code = "DELTA_CORRUPT";
  readonly kind = "corrupt";
  /** The file that is damaged or missing. */
  readonly path: string;
  /** What is wrong with it, without what to do. */
  readonly problem: string;

  constructor(path: string, problem: string, cause?: unknown) {
    super(`${path}: ${problem}; ${restoring}`, { cause });
    this.path = path;
    this.problem = `${path}: ${problem}`;
  }
}

/** A file that a version of a table consists of is gone. */
export class DeltaFileMissingError extends EarshotError {
  readonly code = "DELTA_FILE_MISSING";
  readonly kind = "corrupt";
  /** What is wrong, without what to do. */
  readonly problem: string;

  constructor(path: string) {
    super(`${path}: this file is missing; ${restoring}`);
    this.problem = `${path}: this file is missing`;
  }
}

/** Another writer committed something this write depends on; nothing was changed by this one. */
export class DeltaConflictError extends EarshotError {
  readonly code = "DELTA_CONFLICT";
  readonly kind = "conflict";
  readonly folder: string;
  /** The version at which the other writer won. */
  readonly version: number;

  constructor(folder: string, version: number, problem: string) {
    super(`${folder}: version ${version} ${problem}; read the table again and repeat the write`);
    this.folder = folder;
    this.version = version;
  }
}

/** The table needs a Delta feature that this reader or writer does not have. */
export class DeltaUnsupportedError extends EarshotError {
  readonly code = "DELTA_UNSUPPORTED";
  readonly kind = "invalid";
  readonly folder: string;

  constructor(folder: string, problem: string) {
    super(
      `${folder}: ${problem}; use another Delta client, or turn the feature off for this table`,
    );
    this.folder = folder;
  }
}

/** The rows given do not fit the table, or no Delta table can hold them. */
export class DeltaSchemaError extends EarshotError {
  readonly code = "DELTA_SCHEMA";
  readonly kind = "invalid";
}

/** There is no Delta table in the folder, where one is needed. */
export class DeltaTableMissingError extends EarshotError {
  readonly code = "DELTA_TABLE_MISSING";
  readonly kind = "missing";
  readonly folder: string;

  constructor(folder: string) {
    super(`${folder} holds no Delta table; check the path, or make the table by appending to it`);
    this.folder = folder;
  }
}

/** The table has no such version: it is too new, or its log was cleaned away. */
export class DeltaVersionMissingError extends EarshotError {
  readonly code = "DELTA_VERSION_MISSING";
  readonly kind = "missing";
  readonly folder: string;
  readonly version: number;

  constructor(folder: string, version: number, latest: number) {
    super(`${folder} has no version ${version}; its latest is ${latest}`);
    this.folder = folder;
    this.version = version;
  }
}

/** The table has no version of that time: it was made later, its log was cleaned away, or not yet. */
export class DeltaTimeMissingError extends EarshotError {
  readonly code = "DELTA_TIME_MISSING";
  readonly kind = "missing";
  readonly folder: string;
  /** The instant asked for. */
  readonly asOf: Date;

  /** @param range - Times of the first and the latest version; empty when no commit is left. */
  constructor(folder: string, asOf: Date, range: readonly Date[]) {
    const times = range.map((time) => time.toISOString()).join(" to ");
    super(
      `${folder} cannot be read as of ${asOf.toISOString()}: its versions are of ` +
        `${times === "" ? "unknown time" : times}; ask for a time in between, or for a version`,
    );
    this.folder = folder;
    this.asOf = asOf;
  }
}

/** Files would be deleted sooner after their removal than the table promises. */
export class DeltaRetentionError extends EarshotError {
  readonly code = "DELTA_RETENTION";
  readonly kind = "invalid";
  readonly folder: string;

  constructor(folder: string, hours: number, hoursMin: number) {
    super(
      `${folder} keeps removed files for ${hoursMin} hours, and ${hours} are fewer: who reads an older ` +
        "version now, or is writing, may lose files; keep more hours, or, when nothing reads or writes, force it: " +
        `\`earshot vacuum TABLE --retention-hours ${hours} --force\``,
    );
    this.folder = folder;
  }
}
