/** A closed or open set of values, and the other words that mean them. */
export type Enumeration = {
  values: readonly string[];
  /** Another word, upper snake case, and the value it means. */
  synonyms?: Readonly<Record<string, string>>;
  /** Whether words that are not listed are kept (upper snake case) instead of left out. */
  open?: true;
};

/**
 * The product's enumerations by name. Values in sources are compared in upper snake case: `Pending
 * customer` is `PENDING_CUSTOMER`.
 */
export const enumerations = {
  sentiment: {
    values: ["POSITIVE", "NEUTRAL", "NEGATIVE", "MIXED"],
    synonyms: { POSITIVO: "POSITIVE", NEUTRO: "NEUTRAL", NEGATIVO: "NEGATIVE", MISTO: "MIXED" },
  },
  category: {
    values: [
      "TECHNICAL",
      "BILLING",
      "SALES",
      "COMPLAINT",
      "INFORMATION",
      "HR",
      "LEGAL",
      "PRODUCT_FEEDBACK",
      "OTHER",
    ],
    synonyms: {
      FINANCIAL: "BILLING",
      COMMERCIAL: "SALES",
      TECHNICAL_SUPPORT: "TECHNICAL",
      TECHNICAL_ISSUE: "TECHNICAL",
    },
  },
  subcategory: {
    values: [
      "POS_ISSUE",
      "CONNECTION_ERROR",
      "PIX_PROBLEM",
      "CARD_READING",
      "CHARGEBACK",
      "MISSING_PAYMENT",
      "INCORRECT_FEE",
      "RECEIPT",
      "PLAN_CHANGE",
      "CANCELLATION",
      "CONTRACT_INQUIRY",
      "POOR_SERVICE",
      "SYSTEM_DOWNTIME",
      "LONG_WAIT",
      "HOW_TO",
      "FEATURE_INQUIRY",
    ],
    open: true,
  },
  priority: {
    values: ["LOW", "MEDIUM", "HIGH", "CRITICAL"],
    synonyms: { BAIXA: "LOW", NORMAL: "MEDIUM", MEDIA: "MEDIUM", ALTA: "HIGH", URGENT: "CRITICAL" },
  },
  ticket_status: {
    values: ["OPEN", "IN_PROGRESS", "PENDING_CUSTOMER", "RESOLVED", "CLOSED", "CANCELLED"],
    synonyms: {
      NEW: "OPEN",
      PENDING: "PENDING_CUSTOMER",
      SOLVED: "RESOLVED",
      CANCELED: "CANCELLED",
    },
  },
  channel: {
    values: ["EMAIL", "PHONE", "CHAT", "WHATSAPP", "PORTAL", "API"],
    synonyms: { CALL: "PHONE", E_MAIL: "EMAIL", MAIL: "EMAIL", TICKETS: "PORTAL", WEB: "PORTAL" },
    open: true,
  },
  deal_stage: {
    values: ["OPEN", "WON", "LOST"],
    synonyms: { CLOSED_WON: "WON", CLOSED_LOST: "LOST", GANHO: "WON", PERDIDO: "LOST" },
    open: true,
  },
  outcome: {
    values: ["MEETING", "POSITIVE", "REPLIED", "NEUTRAL", "NO_ANSWER"],
    synonyms: { MEETING_SCHEDULED: "MEETING", REPLY: "REPLIED", NO_RESPONSE: "NO_ANSWER" },
    open: true,
  },
  company_size: {
    values: ["MICRO", "SMALL", "MEDIUM", "LARGE", "ENTERPRISE"],
    synonyms: { PEQUENA: "SMALL", MEDIA: "MEDIUM", GRANDE: "LARGE" },
    open: true,
  },
  account_status: { values: ["ACTIVE", "INACTIVE", "CHURNED"], synonyms: { ATIVO: "ACTIVE" } },
  agent_status: { values: ["ACTIVE", "INACTIVE"], synonyms: { ATIVO: "ACTIVE" } },
  author_type: {
    values: ["CONTACT", "AGENT", "SYSTEM"],
    synonyms: {
      CUSTOMER: "CONTACT",
      CLIENT: "CONTACT",
      CLIENTE: "CONTACT",
      USER: "CONTACT",
      ATENDENTE: "AGENT",
      ASSISTANT: "AGENT",
      REP: "AGENT",
      BOT: "SYSTEM",
      ACTION: "SYSTEM",
    },
  },
  message_type: {
    values: ["MESSAGE", "INTERNAL_NOTE", "STATUS_CHANGE", "ATTACHMENT"],
    synonyms: { NOTE: "INTERNAL_NOTE", COMMENT: "MESSAGE" },
  },
} as const satisfies Record<string, Enumeration>;

/** Name of one of the {@link enumerations}. */
export type EnumerationName = keyof typeof enumerations;
