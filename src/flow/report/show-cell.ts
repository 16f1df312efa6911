import type { Cell } from "./document.ts";

/** A value as people read it, not yet escaped; a dash where there is none. */
export function showCell({ value, form }: Pick<Cell, "value" | "form">): string {
  if (value === null) return "–";
  if (typeof value === "string") return form === "code" ? sayCode(value) : value;
  switch (form) {
    case "percent":
      return `${fixed(value * 100)} %`;
    case "change":
      return `${signed(value * 100)} %`;
    case "points":
      return `${signed(value * 100)} points`;
    case "rate":
      return String(Number(value.toPrecision(2)));
    default:
      return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
  }
}

function fixed(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

function signed(value: number): string {
  const text = fixed(value);
  return value > 0 && text !== "0" ? `+${text}` : text;
}

/** `PIX_PROBLEM` as "Pix problem". */
function sayCode(code: string): string {
  const words = code.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
