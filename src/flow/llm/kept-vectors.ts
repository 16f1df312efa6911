import { EarshotError } from "../../core/base/errors.ts";
import type { StoreQueries } from "../../storage/store/store.ts";
import type { EmbeddingModel } from "./chat-model.ts";

/** A model gives vectors of another length than before: they can't be compared. */
class LlmVectorLengthError extends EarshotError {
  readonly code = "LLM_VECTOR_LENGTH";
  readonly kind = "conflict";

  constructor(model: string, { given, kept }: { given: number; kept: number }) {
    super(
      `${model} gives vectors of ${given} numbers, and those kept have ${kept}; \`earshot llm forget\` drops them`,
    );
  }
}

/** Finds vectors that are kept, by key. */
export async function findVectors(
  queries: StoreQueries,
  keys: readonly string[],
): Promise<Map<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  for (let start = 0; start < keys.length; start += keysMax) {
    const rows = await queries.rows(
      `SELECT vector_key, vector FROM llm_vectors
       WHERE vector_key IN (SELECT jsonb_array_elements_text($1::TEXT::JSONB))`,
      [JSON.stringify(keys.slice(start, start + keysMax))],
    );
    for (const { vector_key: key, vector } of rows) {
      found.set(String(key), vectorOf(vector as Uint8Array)); // of BYTEA
    }
  }
  return found;
}

const keysMax = 500;

/** Vectors of one model are of one length, or they can't be compared. */
async function checkLength(
  queries: StoreQueries,
  { provider, model }: EmbeddingModel,
  given: number,
): Promise<void> {
  const [row] = await queries.rows(
    "SELECT octet_length(vector) / 4 AS kept FROM llm_vectors WHERE provider = $1 AND model = $2 LIMIT 1",
    [provider, model],
  );
  const kept = Number(row?.["kept"] ?? given);
  if (kept !== given) throw new LlmVectorLengthError(model, { given, kept });
}

/**
 * Keeps vectors of a model; one that is kept already stays.
 *
 * @throws LlmVectorLengthError when they are of another length than those that are kept.
 */
export async function saveVectors(
  queries: StoreQueries,
  keys: readonly string[],
  made: { vectors: readonly Float32Array[]; model: EmbeddingModel; callId: string; at: Date },
): Promise<void> {
  await checkLength(queries, made.model, made.vectors[0]?.length ?? 0);
  const rows = keys.map((key, index) => ({ key, vector: hexOf(made.vectors[index]!) }));
  await queries.rows(
    `INSERT INTO llm_vectors (vector_key, provider, model, vector, call_id, created_at)
     SELECT t.key, $2, $3, decode(t.vector, 'hex'), $4, $5::TIMESTAMPTZ
     FROM jsonb_to_recordset($1::TEXT::JSONB) AS t (key TEXT, vector TEXT)
     ON CONFLICT (vector_key) DO NOTHING`,
    [JSON.stringify(rows), made.model.provider, made.model.model, made.callId, made.at],
  );
}

/** Numbers of four bytes each, the lowest first on every machine. */
function hexOf(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString("hex");
}

function vectorOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, index) =>
    view.getFloat32(index * 4, true),
  );
}
