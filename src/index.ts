export { openEarshot } from "./surface/engine/engine.ts";
export type {
  Earshot,
  EngineOptions,
  QueryAnswer,
  RunEvent,
  RunInput,
  RunReport,
  RunScope,
} from "./surface/engine/engine.ts";
export { EarshotError, type ErrorKind } from "./core/base/errors.ts";
