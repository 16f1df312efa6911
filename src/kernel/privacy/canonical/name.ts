import { plainLowerText } from "./plain-text.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Forms of address and titles, without their dot; none of them is anybody's name. */
const titles = words(
  "mr mrs ms miss mx dr dra drs prof profa prof.ª sir madam sr sra srta sr.ª sra.ª senhor senhora " +
    "señor señora señorita exmo exma ilmo ilma herr frau hr fr monsieur madame mademoiselle mme " +
    "mlle sig sigra sig.ra signor signora signorina dott dott.ssa dottor dottoressa ing dhr mevr mw",
);

/** Degrees behind a name; `Jr` and `III` tell two people apart and stay. */
const degrees = words("phd ph.d md m.d dds d.d.s dvm d.v.m esq esquire msc mba");

/**
 * A name as `first last`, lower case, single spaces, without forms of address, degrees and the dots
 * of initials; `Last, First` is turned round.
 */
export function canonicalName(value: string): string {
  const text = plainLowerText(value).replace(/[’ʼ`´]/g, "'");
  const [last = "", first = "", ...more] = text.split(",").map(nameWords);
  const turned = more.length === 0 ? [first, last] : [text.split(",").map(nameWords).join(" ")];
  return turned.join(" ").trim().replace(/ +/g, " ") || text;
}

/** The words of a part of a name that are the name. */
function nameWords(part: string): string {
  const all = part.split(" ").map((word) => word.replace(/^\.+|\.+$/g, ""));
  return all.filter((word) => !titles.has(word) && !degrees.has(word)).join(" ");
}
