import { assert } from "../../core/base/errors.ts";
import type { Random } from "../../core/base/random.ts";
import { canMove, type TicketStatus } from "../../core/domain/ticket-status.ts";
import type { Row } from "./csv.ts";
import { firstWord } from "./facts.ts";
import { formatInstant, hourMs, minuteMs } from "./instant.ts";
import { manners } from "./phrases.ts";
import { fill } from "./scene.ts";
import type { Ticket } from "./tickets.ts";
import { typed } from "./voice.ts";

/** One entry in a ticket's history. */
export type Interaction = {
  readonly ticketId: string;
  readonly at: number;
  readonly authorType: "CONTACT" | "AGENT" | "SYSTEM";
  readonly authorId: string;
  readonly authorName: string;
  readonly message: string;
  readonly type: "MESSAGE" | "INTERNAL_NOTE" | "STATUS_CHANGE" | "ATTACHMENT";
};

type Step = {
  readonly what: Interaction["type"];
  readonly who: Interaction["authorType"];
  readonly isOptional: boolean;
  readonly text: string;
};

/** A ticket's history in the order told, split where the clock is pinned. */
type Script = {
  /** Until the agent answers; the customer's first message comes first. */
  readonly before: readonly Step[];
  /** From the agent's first answer on. */
  readonly during: readonly Step[];
  /** From the solution on: the answer, the status change, and what follows. */
  readonly after: readonly Step[];
};

/**
 * Draws the histories of all tickets, `total` entries altogether: each ticket gets the steps it
 * must have, the rest of the total is spread over the steps that may be left out.
 */
export function drawDialogues(
  random: Random,
  tickets: readonly Ticket[],
  { total, asOf }: { total: number; asOf: number },
): Interaction[] {
  const scripts = tickets.map((ticket) => scriptOf(random, ticket));
  const chosen = new Set<Step>();
  const optional: Step[] = [];
  for (const { before, during, after } of scripts) {
    for (const step of [...before, ...during, ...after]) {
      if (step.isOptional) optional.push(step);
      else chosen.add(step);
    }
  }
  const spare = total - chosen.size;
  assert(spare >= 0 && spare <= optional.length, `${total} interactions cannot be reached`);
  for (const step of random.shuffled(optional).slice(0, spare)) chosen.add(step);
  return tickets.flatMap((ticket, index) => {
    const { before, during, after } = scripts[index]!; // one script a ticket
    const keep = (steps: readonly Step[]): Step[] => steps.filter((step) => chosen.has(step));
    const script = { before: keep(before), during: keep(during), after: keep(after) };
    return timed(random, ticket, { script, asOf });
  });
}

/** The entry as it stands in ticket_interactions.csv. */
export function interactionRow(interaction: Interaction, interactionId: string): Row {
  return {
    interaction_id: interactionId,
    ticket_id: interaction.ticketId,
    interaction_timestamp: formatInstant(interaction.at),
    author_type: interaction.authorType,
    author_id: interaction.authorId,
    author_name: interaction.authorName,
    message: interaction.message,
    interaction_type: interaction.type,
  };
}

function scriptOf(random: Random, ticket: Ticket): Script {
  const { facts, telling } = ticket;
  const { plot, language } = telling;
  const manner = manners[language];
  const before = [must("CONTACT", ticket.description)];
  if (ticket.firstResponseMinutes === undefined) {
    const chaser = may("CONTACT", typed(random, fill(random.pick(manner.chasers), facts), telling));
    return { before: [...before, chaser], during: [], after: [] };
  }
  const greeting = fill(`${random.pick(manner.agentGreetings)} ${plot.question}`, facts);
  const during = [
    must("AGENT", greeting),
    change("OPEN", "IN_PROGRESS", true),
    ...middleOf(random, ticket),
    ...endingOf(ticket.status),
  ];
  return { before, during, after: solutionOf(random, ticket) };
}

/** What goes back and forth while the agent works; any of it may be left out. */
function middleOf(random: Random, ticket: Ticket): Step[] {
  const { scene, facts, telling } = ticket;
  const { attachments, chasers, updates } = manners[telling.language];
  const say = (phrases: readonly string[]): string => fill(random.pick(phrases), facts);
  const attachment = may("CONTACT", say(attachments), "ATTACHMENT");
  const chaser = may("CONTACT", typed(random, say(chasers), telling));
  return [
    may("CONTACT", typed(random, fill(telling.plot.detail, facts), telling)),
    ...(ticket.channel === "PHONE" ? [] : [attachment]),
    may("AGENT", say(scene[telling.language].notes), "INTERNAL_NOTE"),
    ...(isSour(ticket) ? [chaser] : []),
    may("AGENT", say(updates)),
  ];
}

