import { address, draw, instant, iso, pick, sentences, table } from "./stranger-rows.ts";
import type { Stranger } from "./strangers.ts";
import { csv } from "./try-init.ts";

/** Files of companies in other languages. */
export const languages: readonly Stranger[] = [
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
];
