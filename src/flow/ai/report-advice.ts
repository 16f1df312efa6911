/** What to do about a subject, by subcategory and by category: a table, written by hand. */
export const advice: ReadonlyMap<string, string> = new Map(
  Object.entries({
    POS_ISSUE:
      "check the terminals' firmware and supply, and send replacements where one keeps failing",
    CONNECTION_ERROR:
      "have the network and API logs of these hours read, and tell the customers what was found",
    PIX_PROBLEM: "trace these Pix payments with the bank, and confirm each to its customer",
    CARD_READING:
      "send the steps for cleaning and pairing the card reader, and swap those that still fail",
    CHARGEBACK: "collect the receipts of the disputed payments before their deadlines",
    MISSING_PAYMENT: "reconcile the settlements of these days, and pay out what is open",
    INCORRECT_FEE: "hold the fees charged against the contracts, and refund what was too much",
    RECEIPT: "make receipts and invoices available for download, and send those asked for",
    PLAN_CHANGE: "have sales call about the change of plan while the interest is fresh",
    CANCELLATION: "have retention call these customers first, with an offer and a reason asked",
    CONTRACT_INQUIRY:
      "answer the questions about contracts, and put the clauses asked about into the help pages",
    POOR_SERVICE: "review these conversations with their agents' lead, and call the customers back",
    SYSTEM_DOWNTIME:
      "tell customers of outages before they ask, and publish what caused the last one",
    LONG_WAIT: "put more people on the queue in the hours that wait longest",
    HOW_TO: "write or mend the help page for these steps, and link it in the first answer",
    FEATURE_INQUIRY: "tell product management what was asked for, and customers what is planned",
    TECHNICAL: "find the technical cause that these cases share, and mend it first",
    BILLING: "check the invoices and payments of these customers, and correct what is wrong",
    SALES: "have sales answer these requests",
    COMPLAINT: "call these customers back, and mend what the complaints have in common",
    INFORMATION: "answer these questions once, in the help pages",
    HR: "hand these to human resources",
    LEGAL: "hand these to the legal team before anybody answers",
    PRODUCT_FEEDBACK: "hand these to product management",
    OTHER: "read these by hand: no subject that is known fits them",
  }),
);
