/** The README.md that goes with the files. */
export function readmeText({
  seed,
  scale,
  asOf,
}: {
  seed: number;
  scale: number;
  asOf: Date;
}): string {
  const bulk =
    scale > 1
      ? `| chats/chats-*.ndjson | ${(scale * 1_000).toLocaleString("en-US")} bulk chats, one flat JSON object a line |\n`
      : "";
  return `# The sample company
**Everything here is made up.** All people, companies, ids, addresses and numbers are fictitious; check
digits are right so that tools can be tried, and e-mail domains, IP addresses and cards are from ranges
kept for documentation and tests. Any likeness to somebody is chance.

Made by \`earshot generate\` with seed ${seed}, scale ${scale}, as of ${asOf.toISOString()}. The same three give
the same bytes. All days are counted back from that instant. The support files are of merchants of
"Maré", a payment processor; the sales files are of another, smaller system: its customer ids are its own.

| file | what |
|---|---|
| support/companies.csv | 100 merchants with segment, size, contract and churn risk |
| support/customers.csv | 300 people at those merchants |
| support/agents.csv | 25 people who answer, in four teams |
| support/tickets.csv | 500 requests for help |
| support/ticket_interactions.csv | 2,649 messages, notes and status changes of those tickets |
| sales/leads.csv, customers.csv, interactions.csv, products.csv | 15 deals, 13 customers, 25 touches, 8 products |
| sample_chats.json | 200 chats with their turns |
| feedback/feedback.csv | 400 short reviews, some without a rating |
| raw/inquiries.ndjson | 300 inquiries as they came in |
| labeled/inquiries.csv | the same 300 with category, sentiment, urgency and department |
| source_db_setup.sql | T-SQL that creates and fills dbo.SupportTickets |
${bulk}| earshot.yaml | settings that read these files |
| truth.json | everything planted: defects by file and row, churners, the spike, expected figures |

The files are messy on purpose: blanks, letter case, NULL words, four date forms (09/03/2026 is always
day first), duplicates, orphans and impossible values. \`truth.json\` lists each of them.
`;
}
