import type { Random } from "../../src/core/base/random.ts";

/** Languages that the texts are written in. */
export const languages = ["en", "pt", "es", "de", "fr", "it"] as const;

/** One of the {@link languages}. */
export type Language = (typeof languages)[number];

type Slots = Readonly<Record<"since" | "month" | "name", readonly string[]>>;

/** Words for the slots that are not numbers. */
const slots: Readonly<Record<Language, Slots>> = {
  en: {
    since: [
      "since this morning",
      "since yesterday",
      "since the last update",
      "for two days",
      "for a week now",
      "today",
      "",
    ],
    month: ["January", "March", "June", "last month", "October"],
    name: ["Anna", "your colleague", "Tom", "the lady at the desk"],
  },
  pt: {
    since: [
      "desde cedo",
      "desde ontem",
      "desde a última atualização",
      "há dois dias",
      "faz uma semana",
      "hoje",
      "",
    ],
    month: ["janeiro", "março", "junho", "outubro", "dezembro"],
    name: ["Ana", "atendente", "Carla", "moça do balcão"],
  },
  es: {
    since: ["desde ayer", "desde esta mañana", "desde hace una semana", "hoy", ""],
    month: ["enero", "marzo", "junio", "octubre"],
    name: ["Ana", "su colega"],
  },
  de: {
    since: ["seit gestern", "seit heute früh", "seit einer Woche", "seit dem Update", ""],
    month: ["Januar", "März", "Juni", "Oktober"],
    name: ["Anna", "Ihre Kollegin"],
  },
  fr: {
    since: ["depuis hier", "depuis ce matin", "depuis une semaine", "aujourd'hui", ""],
    month: ["janvier", "mars", "juin", "octobre"],
    name: ["Anne", "votre collègue"],
  },
  it: {
    since: ["da ieri", "da stamattina", "da una settimana", "oggi", ""],
    month: ["gennaio", "marzo", "giugno", "ottobre"],
    name: ["Anna", "la vostra collega"],
  },
};

const currencies: Readonly<Record<Language, readonly string[]>> = {
  en: ["$#", "£#", "# dollars", "# euros"],
  pt: ["R$ #", "# reais", "#"],
  es: ["# euros", "#€"],
  de: ["# Euro", "#€"],
  fr: ["# euros", "#€"],
  it: ["# euro", "#€"],
};

/**
 * Up to `count` different texts of a template: `(a|b|)` is one of its choices, `{since}`, `{month}`,
 * `{name}`, `{amount}` and `{number}` are words of the language or drawn numbers.
 */
export function expand(
  template: string,
  { language, count, random }: { language: Language; count: number; random: Random },
): string[] {
  const found = new Set<string>();
  for (let tries = 0; tries < count * 4 && found.size < count; tries++) {
    const chosen = template.replaceAll(/\(([^()]*)\)/g, (_, choices: string) =>
      random.pick(choices.split("|")),
    );
    const filled = chosen.replaceAll(/\{(\w+)\}/g, (_, slot: string) =>
      fill(slot, language, random),
    );
    found.add(tidied(filled));
  }
  return [...found];
}

function fill(slot: string, language: Language, random: Random): string {
  if (slot === "number") return String(random.integer(2, random.pick([12, 60, 9_999])));
  if (slot === "amount") {
    const amount = random.pick([random.integer(5, 99), random.integer(100, 4_000)]);
    return random.pick(currencies[language]).replace("#", String(amount));
  }
  if (slot === "since" || slot === "month" || slot === "name") {
    return random.pick(slots[language][slot]);
  }
  throw new Error(`a template has an unknown slot {${slot}}`);
}

/** Without the gaps that empty choices leave. */
function tidied(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([,.?])/g, "$1")
    .replaceAll(/,([?.])/g, "$1")
    .trim();
}

/** The text as a hurried thumb writes it: lower case, accents or marks gone, letters changed places. */
export function roughened(text: string, random: Random): string {
  let rough = text;
  if (random.chance(0.6)) rough = rough.toLowerCase();
  if (random.chance(0.6)) rough = rough.normalize("NFD").replaceAll(/\p{M}/gu, "");
  if (random.chance(0.6)) rough = rough.replaceAll(/[.,;:!?¿¡"]/g, "");
  for (let times = random.integer(0, 1 + Math.floor(text.length / 60)); times > 0; times--) {
    const at = random.integer(1, Math.max(1, rough.length - 3));
    const [left, right] = [rough[at] ?? "", rough[at + 1] ?? ""];
    const swapped = random.pick([right + left, left, left + left + right]);
    if (/^\p{L}{2}$/u.test(left + right))
      rough = rough.slice(0, at) + swapped + rough.slice(at + 2);
  }
  return rough;
}
