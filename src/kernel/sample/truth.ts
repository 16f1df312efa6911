import { salesKpis } from "./sales-rows.ts";
import type { Defect } from "./mess.ts";
import { type Support, spikeSubcategory } from "./support.ts";
import { dayMs, formatDay } from "./instant.ts";

/** What truth.json says: the answers to the exam the files are. */
export type Truth = {
  readonly seed: number;
  readonly as_of: string;
  readonly scale: number;
  readonly files: readonly { readonly path: string; readonly row_count: number }[];
  readonly defects: readonly Defect[];
  readonly churners: readonly string[];
  readonly spike: {
    readonly category: string;
    readonly subcategory: string;
    readonly first_day: string;
    readonly last_day: string;
    readonly ticket_ids: readonly string[];
  };
  readonly sla_breaches: readonly string[];
  readonly near_duplicates: readonly (readonly string[])[];
  readonly frustrated_high_value_chats: readonly string[];
  readonly kpis: { readonly sales: typeof salesKpis; readonly support: SupportKpis };
};

/** Figures over the sound tickets: each once, without orphans and impossible ones. */
export type SupportKpis = {
  readonly ticket_count: number;
  readonly ticket_count_7_days: number;
  readonly sla_breach_count: number;
  readonly average_csat: number;
  readonly average_resolution_hours: number;
};

/** Puts the truth together. */
export function truthOf(
  support: Support,
  rest: Pick<Truth, "seed" | "scale" | "files" | "defects" | "frustrated_high_value_chats"> & {
    asOf: Date;
  },
): Truth {
  const { seed, scale, files, defects, frustrated_high_value_chats, asOf } = rest;
  const spikeDays = support.tickets
    .filter(({ ticketId }) => support.spikeTicketIds.includes(ticketId))
    .map(({ createdAt }) => createdAt);
  return {
    seed,
    as_of: asOf.toISOString(),
    scale,
    files,
    defects,
    churners: support.people.companies
      .filter(({ isChurner }) => isChurner)
      .map(({ companyId }) => companyId),
    spike: {
      category: "TECHNICAL",
      subcategory: spikeSubcategory,
      first_day: formatDay(Math.min(...spikeDays)),
      last_day: formatDay(Math.max(...spikeDays)),
      ticket_ids: support.spikeTicketIds,
    },
    sla_breaches: support.tickets
      .filter(({ isSlaBreached }) => isSlaBreached)
      .map(({ ticketId }) => ticketId),
    near_duplicates: support.nearDuplicates,
    frustrated_high_value_chats,
    kpis: { sales: salesKpis, support: supportKpis(support, asOf.getTime()) },
  };
}

function supportKpis({ tickets }: Support, asOf: number): SupportKpis {
  const present = (values: readonly (number | undefined)[]): number[] =>
    values.filter((value) => value !== undefined);
  return {
    ticket_count: tickets.length,
    ticket_count_7_days: tickets.filter(({ createdAt }) => createdAt >= asOf - 7 * dayMs).length,
    sla_breach_count: tickets.filter(({ isSlaBreached }) => isSlaBreached).length,
    average_csat: mean(present(tickets.map(({ csatScore }) => csatScore))),
    average_resolution_hours: mean(present(tickets.map(({ resolutionHours }) => resolutionHours))),
  };
}

function mean(values: readonly number[]): number {
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1e4) / 1e4;
}
