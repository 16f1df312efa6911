import { DuckDBScalarFunction, VARCHAR } from "@duckdb/node-api";

import { assert } from "../../core/base/errors.ts";
import type { Connection } from "./connection.ts";

/** Text in, text out, for a whole chunk of rows at once (up to 2,048). */
export type TextFunction = (texts: readonly (string | null)[]) => readonly (string | null)[];

/** One row of a function of several texts. */
type RowFunction = (...texts: (string | null)[]) => string | null;

/**
 * Makes a function of one row callable in SQL on every connection of the database, as
 * `name(VARCHAR, …) → VARCHAR` with as many arguments as it has. It must be pure.
 */
export function registerRowFunction(
  connection: Connection,
  name: string,
  apply: RowFunction,
): void {
  connection.driver.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: Array.from({ length: apply.length }, () => VARCHAR),
      returnType: VARCHAR,
      specialHandling: true, // NULL comes in as NULL, it is not skipped
      mainFunction(_info, input, output) {
        const columns = Array.from({ length: apply.length }, (_, i) => input.getColumnVector(i));
        for (let row = 0; row < input.rowCount; row++) {
          const texts = columns.map((column) => column.getItem(row) as string | null);
          output.setItem(row, apply(...texts));
        }
        output.flush();
      },
    }),
  );
}

/**
 * Makes a TypeScript function callable in SQL on this connection, as `name(VARCHAR) → VARCHAR`.
 * It must be pure: the engine may call it in any order. What it throws ends the statement; the
 * thrown value is kept and given by the returned function, because the engine keeps only its text.
 */
export function registerTextFunction(
  connection: Connection,
  name: string,
  apply: TextFunction,
): { thrown: () => unknown } {
  let thrown: unknown;
  connection.driver.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: [VARCHAR],
      returnType: VARCHAR,
      specialHandling: true, // NULL comes in as NULL, it is not skipped
      mainFunction(_info, input, output) {
        try {
          const column = input.getColumnVector(0);
          const texts = Array.from(
            { length: input.rowCount },
            (_, i) => column.getItem(i) as string | null,
          );
          const results = apply(texts);
          assert(
            results.length === texts.length,
            `${name}: ${results.length} for ${texts.length} rows`,
          );
          results.forEach((result, i) => output.setItem(i, result));
          output.flush();
        } catch (error) {
          thrown ??= error;
          throw error;
        }
      },
    }),
  );
  return { thrown: () => thrown };
}