/** The solution and what follows it; nothing for a ticket that is not settled. */
function solutionOf(random: Random, ticket: Ticket): Step[] {
  const { facts, telling, status } = ticket;
  if (status !== "RESOLVED" && status !== "CLOSED") return [];
  const { agentClosings, leaving, stillUnhappy, thanks } = manners[telling.language];
  const closing = random.chance(0.5) ? ` ${random.pick(agentClosings)}` : "";
  const unhappy = ticket.company.isChurner ? leaving : stillUnhappy;
  const reaction = fill(random.pick(isSour(ticket) ? unhappy : thanks), facts);
  return [
    must("AGENT", fill(telling.plot.fix + closing, facts)),
    change("IN_PROGRESS", "RESOLVED", false),
    may("CONTACT", typed(random, reaction, telling)),
    ...(status === "CLOSED" ? [change("RESOLVED", "CLOSED", true)] : []),
  ];
}

function isSour({ sentiment, csatScore = 5 }: Ticket): boolean {
  return sentiment === "NEGATIVE" || csatScore < 3;
}

function endingOf(status: TicketStatus): Step[] {
  const isEnding = status === "PENDING_CUSTOMER" || status === "CANCELLED";
  return isEnding ? [change("IN_PROGRESS", status, false)] : [];
}

function must(who: Step["who"], text: string): Step {
  return { what: "MESSAGE", who, isOptional: false, text };
}

function may(who: Step["who"], text: string, what: Step["what"] = "MESSAGE"): Step {
  return { what, who, isOptional: true, text };
}

function change(from: TicketStatus, to: TicketStatus, isOptional: boolean): Step {
  assert(canMove(from, to), `a ticket does not go from ${from} to ${to}`);
  return {
    what: "STATUS_CHANGE",
    who: "SYSTEM",
    isOptional,
    text: `Status changed from ${from} to ${to}`,
  };
}

/**
 * Sets the clock: the first message at the ticket's creation, the agent's at the first response,
 * the change to RESOLVED at the resolution; all others between, at least a minute apart.
 */
function timed(
  random: Random,
  ticket: Ticket,
  { script, asOf }: { script: Script; asOf: number },
): Interaction[] {
  const start = ticket.createdAt;
  const entries: Interaction[] = [];
  const add = (step: Step | undefined, at: number): void => {
    if (step === undefined) return;
    const { text: message, what: type } = step;
    entries.push({ ...authorOf(ticket, step), ticketId: ticket.ticketId, at, message, type });
  };
  const [opening, chaser] = script.before;
  add(opening, start);
  add(chaser, start + Math.floor((0.8 * Math.min(asOf - start, 20 * hourMs)) / 1_000) * 1_000);
  const [answer, ...middle] = script.during;
  if (answer === undefined) return entries;
  const answeredAt = start + (ticket.firstResponseMinutes ?? 0) * minuteMs;
  add(answer, answeredAt);
  const resolvedAt =
    ticket.resolutionHours === undefined
      ? undefined
      : start + Math.round(ticket.resolutionHours * 3_600) * 1_000;
  const fixedAt =
    resolvedAt === undefined ? undefined : resolvedAt - random.integer(60, 180) * 1_000;
  const end = fixedAt ?? answeredAt + Math.min(0.7 * (asOf - answeredAt), 40 * hourMs);
  middle.forEach((step, index) => {
    const share = (index + 0.7 + 0.6 * random.next()) / (middle.length + 1);
    add(step, Math.floor((answeredAt + share * (end - answeredAt)) / 1_000) * 1_000);
  });
  if (fixedAt === undefined || resolvedAt === undefined) return entries;
  add(script.after[0], fixedAt);
  add(script.after[1], resolvedAt);
  for (const step of script.after.slice(2)) {
    const isSystem = step.who === "SYSTEM";
    add(
      step,
      resolvedAt +
        (isSystem ? random.integer(72_000, 100_000) : random.integer(120, 2_400)) * 1_000,
    );
  }
  return entries;
}

function authorOf(
  ticket: Ticket,
  { who }: Step,
): Pick<Interaction, "authorType" | "authorId" | "authorName"> {
  if (who === "SYSTEM") return { authorType: who, authorId: "SYSTEM", authorName: "System" };
  if (who === "CONTACT") {
    const { customerId, name } = ticket.customer;
    return { authorType: who, authorId: customerId, authorName: name };
  }
  const { agent } = ticket;
  assert(agent !== undefined, `${ticket.ticketId} is answered by nobody`);
  const name = ticket.channel === "CHAT" ? firstWord(agent.name) : agent.name;
  return { authorType: who, authorId: agent.agentId, authorName: name };
}
