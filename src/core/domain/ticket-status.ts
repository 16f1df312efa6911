import type { enumerations } from "./enumeration.ts";

/** Where a ticket stands. */
export type TicketStatus = (typeof enumerations.ticket_status.values)[number];

/**
 * The moves of a ticket: OPEN → IN_PROGRESS → PENDING_CUSTOMER → RESOLVED → CLOSED, with a way back
 * when the customer has answered, a way past when nothing is asked of them, and CANCELLED as a
 * branch of the work in progress.
 */
const moves: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  OPEN: ["IN_PROGRESS"],
  IN_PROGRESS: ["PENDING_CUSTOMER", "RESOLVED", "CANCELLED"],
  PENDING_CUSTOMER: ["IN_PROGRESS", "RESOLVED"],
  RESOLVED: ["CLOSED"],
  CLOSED: [],
  CANCELLED: [],
};

/** Whether a ticket may go from one status to another in one move. */
export function canMove(from: TicketStatus, to: TicketStatus): boolean {
  return moves[from].includes(to);
}
