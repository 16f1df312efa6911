import { z } from "zod";

import { LlmSettings } from "./llm-settings.ts";
import { languageCode, PrivacySettings } from "./privacy-settings.ts";
import { SourceSettings } from "./source-settings.ts";
import { timeZone } from "./time-zone.ts";

const hours = (standard: number) => z.number().positive().default(standard);
const weight = (standard: number) => z.number().min(0).max(100).default(standard);
const share = (standard: number) => z.number().min(0).max(1).default(standard);

const sla = z.strictObject({
  low_hours: hours(48).describe("Hours to resolve a ticket of LOW priority"),
  medium_hours: hours(24).describe("Hours to resolve a ticket of MEDIUM priority"),
  high_hours: hours(8).describe("Hours to resolve a ticket of HIGH priority"),
  critical_hours: hours(4).describe("Hours to resolve a ticket of CRITICAL priority"),
  first_response_share: share(0.25).describe(
    "Part of these hours within which the first answer is due",
  ),
  at_risk_share: share(0.25).describe(
    "A ticket is at risk when less than this part of its time is left",
  ),
});

const leadScore = z.strictObject({
  engagement: weight(40).describe("Most points for the quality of the contacts so far"),
  recency: weight(25).describe("Most points for a recent contact"),
  deal_value: weight(20).describe("Most points for the value on the table"),
  channel_response: weight(10).describe("Most points for the share of contacts that went well"),
  past_wins: weight(5).describe("Points for any deal won before"),
  recent_days: z.number().min(0).default(14).describe("Days for which a contact counts in full"),
  half_life_days: z
    .number()
    .positive()
    .default(30)
    .describe("Days in which it then loses half its worth"),
  hot: weight(80).describe("Least score of a HOT lead"),
  warm: weight(60).describe("Least score of a WARM lead"),
  cool: weight(40).describe("Least score of a COOL lead"),
});

const valueTier = z.strictObject({
  industries: z
    .array(z.string())
    .default(["TELECOM", "BANKING"])
    .describe("Industries whose accounts with a contract are HIGH"),
  top_share: share(0.1).describe(
    "Part of the accounts, by volume, that is HIGH whatever the industry",
  ),
});

const segments = z.strictObject({
  tenure_days_new: z
    .number()
    .positive()
    .default(180)
    .describe("Accounts younger than this are NEW"),
  quiet_days: z
    .number()
    .positive()
    .default(90)
    .describe("Accounts without contact for longer are DORMANT"),
  risk: share(0.6).describe("Churn risk above which an account is AT_RISK"),
});

const enrichment = z.strictObject({
  tags: z
    .array(z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, "a code such as CARD_READING"))
    .min(1)
    .max(500)
    .optional()
    .describe("Tags that texts may be given; default: the subcategories"),
  tag_confidence: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Least confidence of a tag that is given; default: what the model learned for each"),
  scope_similarity: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe(
      "Cosine to the nearest labelled text from which a text is in scope; default: what the model learned",
    ),
  languages: z
    .array(languageCode)
    .min(1)
    .optional()
    .describe("The only languages that texts may be in; default: any that can be told"),
});

const modelFolder = (what: string) =>
  z
    .string()
    .min(1)
    .optional()
    .describe(`Folder of ${what} in ONNX, asked beside the local models; default: none`);

const models = z.strictObject({
  embedding: modelFolder("a sentence encoder"),
  sentiment: modelFolder("a classifier of the sentiment"),
  sentiment_labels: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe("Sentiment that each of its labels means, such as LABEL_0: NEGATIVE"),
  category: modelFolder("a classifier of the category, or of natural language inference"),
  category_labels: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe(
      "Category that each of its labels means; for zero-shot, the words for each category asked about",
    ),
  hypothesis: z
    .string()
    .includes("{}", { error: "a sentence with {} for the category" })
    .default("This text is about {}.")
    .describe("Zero-shot: what is claimed of a text; {} stands for the category's words"),
  runtime: z
    .string()
    .min(1)
    .optional()
    .describe("Folder whose node_modules has onnxruntime-node; default: where Earshot is"),
});

