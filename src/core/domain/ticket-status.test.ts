import { describe, expect, it } from "vitest";

import { enumerations } from "./enumeration.ts";
import { canMove, type TicketStatus } from "./ticket-status.ts";

const all = enumerations.ticket_status.values;

describe("canMove", () => {
  it.each<[TicketStatus, TicketStatus]>([
    ["OPEN", "IN_PROGRESS"],
    ["IN_PROGRESS", "PENDING_CUSTOMER"],
    ["PENDING_CUSTOMER", "RESOLVED"],
    ["RESOLVED", "CLOSED"],
    ["IN_PROGRESS", "CANCELLED"],
  ])("lets %s go to %s", (from, to) => {
    expect(canMove(from, to)).toBe(true);
  });

  it.each<[TicketStatus, TicketStatus]>([
    ["OPEN", "CLOSED"],
    ["OPEN", "CANCELLED"],
    ["RESOLVED", "OPEN"],
    ["PENDING_CUSTOMER", "CLOSED"],
  ])("keeps %s from going to %s", (from, to) => {
    expect(canMove(from, to)).toBe(false);
  });

  it("ends at CLOSED and CANCELLED, and never stays where it is", () => {
    for (const to of all) {
      expect(canMove("CLOSED", to)).toBe(false);
      expect(canMove("CANCELLED", to)).toBe(false);
      expect(canMove(to, to)).toBe(false);
    }
  });
});
