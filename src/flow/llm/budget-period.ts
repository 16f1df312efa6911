import type { LlmSettings } from "../../core/config/llm-settings.ts";

/** The day of an instant in a time zone: `2026-01-31`. */
export function dayOf(instant: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return format.format(instant);
}

/** First day of the period that a day is in, from which on what was spent counts. */
export function periodStart(day: string, period: LlmSettings["budget"]["period"]): string {
  if (period === "day") return day;
  return period === "month" ? `${day.slice(0, 8)}01` : "0001-01-01";
}
