/**
 * The settings file that reads the sample company, as YAML.
 *
 * @param hasBulkChats - Whether the folder `chats/` is part of the sample.
 */
export function settingsText(asOf: Date, hasBulkChats: boolean): string {
  return `# Settings of the sample company. All people, companies and ids in it are fictitious.
# Columns that need no entry here have the name the lake uses, or another known one.
data: ./earshot-data

# "Now" for every report, so that the dates in the files stay recent. Remove it for live data.
as_of: "${asOf.toISOString()}"

# The company's own name is nobody's.
privacy: { organisations: [Maré] }

sources:
  # The help desk. Its files share ids, so they share a system (the folder's name, support).
  companies: { path: support/companies.csv, entity: account }
  customers: { path: support/customers.csv, entity: contact }
  agents: { path: support/agents.csv, entity: agent }
  tickets: { path: support/tickets.csv, entity: ticket }
  ticket_interactions: { path: support/ticket_interactions.csv, entity: message }

  # Chats name companies and customers of the help desk; each holds its messages in \`turns\`.
  chats:
    path: sample_chats.json
    entity: conversation
    system: support
    messages: { path: turns, body: text, author: speaker, author_name: name, sent_at: at }
${hasBulkChats ? bulkChats : ""}  feedback: { path: feedback/feedback.csv, entity: feedback, system: support }

  # Sales has ids of its own: its customer 1 is not the help desk's customer 1.
  leads: { path: sales/leads.csv, entity: lead }
  sales_customers: { path: sales/customers.csv, entity: account }
  sales_interactions: { path: sales/interactions.csv, entity: activity }
  products: { path: sales/products.csv, entity: product }

  # Inquiries are kept as they came; nothing is made of them yet.
  inquiries: { path: raw/inquiries.ndjson }
`;
}

const bulkChats = `
  # Many more chats, one message each.
  bulk_chats:
    path: chats/*.ndjson
    entity: conversation
    system: support
    messages: { body: text, author: speaker, sent_at: started_at }

`;
