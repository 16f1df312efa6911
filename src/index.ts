export { openEarshot } from "./surface/engine/engine.ts";
export type {
  AiTally,
  AskOptions,
  Earshot,
  EngineOptions,
  Plan,
  QueryAnswer,
  Rights,
  RunEvent,
  RunInput,
  RunReport,
  RunScope,
  TableRead,
} from "./surface/engine/engine.ts";
export {
  initProject,
  NoTableError,
  SettingsExistError,
  type InitOptions,
  type InitReport,
} from "./surface/engine/init.ts";
export {
  exportModels,
  openModels,
  type ExportInput,
  type Registry,
} from "./surface/engine/models.ts";
export {
  evaluateModel,
  trainModel,
  type EvaluateInput,
  type EvaluateReport,
  type TrainInput,
  type TrainReport,
} from "./surface/engine/learn.ts";
export {
  checkModel,
  exportLabels,
  importLabels,
  labelStatus,
  type CheckModelInput,
  type ExportLabelsInput,
  type ImportLabelsInput,
  type LabelStatus,
  type TaskCheck,
} from "./surface/engine/label.ts";
export {
  AskTextsError,
  classifyTexts,
  summarizeTexts,
  type AskedTexts,
  type ClassifyInput,
  type SummarizeInput,
} from "./surface/engine/ask-texts.ts";
export { AiArgumentError } from "./flow/ai/ai-question.ts";
export { AiNeedsLlmError, AiUnansweredError } from "./flow/ai/ai-errors.ts";
export { generateSample, InstantError, type GenerateOptions } from "./surface/engine/generate.ts";
export { EarshotError, type ErrorKind } from "./core/base/errors.ts";
export { SettingsError } from "./core/config/settings-error.ts";
export { UnknownStepError } from "./flow/pipeline/choose.ts";
export { LakeHeldError } from "./flow/pipeline/lake-lock.ts";
export { StageFailedError } from "./flow/pipeline/local-stage.ts";
export { StepFailedError } from "./flow/pipeline/run.ts";
export { QueryDeniedError, QueryError, QueryTimeoutError } from "./flow/query/query-errors.ts";
