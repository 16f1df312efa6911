import type { Files } from "./try-init.ts";
import { csv } from "./try-init.ts";
import { address, draw, instant, iso, people, sentences, table } from "./stranger-rows.ts";

/** Files nobody told init of, and what a person who knows them expects. */
export type Stranger = {
  what: string;
  files: () => Files;
  /** By source: its entity, and the columns that must be fed by these. `""` must feed nothing. */
  expect: Readonly<
    Record<
      string,
      {
        entity: string | undefined;
        columns?: Readonly<Record<string, string>>;
        never?: readonly string[];
      }
    >
  >;
  /** Settings that must be written. */
  written?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Tables and rows that a run must keep; none may be set aside. */
  kept: Readonly<Record<string, number>>;
};

const pick = draw.pick;

export const strangers: readonly Stranger[] = [
  {
    what: "tickets as Zendesk exports them",
    files: () => ({
      "zendesk.csv": csv(
        table(
          [
            "Id",
            "Requester",
            "Requester id",
            "Requester email",
            "Assignee",
            "Group",
            "Subject",
            "Tags",
            "Status",
            "Priority",
            "Via",
            "Ticket type",
            "Created at",
            "Updated at",
            "Organization",
            "Solved at",
            "Satisfaction Score",
            "Reopens",
            "First reply time in minutes",
          ],
          60,
          (i) => [
            8_000 + i,
            pick(people),
            370_000_000_000 + draw.integer(1, 30) * 7,
            address(i),
            pick(people),
            pick(["Support", "Billing"]),
            pick(sentences.en).slice(0, 30),
            "refund web",
            pick(["Open", "Pending", "Solved", "Closed", "Hold"]),
            pick(["Low", "Normal", "High", "Urgent"]),
            pick(["Mail", "Web form", "Chat"]),
            pick(["Question", "Incident", "Problem"]),
            iso(),
            iso(),
            pick(["Acme Ltd", "Globex", "Initech"]),
            iso(),
            pick(["Good", "Bad", "Offered"]),
            draw.integer(0, 3),
            draw.integer(1, 500),
          ],
        ),
      ),
    }),
    expect: {
      zendesk: {
        entity: "ticket",
        columns: {
          ticket_id: "Id",
          contact_id: "Requester_id",
          subject: "Subject",
          ticket_status: "Status",
          priority: "Priority",
          channel: "Via",
          created_at: "Created_at",
          resolved_at: "Solved_at",
          tags: "Tags",
          first_response_time_minutes: "First_reply_time_in_minutes",
        },
        never: ["Requester", "Requester_email", "Assignee"],
      },
    },
    kept: { tickets: 60 },
  },
  {
    what: "tickets as Freshdesk exports them, hours where minutes are wanted",
    files: () => ({
      "freshdesk_tickets.csv": csv(
        table(
          [
            "Ticket ID",
            "Subject",
            "Status",
            "Priority",
            "Source",
            "Type",
            "Agent",
            "Group",
            "Created time",
            "Due by Time",
            "Resolved time",
            "Closed time",
            "First response time (in hrs)",
            "Resolution time (in hrs)",
            "Tags",
            "Full name",
            "Email",
            "Contact ID",
            "Company Name",
          ],
          60,
          (i) => [
            i,
            pick(sentences.en).slice(0, 30),
            pick(["Open", "Pending", "Resolved", "Closed", "Waiting on Customer"]),
            pick(["Low", "Medium", "High", "Urgent"]),
            pick(["Email", "Portal", "Phone"]),
            pick(["Question", "Problem"]),
            pick(people),
            "Support",
            iso(),
            iso(),
            iso(),
            iso(),
            (draw.integer(1, 400) / 10).toFixed(1),
            (draw.integer(10, 900) / 10).toFixed(1),
            "",
            pick(people),
            address(i),
            67_000_000 + draw.integer(1, 30),
            pick(["Acme Ltd", "Globex"]),
          ],
        ),
      ),
    }),
    expect: {
      freshdesk_tickets: {
        entity: "ticket",
        columns: {
          ticket_id: "Ticket_ID",
          ticket_status: "Status",
          priority: "Priority",
          channel: "Source",
          created_at: "Created_time",
          resolved_at: "Resolved_time",
          closed_at: "Closed_time",
          sla_due_at: "Due_by_Time",
          contact_id: "Contact_ID",
          resolution_time_hours: "Resolution_time_in_hrs_",
        },
        never: ["Full_name", "Email", "Agent", "First_response_time_in_hrs_"],
      },
    },
    kept: { tickets: 60 },
  },
  {
    what: "cases as Salesforce exports them",
    files: () => ({
      "Case.csv": csv(
        table(
          [
            "Id",
            "CaseNumber",
            "AccountId",
            "ContactId",
            "OwnerId",
            "Status",
            "Priority",
            "Origin",
            "Subject",
            "Description",
            "CreatedDate",
            "ClosedDate",
            "IsEscalated",
          ],
          50,
          (i) => [
            `5003000000${String(i).padStart(5, "0")}AAA`,
            String(1000 + i).padStart(8, "0"),
            `0013000000${draw.integer(10, 30)}xyzAAC`,
            `0033000000${draw.integer(10, 40)}abcAAC`,
            `0053000000${draw.integer(1, 5)}ownerA`,
            pick(["New", "Working", "Escalated", "Closed"]),
            pick(["Low", "Medium", "High"]),
            pick(["Phone", "Email", "Web"]),
            pick(sentences.en).slice(0, 25),
            pick(sentences.en),
            `${iso("T")}.000Z`,
            `${iso("T")}.000Z`,
            pick(["true", "false"]),
          ],
        ),
      ),
    }),
    expect: {
      case: {
        entity: "ticket",
        columns: {
          account_id: "AccountId",
          contact_id: "ContactId",
          ticket_status: "Status",
          priority: "Priority",
          channel: "Origin",
          subject: "Subject",
          description: "Description",
          created_at: "CreatedDate",
          closed_at: "ClosedDate",
        },
      },
    },
    kept: { tickets: 50 },
  },
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
    what: "German tickets in windows-1252, with semicolons and decimal commas",
    files: () => ({
      "Vorgänge.csv": Buffer.from(
        csv(
          table(
            [
              "Vorgangsnummer",
              "Kundennummer",
              "Betreff",
              "Beschreibung",
              "Priorität",
              "Status",
              "Erstellt am",
              "Gelöst am",
              "Lösungszeit (Std.)",
              "Zufriedenheit",
            ],
            60,
            (i) => {
              const { year, month, day, time } = instant();
              return [
                `V-${10_000 + i}`,
                `K${draw.integer(100, 140)}`,
                "Störung – Gerät",
                pick(sentences.de),
                pick(["Hoch", "Mittel", "Niedrig", "Dringend"]),
                pick(["Offen", "In Bearbeitung", "Gelöst", "Geschlossen"]),
                `${day}.${month}.${year} ${time.slice(0, 5)}`,
                `${day}.${month}.${year} 23:59`,
                `${draw.integer(1, 40)},${draw.integer(1, 9)}`,
                draw.integer(1, 5),
              ];
            },
          ),
          ";",
          "\r\n",
        ).replaceAll("–", "\u0096"),
        "latin1",
      ),
    }),
    expect: {
      vorgange: {
        entity: "ticket",
        columns: {
          ticket_id: "Vorgangsnummer",
          contact_id: "Kundennummer",
          subject: "Betreff",
          description: "Beschreibung",
          priority: "Priorität",
          ticket_status: "Status",
          created_at: "Erstellt_am",
          resolved_at: "Gelöst_am",
          csat_score: "Zufriedenheit",
        },
      },
    },
    written: { vorgange: { encoding: "windows-1252", decimal: ",", dates: "dmy" } },
    kept: { tickets: 60 },
  },
  {
    what: "Portuguese tickets",
    files: () => ({
      "chamados.csv": csv(
        table(
          [
            "Protocolo",
            "Cliente",
            "Canal",
            "Assunto",
            "Descrição",
            "Situação",
            "Prioridade",
            "Data de Abertura",
            "Data de Fechamento",
          ],
          50,
          (i) => {
            const { year, month, day } = instant();
            return [
              `2025${String(i).padStart(6, "0")}`,
              `C-${draw.integer(10, 60)}`,
              pick(["E-mail", "Telefone", "WhatsApp"]),
              pick(sentences.pt).slice(0, 20),
              pick(sentences.pt),
              pick(["Aberto", "Em andamento", "Resolvido", "Fechado"]),
              pick(["Baixa", "Média", "Alta", "Urgente"]),
              `${day}/${month}/${year}`,
              `${day}/${month}/${year} 18:00`,
            ];
          },
        ),
      ),
    }),
    expect: {
      chamados: {
        entity: "ticket",
        columns: {
          ticket_id: "Protocolo",
          channel: "Canal",
          subject: "Assunto",
          description: "Descrição",
          ticket_status: "Situação",
          priority: "Prioridade",
          created_at: "Data_de_Abertura",
          closed_at: "Data_de_Fechamento",
        },
      },
    },
    written: { chamados: { dates: "dmy" } },
    kept: { tickets: 50 },
  },
  {
    what: "Spanish tickets and their customers",
    files: () => ({
      "clientes.csv": csv(
        table(
          ["id_cliente", "nombre", "apellidos", "correo", "telefono", "fecha_nacimiento"],
          30,
          (i) => [
            i + 500,
            pick(["María", "Juan", "Carlos"]),
            pick(["García", "López"]),
            address(i),
            `+34 6${draw.integer(10, 99)} ${draw.integer(100, 999)} ${draw.integer(100, 999)}`,
            `19${draw.integer(50, 99)}-0${draw.integer(1, 9)}-1${draw.integer(0, 9)}`,
          ],
        ),
      ),
      "incidencias.csv": csv(
        table(
          [
            "id_incidencia",
            "id_cliente",
            "asunto",
            "descripcion",
            "estado",
            "prioridad",
            "fecha_creacion",
            "fecha_cierre",
          ],
          60,
          (i) => [
            `INC${i}`,
            500 + draw.integer(1, 30),
            pick(sentences.es).slice(0, 20),
            pick(sentences.es),
            pick(["abierto", "en curso", "cerrado"]),
            pick(["baja", "media", "alta"]),
            iso(),
            iso(),
          ],
        ),
      ),
    }),
    expect: {
      clientes: {
        entity: "contact",
        columns: {
          contact_id: "id_cliente",
          email: "correo",
          phone: "telefono",
          birth_date: "fecha_nacimiento",
        },
      },
      incidencias: {
        entity: "ticket",
        columns: {
          ticket_id: "id_incidencia",
          contact_id: "id_cliente",
          subject: "asunto",
          description: "descripcion",
          ticket_status: "estado",
          priority: "prioridad",
          created_at: "fecha_creacion",
          closed_at: "fecha_cierre",
        },
      },
    },
    kept: { contacts: 30, tickets: 60 },
  },
  {
    what: "French opinions",
    files: () => ({
      "avis_clients.csv": csv(
        table(["Numéro", "Date", "Note", "Commentaire"], 40, (i) => [
          i,
          iso().slice(0, 10),
          draw.integer(1, 5),
          pick(sentences.fr),
        ]),
        ";",
      ),
    }),
    expect: {
      avis_clients: {
        entity: "feedback",
        columns: { feedback_id: "Numéro", rating: "Note", body: "Commentaire", created_at: "Date" },
      },
    },
    kept: { feedback: 40 },
  },
  {
    what: "customer support on Twitter",
    files: () => ({
      "twcs.csv": csv(
        table(
          [
            "tweet_id",
            "author_id",
            "inbound",
            "created_at",
            "text",
            "response_tweet_id",
            "in_response_to_tweet_id",
          ],
          60,
          (i) => [
            i,
            pick(["sprintcare", "115712", "115713", "AppleSupport"]),
            pick(["True", "False"]),
            `Tue Oct 31 ${instant().time} +0000 2017`,
            `@${draw.integer(100_000, 119_999)} ${pick(sentences.en)}`,
            i > 1 ? i - 1 : "",
            i < 60 ? i + 1 : "",
          ],
        ),
      ),
    }),
    expect: {
      twcs: {
        entity: "message",
        columns: {
          message_id: "tweet_id",
          author_type: "inbound",
          author_id: "author_id",
          body: "text",
          sent_at: "created_at",
        },
      },
    },
    kept: { messages: 60 },
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
    what: "an NPS survey",
    files: () => ({
      "nps_2025.csv": csv(
        table(["respondent_id", "survey_date", "nps_score", "comment", "segment"], 50, (i) => [
          `R${1_000 + i}`,
          iso().slice(0, 10),
          draw.integer(0, 10),
          pick(sentences.en),
          pick(["SMB", "Enterprise"]),
        ]),
      ),
    }),
    expect: {
      nps: {
        entity: "feedback",
        columns: { rating: "nps_score", body: "comment", created_at: "survey_date" },
      },
    },
    kept: { feedback: 50 },
  },
  {
    what: "a shop's files as Olist publishes them",
    files: () => ({
      "olist_customers_dataset.csv": csv(
        table(
          [
            "customer_id",
            "customer_unique_id",
            "customer_zip_code_prefix",
            "customer_city",
            "customer_state",
          ],
          50,
          (i) => [
            `c${String(i).padStart(31, "0")}`,
            `u${String(i).padStart(31, "0")}`,
            draw.integer(10_000, 99_999),
            pick(["sao paulo", "rio de janeiro"]),
            pick(["SP", "RJ"]),
          ],
        ),
      ),
      "olist_orders_dataset.csv": csv(
        table(
          [
            "order_id",
            "customer_id",
            "order_status",
            "order_purchase_timestamp",
            "order_delivered_customer_date",
          ],
          50,
          (i) => [
            `o${String(i).padStart(31, "0")}`,
            `c${String(i).padStart(31, "0")}`,
            pick(["delivered", "shipped", "canceled"]),
            iso(),
            iso(),
          ],
        ),
      ),
      "olist_order_reviews_dataset.csv": csv(
        table(
          [
            "review_id",
            "order_id",
            "review_score",
            "review_comment_title",
            "review_comment_message",
            "review_creation_date",
            "review_answer_timestamp",
          ],
          50,
          (i) => [
            `r${String(i).padStart(31, "0")}`,
            `o${String(i).padStart(31, "0")}`,
            draw.integer(1, 5),
            "",
            pick(sentences.pt),
            iso(),
            iso(),
          ],
        ),
      ),
      "olist_products_dataset.csv": csv(
        table(
          ["product_id", "product_category_name", "product_name_lenght", "product_weight_g"],
          30,
          (i) => [
            `p${String(i).padStart(31, "0")}`,
            pick(["perfumaria", "artes"]),
            draw.integer(10, 60),
            draw.integer(100, 900),
          ],
        ),
      ),
      "olist_order_items_dataset.csv": csv(
        table(
          ["order_id", "order_item_id", "product_id", "seller_id", "price", "freight_value"],
          90,
          (i) => [
            `o${String((i % 50) + 1).padStart(31, "0")}`,
            (i % 3) + 1,
            `p${String((i % 30) + 1).padStart(31, "0")}`,
            `s${i % 7}`,
            "19.90",
            "8.72",
          ],
        ),
      ),
    }),
    expect: {
      olist_order_reviews: {
        entity: "feedback",
        columns: {
          feedback_id: "review_id",
          rating: "review_score",
          body: "review_comment_message",
          created_at: "review_creation_date",
        },
      },
      olist_products: {
        entity: "product",
        columns: { product_id: "product_id", category: "product_category_name" },
      },
      olist_order_items: { entity: undefined },
      olist_orders: { entity: undefined },
    },
    kept: { feedback: 50, products: 30 },
  },
  {
    what: "the support tickets of Kaggle",
    files: () => ({
      "customer_support_tickets.csv": csv(
        table(
          [
            "Ticket ID",
            "Customer Name",
            "Customer Email",
            "Customer Age",
            "Customer Gender",
            "Product Purchased",
            "Date of Purchase",
            "Ticket Type",
            "Ticket Subject",
            "Ticket Description",
            "Ticket Status",
            "Resolution",
            "Ticket Priority",
            "Ticket Channel",
            "First Response Time",
            "Time to Resolution",
            "Customer Satisfaction Rating",
          ],
          60,
          (i) => [
            i,
            pick(people),
            address(i),
            draw.integer(18, 70),
            pick(["Male", "Female", "Other"]),
            pick(["LG OLED", "Xbox", "iPhone"]),
            iso().slice(0, 10),
            pick(["Technical issue", "Billing inquiry", "Refund request", "Cancellation request"]),
            pick(["Product setup", "Network problem", "Account access"]),
            `I'm having an issue with the {product_purchased}. ${pick(sentences.en)}`,
            pick(["Open", "Closed", "Pending Customer Response"]),
            "",
            pick(["Low", "Medium", "High", "Critical"]),
            pick(["Email", "Phone", "Chat", "Social media"]),
            iso(),
            iso(),
            "3.0",
          ],
        ),
      ),
    }),
    expect: {
      customer_support_tickets: {
        entity: "ticket",
        columns: {
          ticket_id: "Ticket_ID",
          created_at: "Date_of_Purchase",
          ticket_status: "Ticket_Status",
          priority: "Ticket_Priority",
          channel: "Ticket_Channel",
          subject: "Ticket_Subject",
          description: "Ticket_Description",
          first_response_at: "First_Response_Time",
          csat_score: "Customer_Satisfaction_Rating",
        },
        never: ["Customer_Name", "Customer_Email"],
      },
    },
    kept: { tickets: 60 },
  },
  {
    what: "chats of a shop in nested JSON, in Portuguese",
    files: () => ({
      "atendimentos.json": JSON.stringify(
        Array.from({ length: 40 }, (_, i) => ({
          sessao: `S-${i + 1}`,
          loja: pick(["Centro", "Norte"]),
          inicio: `${iso("T")}Z`,
          mensagens: Array.from({ length: 3 }, (_turn, k) => ({
            quem: k % 2 === 0 ? "cliente" : "atendente",
            texto: pick(sentences.pt),
            hora: `${iso("T")}Z`,
          })),
        })),
      ),
    }),
    expect: {
      atendimentos: {
        entity: "conversation",
        columns: { conversation_id: "sessao", started_at: "inicio" },
      },
    },
    written: {
      atendimentos: {
        messages: { path: "mensagens", body: "texto", author: "quem", sent_at: "hora" },
      },
    },
    kept: { conversations: 40, messages: 120 },
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
];
