import type { Random } from "../../core/base/random.ts";
import { drawAgents, drawCompanies, drawCustomers } from "./accounts.ts";
import type { Table } from "./csv.ts";
import { dayMs, hourMs } from "./instant.ts";
import type { Defect } from "./mess.ts";
import {
  agentFile,
  companyFile,
  customerFile,
  interactionFile,
  supportRowCounts,
  ticketFile,
} from "./support-files.ts";
import { drawInstant, drawTicket, type People, type Ticket, type TicketSeed } from "./tickets.ts";

/** The subcategory that grows in the last week. */
export const spikeSubcategory = "PIX_PROBLEM";

/** The help desk: what is true, what the files say, and what was planted in them. */
export type Support = {
  readonly people: People;
  /** Tickets that are sound in the file: neither orphans nor impossible. */
  readonly tickets: readonly Ticket[];
  readonly tables: readonly Table[];
  readonly defects: readonly Defect[];
  readonly spikeTicketIds: readonly string[];
  readonly nearDuplicates: readonly (readonly string[])[];
};

const churnerCount = 12;
const nearDuplicateGroupSizes = [3, 2, 3] as const;

/** Builds the five files of the support company. */
export function buildSupport(random: Random, asOf: number): Support {
  const companies = drawCompanies(random.fork("companies"), {
    count: supportRowCounts.companies,
    churnerCount,
    asOf,
  });
  const customers = drawCustomers(random.fork("customers"), {
    companies,
    count: supportRowCounts.customers - 4,
    asOf,
  });
  const people = { companies, customers, agents: drawAgents(random.fork("agents")) };
  const { tickets, groups } = drawTickets(random.fork("tickets"), people, asOf);
  const isOdd = oddTickets(random.fork("odd"), tickets, { groups, asOf });
  const sound = tickets.filter((ticket) => !isOdd.has(ticket));
  const files = [
    companyFile(random.fork("companies mess"), companies),
    customerFile(random.fork("customers mess"), customers),
    agentFile(random.fork("agents mess"), people.agents),
    ticketFile(random.fork("tickets mess"), tickets, { odd: [...isOdd], asOf }),
    interactionFile(random.fork("interactions"), sound, asOf),
  ];
  return {
    people,
    tickets: sound,
    tables: files.map(({ table }) => table),
    defects: files.flatMap(({ defects }) => defects),
    spikeTicketIds: sound
      .filter(
        ({ scene, createdAt }) =>
          scene.subcategory === spikeSubcategory && createdAt >= asOf - 7 * dayMs,
      )
      .map(({ ticketId }) => ticketId),
    nearDuplicates: groups.map((group) => group.map(({ ticketId }) => ticketId)),
  };
}

type Drawn = Omit<Ticket, "ticketId">;

/** All distinct tickets, oldest first, with the groups that say nearly the same. */
function drawTickets(
  random: Random,
  people: People,
  asOf: number,
): { tickets: Ticket[]; groups: Ticket[][] } {
  const draw = (seed: TicketSeed): Drawn => drawTicket(random, seed, { people, asOf });
  const at = (days: readonly [number, number]): number => drawInstant(random, asOf, days);
  const churnerIds = new Set(
    people.companies.filter(({ isChurner }) => isChurner).map(({ companyId }) => companyId),
  );
  const churnerPeople = people.customers.filter(({ companyId }) => churnerIds.has(companyId));
  const drawn: Drawn[] = [];
  for (let i = 0; i < 26; i++)
    drawn.push(draw({ createdAt: at([0, 6]), subcategory: spikeSubcategory }));
  for (const companyId of churnerIds) {
    const staff = churnerPeople.filter((person) => person.companyId === companyId);
    for (let i = 0; i < 3; i++)
      drawn.push(draw({ createdAt: at([1, 28]), customer: random.pick(staff) }));
  }
  const groups = nearDuplicateGroupSizes.map((size) =>
    drawGroup(random, { size, draw, createdAt: at([8, 28]), asOf }),
  );
  drawn.push(...groups.flat());
  for (let i = 0; i < 46; i++) drawn.push(draw({ createdAt: at([0, 6]) }));
  for (let i = 0; i < 78; i++) drawn.push(draw({ createdAt: at([7, 29]) }));
  for (let i = 0; i < 175; i++) drawn.push(draw({ createdAt: at([30, 89]) }));
  while (drawn.length < supportRowCounts.tickets - 6)
    drawn.push(draw({ createdAt: at([90, 179]) }));
  const ordered = drawn.toSorted((a, b) => a.createdAt - b.createdAt);
  const named = new Map(
    ordered.map((ticket, index) => [ticket, { ...ticket, ticketId: numbered(index) }]),
  );
  return {
    tickets: [...named.values()],
    groups: groups.map((group) => group.map((ticket) => named.get(ticket)!)), // all are in the map
  };
}

function numbered(index: number): string {
  return `TKT-${String(index + 1).padStart(5, "0")}`;
}

/** One customer writes nearly the same again, hours later, on another channel. */
function drawGroup(
  random: Random,
  {
    size,
    draw,
    createdAt,
    asOf,
  }: { size: number; draw: (seed: TicketSeed) => Drawn; createdAt: number; asOf: number },
): Drawn[] {
  const first = draw({ createdAt });
  const again =
    first.customer.language === "pt"
      ? ["Reenviando porque ninguém respondeu: ", "Escrevo de novo. "]
      : ["Sending this again since nobody answered: ", "Writing again. "];
  const group = [first];
  while (group.length < size) {
    const later = Math.min(
      createdAt + group.length * random.integer(2, 20) * hourMs,
      asOf - hourMs,
    );
    const copy = draw({
      createdAt: later,
      customer: first.customer,
      subcategory: first.scene.subcategory,
    });
    const { scene, subject, sentiment, facts, telling } = first;
    group.push({
      ...copy,
      scene,
      sentiment,
      facts,
      subject: group.length === 1 ? subject : `RE: ${subject}`,
      description: `${again[group.length - 1] ?? ""}${first.description}`,
      telling: { ...telling, at: later },
    });
  }
  return group;
}

/** The nine tickets that will be orphans (4) or impossible (5); they get no interactions. */
function oddTickets(
  random: Random,
  tickets: readonly Ticket[],
  { groups, asOf }: { groups: Ticket[][]; asOf: number },
): Set<Ticket> {
  const grouped = new Set(groups.flat());
  const candidates = tickets.filter(
    (ticket) =>
      ticket.status === "CLOSED" && ticket.createdAt < asOf - 35 * dayMs && !grouped.has(ticket),
  );
  return new Set(random.shuffled(candidates).slice(0, 9));
}
