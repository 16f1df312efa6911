/** Instants are milliseconds since 1970, UTC, like `Date.getTime()`. */
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The first instant of the UTC day that holds `instant`. */
export function startOfDay(instant: number): number {
  return Math.floor(instant / dayMs) * dayMs;
}

/** `2026-03-09`. */
export function formatDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** `2026-03-09 14:05:00`: how the files write an instant when nothing is wrong with it. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19).replace("T", " ");
}

/** `2026-03-09T14:05:00Z`. */
export function formatIsoInstant(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** `09/03/2026`, day first. Takes `2026-03-09` with or without a time. */
export function dayFirst(isoDay: string): string {
  return `${isoDay.slice(8, 10)}/${isoDay.slice(5, 7)}/${isoDay.slice(0, 4)}`;
}
