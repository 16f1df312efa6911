import { afterAll, beforeAll, describe } from "vitest";

import { openBench, type Bench } from "./bench.ts";
import { readsLake } from "./lake.ts";
import { readsOurs } from "./reads-ours.ts";
import { sparkMade } from "./spark-made.ts";
import { sparkHere } from "./session.ts";
import { writesOurs } from "./writes-ours.ts";

const timeout = 900_000; // on a busy machine

// One Spark for all of them: it takes longer to start than to answer.
describe.skipIf(sparkHere === undefined)("Spark", { timeout }, () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench();
  }, timeout);

  afterAll(async () => bench?.[Symbol.asyncDispose]());

  describe("reads a table of ours and", () => {
    readsOurs(() => bench);
  });
  describe("writes to a table of ours and", () => {
    writesOurs(() => bench);
  });
  describe("reads the lake of the sample company and", () => {
    readsLake(() => bench);
  });
  describe("makes a table that", () => {
    sparkMade(() => bench);
  });
});
