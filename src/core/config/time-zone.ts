import { z } from "zod";

/** A time zone by its IANA name, such as `America/Sao_Paulo`, that this machine knows. */
export const timeZone = z
  .string()
  .refine(isTimeZone, "no time zone of that name; such as America/Sao_Paulo");

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format() !== "";
  } catch {
    return false;
  }
}