const limits = z.strictObject({
  memory: z
    .string()
    .regex(/^\d+(\.\d+)? ?[KMGT]i?B$/i, "a size such as 2GB")
    .default("2GB")
    .describe("Memory that a run may take, about; what needs more goes to disk"),
  rows_per_file: z
    .int()
    .min(1_000)
    .default(1_000_000)
    .describe("Rows in one data file of the lake"),
  optimized_file_bytes: z
    .int()
    .min(1_048_576)
    .default(134_217_728)
    .describe("Size that `earshot optimize` brings data files to, in bytes"),
  object_bytes: z
    .int()
    .min(1_024)
    .default(67_108_864)
    .describe("Largest JSON object or CSV record read, in bytes"),
  columns: z.int().min(1).default(2_000).describe("Most columns that a file may have"),
  rejected_share: share(0.5).describe(
    "Part of a file's lines that may be broken and set aside; with more it is not read at all",
  ),
  sql_rows: z.int().min(1).default(10_000).describe("Rows that `earshot sql` prints as a table"),
  sql_characters: z.int().min(1).default(100_000).describe("Characters that one query may have"),
  ai_rows: z
    .int()
    .min(1)
    .default(200_000)
    .describe("Different texts that one query may ask ai_ functions about"),
  sql_seconds: z.number().positive().default(300).describe("Seconds that one query may take"),
});

const secret = z.string().min(1).optional().meta({ writeOnly: true });

const mlflow = z.strictObject({
  tracking_uri: z
    .string()
    .min(1)
    .optional()
    .describe("Address of an MLflow server, such as http://localhost:5000"),
  tracking_token: secret.describe("Token that it asks for; for the environment only"),
  tracking_username: z.string().min(1).optional().describe("User that it knows, where it asks"),
  tracking_password: secret.describe("That user's password; for the environment only"),
  timeout_seconds: z
    .number()
    .positive()
    .default(30)
    .describe("Seconds that one request to it may take"),
});

const report = z.strictObject({
  quote_conversations: z
    .int()
    .min(1)
    .default(5)
    .describe("Least conversations about an issue of which some may be quoted"),
  quote_accounts: z
    .int()
    .min(1)
    .default(3)
    .describe("Least accounts that these conversations are of"),
  low_confidence: share(0.5).describe("Confidence below which a category is told as doubtful"),
});

/**
 * Every setting there is, once: the file, the environment, `config show` and the docs follow from
 * this declaration.
 */
export const Settings = z.strictObject({
  data: z.string().min(1).default("./earshot-data").describe("Folder that holds the lake"),
  as_of: z.iso
    .datetime({ offset: true, error: "an instant with its zone, such as 2026-01-31T15:00:00Z" })
    .optional()
    .describe("The instant a run takes for now; default: the clock"),
  time_zone: timeZone.default("UTC").describe("Zone of the business: its days and weeks"),
  workers: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe("Steps and threads at a time; default: the cores"),
  sources: z
    .record(
      z
        .string()
        .regex(/^[a-z][a-z0-9_]*$/, "lower-case letters, digits and _")
        .refine(
          (name) => !name.endsWith("_rejected"),
          "names that end in _rejected are for the lines set aside of a source",
        ),
      SourceSettings,
    )
    .default({})
    .describe("Where the rows come from"),
  sla: sla.prefault({}),
  lead_score: leadScore.prefault({}),
  value_tier: valueTier.prefault({}),
  segments: segments.prefault({}),
  enrichment: enrichment.prefault({}),
  report: report.prefault({}),
  models: models.prefault({}),
  llm: LlmSettings.prefault({}),
  database_url: secret.describe(
    "PostgreSQL server that keeps what changes row by row; for the environment only; default: within the data folder",
  ),
  privacy: PrivacySettings.prefault({}),
  mlflow: mlflow.prefault({}),
  limits: limits.prefault({}),
});
export type Settings = z.infer<typeof Settings>;

/** Environment names promised to users, with the setting each one gives. */
export const promisedVariables: Readonly<Record<string, string>> = {
  MAX_WORKERS: "llm.workers",
  BATCH_SIZE: "llm.batch_size",
  CONFIDENCE_THRESHOLD: "llm.confidence",
  DATABASE_URL: "database_url",
  DEFAULT_CLASSIFIER_MODEL: "models.category",
  MLFLOW_TRACKING_URI: "mlflow.tracking_uri",
  MLFLOW_TRACKING_TOKEN: "mlflow.tracking_token",
  MLFLOW_TRACKING_USERNAME: "mlflow.tracking_username",
  MLFLOW_TRACKING_PASSWORD: "mlflow.tracking_password",
};
