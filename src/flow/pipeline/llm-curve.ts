import { assert, EarshotError } from "../../core/base/errors.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import type { LlmPrice } from "../llm/llm.ts";
import { fillParameters } from "../warehouse/parameters.ts";
import { priceModels } from "./ask-models.ts";
import { tableNames } from "./relations.ts";
import type { PriceContext } from "./stage-step.ts";
import { openStepSession } from "./step-context.ts";

/** There is no lake yet whose local answers could be looked at. */
class NoAnswersError extends EarshotError {
  readonly code = "NO_ANSWERS";
  readonly kind = "missing";
}

/** How often a local answer and the language model's are the same. */
export type Agreement = { task: string; bothCount: number; sameCount: number };

/** What a value of `llm.confidence` would mean. */
export type CurvePoint = {
  confidence: number;
  /** Different texts that would go up, of all that may. */
  textCount: number;
  allCount: number;
  /** What that would still cost; answers that are kept cost nothing. */
  price: LlmPrice;
  /**
   * Of local answers at least this sure, as far as a language model was asked about their texts too:
   * what is given up by leaving them local.
   */
  agreements: Agreement[];
};

/** Tasks whose answers can be the same: column of the answer and of how sure it is. */
const tasks = [
  { task: "category", column: "category", confidence: "category_confidence" },
  { task: "sentiment", column: "sentiment", confidence: "sentiment_confidence" },
  { task: "frustration", column: "frustration_level", confidence: "frustration_confidence" },
  { task: "urgency", column: "urgency", confidence: "urgency_confidence" },
] as const;

/**
 * Tells what different thresholds of the cascade would send up and cost, by the local answers that
 * stand in the lake, and how far these agree with what a language model has said. Asks nothing.
 *
 * @throws NoAnswersError before the first run.
 */
export async function cascadeCurve(
  thresholds: readonly number[],
  context: PriceContext,
): Promise<CurvePoint[]> {
  const { project, relations, executor, ask, signal } = context;
  const loaded = project.stages.find(({ stage }) => stage.writes === "enriched.llm_answers");
  assert(loaded !== undefined, "the product has the stage");
  if ((await executor.snapshot("enriched.text_answers")) === undefined) {
    throw new NoAnswersError(
      "there are no local answers to look at yet; `earshot run --select +enriched.text_answers` makes them and costs nothing",
    );
  }
  await relations.show([...tableNames(loaded.sql), "enriched.llm_answers"]);
  await using session = await openStepSession({ executor, signal });
  const inputAt = (confidence: number): string =>
    fillParameters(
      loaded.sql,
      new Map([...project.parameters, ["llm_confidence", String(confidence)]]),
    );
  const count = async (select: string): Promise<number> => {
    const [row] = await session.rows(`SELECT count(*) AS n FROM (${select})`);
    return Number(row?.["n"]);
  };
  const whole = new Map([...project.parameters, ["llm_confidence", "1"], ["llm_share", "1"]]);
  const allCount = await count(fillParameters(loaded.sql, whole));
  const points: CurvePoint[] = [];
  for (const confidence of thresholds) {
    const input = inputAt(confidence);
    const sameRow = (one: string, other: string): string => `${one}.text_hash = ${other}.text_hash`;
    const price = await priceModels(session, { loaded, input, sameRow }, { ask, signal });
    assert(price !== undefined, "a language model has a price");
    const rows = await session.rows(agreementSelect(confidence));
    const agreements = rows.map((row) => ({
      task: textOf(row["task"]),
      bothCount: Number(row["both_count"]),
      sameCount: Number(row["same_count"]),
    }));
    points.push({ confidence, textCount: await count(input), allCount, price, agreements });
  }
  return points;
}

/** SELECT of how often both say the same, a row a task that both were asked. */
function agreementSelect(threshold: number): string {
  const parts = tasks.map(
    ({ task, column, confidence }, place) => `
      SELECT ${place} AS place, '${task}' AS task, count(*) AS both_count,
        count(*) FILTER (WHERE a.${column} = l.${column}) AS same_count
      FROM enriched.llm_answers AS l
      JOIN enriched.text_answers AS a ON a.text_hash = l.text_hash
      WHERE l.${column} IS NOT NULL AND a.${confidence} >= ${threshold}`,
  );
  return `SELECT task, both_count, same_count FROM (${parts.join(" UNION ALL ")}) WHERE both_count > 0 ORDER BY place`;
}
