import { seededRandom, type Random } from "../../src/core/base/random.ts";
import { formatCpf, luhnCheckDigit } from "../../src/kernel/sample/brazil-ids.ts";

/** What a planted value is. */
export type CanaryKind =
  | "email"
  | "phone"
  | "card"
  | "iban"
  | "cpf"
  | "ipv4"
  | "ipv6"
  | "url"
  | "key"
  | "wallet"
  | "name"
  | "national phone";

/** One value that stands in one place of the raw data and may stand nowhere above it. */
export type Canary = {
  kind: CanaryKind;
  /** The place, such as `support/tickets.csv subject`. */
  field: string;
  /** As it is written there. */
  text: string;
  /** The parts of it that nothing else holds; any of them elsewhere is a leak. */
  marks: readonly string[];
};

/** Kinds whose form tells what they are, wherever they stand. */
export const structuredKinds = [
  "email",
  "phone",
  "card",
  "iban",
  "cpf",
  "ipv4",
  "ipv6",
  "url",
  "key",
  "wallet",
] as const satisfies readonly CanaryKind[];

/** Makes values of every kind, each unlike all others; the same ones for the same seed. */
export type Mint = {
  /** `markChars` says that only so much of it stands together. */
  canary(kind: CanaryKind, field: string, markChars?: number): Canary;
  /** All that were made. */
  made: readonly Canary[];
};

export function openMint(seed: string): Mint {
  const random = seededRandom(seed);
  const used = new Set<string>();
  const made: Canary[] = [];
  return {
    made,
    canary(kind, field, markChars) {
      for (;;) {
        const [text, ...whole] = makers[kind](random);
        const marks = whole.map((mark) => mark.slice(0, markChars));
        if (marks.some((mark) => used.has(mark))) continue;
        for (const mark of marks) used.add(mark);
        const canary = { kind, field, text, marks };
        made.push(canary);
        return canary;
      }
    },
  };
}

type Maker = (random: Random) => [text: string, ...marks: string[]];

const makers: Readonly<Record<CanaryKind, Maker>> = {
  email(random) {
    const user = word(random, 10);
    return [`${user}@${random.pick(["mail", "post"])}.example.com`, user];
  },
  phone(random) {
    const [area, first, last] = ["11", `9${digits(random, 4)}`, digits(random, 4)];
    return [`+55 (${area}) ${first}-${last}`, area + first + last];
  },
  "national phone"(random) {
    const [area, first, last] = ["21", `9${digits(random, 4)}`, digits(random, 4)];
    return [`(${area}) ${first}-${last}`, area + first + last];
  },
  card(random) {
    const body = `4929${digits(random, 11)}`;
    const number = body + luhnCheckDigit(body);
    return [number.replaceAll(/(\d{4})(?=\d)/g, "$1 "), number];
  },
  iban(random) {
    const account = digits(random, 18);
    const rest = BigInt(`${account}131400`) % 97n; // DE in numbers, then 00 (ISO 13616)
    return [`DE${String(98n - rest).padStart(2, "0")}${account}`, account];
  },
  cpf(random) {
    const text = formatCpf(digits(random, 9));
    return [text, text.replaceAll(/\D/g, "")];
  },
  ipv4(random) {
    const octets = [random.integer(130, 168), ...[1, 2, 3].map(() => random.integer(100, 254))];
    return [octets.join("."), octets.join(".")];
  },
  ipv6(random) {
    const groups = Array.from({ length: 6 }, () => random.integer(0x1000, 0xffff).toString(16));
    return [`2001:db8:${groups.join(":")}`, groups.join(":")];
  },
  url(random) {
    const [user, password] = [word(random, 9), word(random, 10)];
    return [`https://${user}:${password}@files.example.com/in`, user, password];
  },
  key(random) {
    const secret = Array.from({ length: 12 }, () => `${letter(random)}${random.integer(0, 9)}`);
    return [`sk_live_${secret.join("")}`, secret.join("")];
  },
  wallet(random) {
    const body = Array.from({ length: 40 }, () => random.integer(0, 15).toString(16)).join("");
    return [`0x${body}`, body];
  },
  name(random) {
    const [first, last] = [syllables(random), syllables(random)];
    return [`${first} ${last}`, first.toLowerCase(), last.toLowerCase()];
  },
};

function letter(random: Random): string {
  return String.fromCharCode(97 + random.integer(0, 25));
}

function word(random: Random, length: number): string {
  return `zq${Array.from({ length: length - 2 }, () => letter(random)).join("")}`;
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, (_, i) => random.integer(i === 0 ? 1 : 0, 9)).join("");
}

/** A name that nobody has, of at least eight letters: `Vorimela`. */
function syllables(random: Random): string {
  const pick = (letters: string): string => letters.charAt(random.integer(0, letters.length - 1));
  const syllable = (): string => pick("bdfglmnprstvz") + pick("aeiou");
  const name = Array.from({ length: 4 }, syllable).join("");
  return name[0]!.toUpperCase() + name.slice(1); // four syllables have eight letters
}
