/** A table of customer support, as those who work with it in Databricks know it. */
export type SupportTable = {
  /** Also of the model in gold that tells types and meanings. */
  name: string;
  key: string;
  /** Its columns, in order, without the system that owns the ids: there it is one. */
  columns: readonly string[];
  /** Column to the table whose key it holds. */
  references: Readonly<Record<string, string>>;
  /** Columns that are never empty, beside the key. */
  required: readonly string[];
};

/** The five tables, each after those it refers to. */
export const supportTables: readonly SupportTable[] = [
  {
    name: "companies",
    key: "company_id",
    columns: [
      "company_id",
      "company_name",
      "cnpj",
      "segment",
      "company_size",
      "contract_start_date",
      "monthly_transaction_volume",
      "status",
      "churn_risk_score",
    ],
    references: {},
    required: ["status"],
  },
  {
    name: "agents",
    key: "agent_id",
    columns: [
      "agent_id",
      "agent_name",
      "email",
      "team",
      "specialization",
      "avg_csat",
      "tickets_resolved",
      "status",
    ],
    references: {},
    required: ["status"],
  },
  {
    name: "customers",
    key: "customer_id",
    columns: [
      "customer_id",
      "company_id",
      "customer_name",
      "email",
      "cpf",
      "birth_date",
      "phone",
      "role",
    ],
    references: { company_id: "companies" },
    required: [],
  },
  {
    name: "tickets",
    key: "ticket_id",
    columns: [
      "ticket_id",
      "company_id",
      "customer_id",
      "agent_id",
      "created_at",
      "status",
      "priority",
      "category",
      "subcategory",
      "channel",
      "subject",
      "description",
      "resolution_time_hours",
      "first_response_time_minutes",
      "sla_breached",
      "nps_score",
      "csat_score",
      "sentiment",
      "tags",
    ],
    references: { company_id: "companies", customer_id: "customers", agent_id: "agents" },
    required: ["created_at", "status", "priority", "sla_breached"],
  },
  {
    name: "ticket_interactions",
    key: "interaction_id",
    columns: [
      "interaction_id",
      "ticket_id",
      "interaction_timestamp",
      "author_type",
      "author_id",
      "author_name",
      "message",
      "interaction_type",
    ],
    references: { ticket_id: "tickets" },
    required: ["ticket_id", "interaction_type"],
  },
];
