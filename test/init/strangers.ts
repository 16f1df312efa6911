import { crm } from "./strangers-crm.ts";
import { desks } from "./strangers-desks.ts";
import { languages } from "./strangers-languages.ts";
import { publicSets } from "./strangers-public.ts";
import type { Files } from "./try-init.ts";

/** Files nobody told init of, and what a person who knows them expects. */
export type Stranger = {
  what: string;
  files: () => Files;
  /** By source: its entity, and the columns that must be fed by these. `""` must feed nothing. */
  expect: Readonly<
    Record<
      string,
      {
        entity: string | undefined;
        columns?: Readonly<Record<string, string>>;
        never?: readonly string[];
      }
    >
  >;
  /** Settings that must be written. */
  written?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Tables and rows that a run must keep; none may be set aside. */
  kept: Readonly<Record<string, number>>;
};

export const strangers: readonly Stranger[] = [...desks, ...crm, ...languages, ...publicSets];
