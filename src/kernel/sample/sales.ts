import type { Random } from "../../core/base/random.ts";
import type { Table } from "./csv.ts";
import { dayMs, formatDay, formatInstant, hourMs, startOfDay } from "./instant.ts";
import { type Defect, entriesOf, finish, mess, plant } from "./mess.ts";
import { slug } from "./names.ts";
import { customerRows, interactionRows, leadRows, productRows } from "./sales-rows.ts";

/** Builds the four files of the sales company; only where they are messy depends on the seed. */
export function buildSales(random: Random, asOf: number): { tables: Table[]; defects: Defect[] } {
  const files = [
    leadFile(random.fork("leads"), asOf),
    customerFile(random.fork("customers")),
    interactionFile(random.fork("interactions"), asOf),
    productFile(random.fork("products")),
  ];
  return {
    tables: files.map(({ table }) => table),
    defects: files.flatMap(({ defects }) => defects),
  };
}

function leadFile(random: Random, asOf: number): ReturnType<typeof finish> {
  const day = (daysBack: number): string => formatDay(startOfDay(asOf) - daysBack * dayMs);
  const entries = entriesOf(
    leadRows.map(([lead, customer, product, source, status, value, created, closed]) => ({
      lead_id: lead,
      customer_id: customer,
      product_id: product,
      lead_source: source,
      deal_status: status,
      deal_value: random.chance(0.3) ? value.toFixed(2) : String(value),
      created_date: day(created),
      closed_date: day(closed),
    })),
  );
  mess(random, entries, {
    blank: [5, ["lead_source", "deal_status", "deal_value"]],
    case: [6, ["lead_source", "deal_status"]],
    lostNullWord: [3, ["lead_source", "product_id"]],
    dateForm: [11, ["created_date", "closed_date"]],
  });
  return finish(entries, {
    path: "sales/leads.csv",
    columns: [
      "lead_id",
      "customer_id",
      "product_id",
      "lead_source",
      "deal_status",
      "deal_value",
      "created_date",
      "closed_date",
    ],
  });
}

function customerFile(random: Random): ReturnType<typeof finish> {
  const entries = entriesOf(
    customerRows.map(([customer, company, industry, size, region, mailbox, phone]) => ({
      customer_id: customer,
      company_name: company,
      industry,
      company_size: size,
      region,
      contact_email: `${mailbox}@${slug(company)}.example.com`,
      phone,
    })),
  );
  mess(random, entries, {
    blank: [6, ["company_name", "industry", "region", "contact_email"]],
    case: [6, ["industry", "company_size", "region"]],
    lostNullWord: [3, ["phone"]],
  });
  return finish(entries, {
    path: "sales/customers.csv",
    columns: [
      "customer_id",
      "company_name",
      "industry",
      "company_size",
      "region",
      "contact_email",
      "phone",
    ],
  });
}

function interactionFile(random: Random, asOf: number): ReturnType<typeof finish> {
  const noon = startOfDay(asOf) + 12 * hourMs;
  const entries = entriesOf(
    interactionRows.map(([customer, lead, channel, outcome, minutes, daysBack], index) => ({
      interaction_id: `ACT-${String(index + 1).padStart(3, "0")}`,
      customer_id: customer,
      lead_id: lead,
      channel,
      outcome,
      duration_minutes: minutes === undefined ? "" : String(minutes),
      interaction_date: formatInstant(noon - daysBack * dayMs),
    })),
  );
  mess(random, entries, {
    blank: [6, ["channel", "outcome"]],
    case: [8, ["channel", "outcome"]],
    emptyNullWord: [8, ["duration_minutes"]],
    dateForm: [10, ["interaction_date"]],
  });
  return finish(entries, {
    path: "sales/interactions.csv",
    columns: [
      "interaction_id",
      "customer_id",
      "lead_id",
      "channel",
      "outcome",
      "duration_minutes",
      "interaction_date",
    ],
  });
}

function productFile(random: Random): ReturnType<typeof finish> {
  const entries = entriesOf(
    productRows.map(([product, name, category, price]) => ({
      product_id: product,
      product_name: name,
      category,
      price,
    })),
  );
  const [originals, copies] = [entries.toSpliced(6, 1), entries.slice(6, 7)];
  mess(random, originals, {
    blank: [2, ["product_name", "category"]],
    case: [2, ["product_name", "category"]],
    lostNullWord: [1, ["category"]],
  });
  for (const copy of copies) plant(copy, { kind: "duplicate", note: "exact copy" });
  const original = entries[5];
  const copy = entries[6];
  if (original !== undefined && copy !== undefined) {
    Object.assign(copy.row, original.row);
    copy.marks.unshift(...original.marks);
  }
  return finish(entries, {
    path: "sales/products.csv",
    columns: ["product_id", "product_name", "category", "price"],
  });
}
