import type { enumerations } from "./enumeration.ts";

/** What a message is about, first level. */
export type Category = (typeof enumerations.category.values)[number];

/** What a message is about, second level. */
export type Subcategory = (typeof enumerations.subcategory.values)[number];

/**
 * The two-level list: the category that each subcategory belongs to. HR, LEGAL, PRODUCT_FEEDBACK and
 * OTHER have none of their own. The same sixteen are the tags that are given unless the settings
 * list others.
 */
export const categoryOfSubcategory: Readonly<Record<Subcategory, Category>> = {
  POS_ISSUE: "TECHNICAL",
  CONNECTION_ERROR: "TECHNICAL",
  PIX_PROBLEM: "TECHNICAL",
  CARD_READING: "TECHNICAL",
  CHARGEBACK: "BILLING",
  MISSING_PAYMENT: "BILLING",
  INCORRECT_FEE: "BILLING",
  RECEIPT: "BILLING",
  PLAN_CHANGE: "SALES",
  CANCELLATION: "SALES",
  CONTRACT_INQUIRY: "SALES",
  POOR_SERVICE: "COMPLAINT",
  SYSTEM_DOWNTIME: "COMPLAINT",
  LONG_WAIT: "COMPLAINT",
  HOW_TO: "INFORMATION",
  FEATURE_INQUIRY: "INFORMATION",
};

/** The label that a model of subcategories is taught for texts that none of them fits. */
export const noSubcategory = "NONE";
