import { address, draw, instant, iso, people, pick, sentences, table } from "./stranger-rows.ts";
import type { Stranger } from "./strangers.ts";
import { csv } from "./try-init.ts";

/** Files of sales and people, and files that say little of themselves. */
export const crm: readonly Stranger[] = [
  {
    what: "deals as HubSpot exports them, months first",
    files: () => ({
      "hubspot-crm-exports-deals.csv": csv(
        table(
          [
            "Record ID",
            "Deal Name",
            "Deal Stage",
            "Close Date",
            "Deal owner",
            "Amount",
            "Pipeline",
            "Create Date",
          ],
          50,
          (i) => {
            const { year, month, day } = instant();
            return [
              99_000_000 + i,
              `Project ${i}`,
              pick(["Closed won", "Closed lost", "Appointment scheduled"]),
              `${month}/${day}/${year}`,
              pick(people),
              draw.integer(500, 90_000),
              "Sales Pipeline",
              `${month}/${day}/${year} 10:15`,
            ];
          },
        ),
      ),
    }),
    expect: {
      hubspot_crm_exports_deals: {
        entity: "lead",
        columns: {
          lead_id: "Record_ID",
          deal_stage: "Deal_Stage",
          closed_at: "Close_Date",
          deal_value: "Amount",
          created_at: "Create_Date",
        },
        never: ["Deal_owner"],
      },
    },
    written: { hubspot_crm_exports_deals: { dates: "mdy" } },
    kept: { leads: 50 },
  },
  {
    what: "calls of sales",
    files: () => ({
      "calls.csv": csv(
        table(
          [
            "Call ID",
            "Lead ID",
            "Rep",
            "Call Date",
            "Duration (minutes)",
            "Outcome",
            "Phone number",
          ],
          40,
          (i) => [
            `CL-${i}`,
            `L${draw.integer(1, 20)}`,
            pick(people),
            iso(),
            draw.integer(1, 40),
            pick(["Connected", "Left voicemail", "No answer", "Meeting booked"]),
            `+1 (555) 010-${draw.integer(1000, 9999)}`,
          ],
        ),
      ),
    }),
    expect: {
      calls: {
        entity: "activity",
        columns: {
          activity_id: "Call_ID",
          lead_id: "Lead_ID",
          occurred_at: "Call_Date",
          duration_minutes: "Duration_minutes_",
          outcome: "Outcome",
        },
        never: ["Rep", "Phone_number"],
      },
    },
    kept: { activities: 40 },
  },
  {
    what: "people without a header",
    files: () => ({
      "export.csv": csv(
        table([], 40, (i) => [
          `P${String(i).padStart(4, "0")}`,
          pick(people),
          address(i),
          `+49 30 ${draw.integer(1_000_000, 9_999_999)}`,
        ]).slice(1),
      ),
    }),
    expect: {
      export: {
        entity: "contact",
        columns: {
          contact_id: "column_1",
          full_name: "column_2",
          email: "column_3",
          phone: "column_4",
        },
      },
    },
    written: { export: { header: false } },
    kept: { contacts: 40 },
  },
  {
    what: "headers that say nothing",
    files: () => ({
      "a.csv": csv(
        table(["col1", "col2", "col3", "col4"], 40, (i) => [
          `CU-${1_000 + i}`,
          pick(people),
          address(i),
          `+33 1 ${draw.integer(10, 99)} ${draw.integer(10, 99)} ${draw.integer(10, 99)} ${draw.integer(10, 99)}`,
        ]),
      ),
      "b.csv": csv(
        table(["f1", "f2", "f3", "f4", "f5", "f6"], 80, (i) => [
          `Q${50_000 + i}`,
          `CU-${1_000 + draw.integer(1, 40)}`,
          iso(),
          pick(["low", "high", "urgent", "medium"]),
          pick(["open", "closed", "in progress"]),
          pick(sentences.en),
        ]),
      ),
    }),
    expect: {
      a: {
        entity: "contact",
        columns: { contact_id: "col1", full_name: "col2", email: "col3", phone: "col4" },
      },
      b: {
        entity: "ticket",
        columns: {
          ticket_id: "f1",
          contact_id: "f2",
          created_at: "f3",
          priority: "f4",
          ticket_status: "f5",
          description: "f6",
        },
      },
    },
    kept: { contacts: 40, tickets: 80 },
  },
  {
    what: "UTF-16 with tabs",
    files: () => ({
      "Tickets.txt": Buffer.from(
        `\ufeff${csv(
          table(
            ["Ticket Number", "Opened", "State", "Priority", "Short description", "Category"],
            40,
            (i) => [
              `INC00${10_000 + i}`,
              iso(),
              pick(["New", "In Progress", "Resolved", "Closed"]),
              pick(["1 - Critical", "2 - High", "3 - Moderate", "4 - Low"]),
              pick(sentences.en),
              pick(["Hardware", "Software", "Network"]),
            ],
          ),
          "\t",
          "\r\n",
        )}`,
        "utf16le",
      ),
    }),
    expect: {
      tickets: {
        entity: "ticket",
        columns: {
          ticket_id: "Ticket_Number",
          created_at: "Opened",
          ticket_status: "State",
          priority: "Priority",
        },
      },
    },
    kept: { tickets: 40 },
  },
  {
    what: "an Excel export with lines before the table",
    files: () => ({
      "report.csv": `Support report;;;;\r\nMade on 2025-12-31;;;;\r\n;;;;\r\n${csv(
        table(["Ticket", "Created", "Status", "Priority", "Subject"], 40, (i) => [
          `T-${i}`,
          iso(),
          pick(["Open", "Closed"]),
          pick(["High", "Low"]),
          pick(sentences.en).slice(0, 22),
        ]),
        ";",
        "\r\n",
      )}`,
    }),
    expect: {
      report: {
        entity: "ticket",
        columns: {
          ticket_id: "Ticket",
          created_at: "Created",
          ticket_status: "Status",
          priority: "Priority",
          subject: "Subject",
        },
      },
    },
    kept: { tickets: 40 },
  },
];
