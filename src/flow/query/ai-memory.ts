import type { AiQuestion } from "../ai/ai-question.ts";
import type { AiSite } from "./ai-sites.ts";
import { QueryError } from "./query-errors.ts";

/** Texts that were asked about and have no answer yet; a row a question, one or two texts. */
export type AiNotes = { question: AiQuestion; rows: (readonly string[])[] };

/**
 * Answers of one query, and notes of what is missing. The engine's functions look answers up here;
 * whatever has none is noted, and is NULL for now.
 */
export type AiMemory = {
  /** The function of a site: its texts, then the answer as text. */
  functionOf(site: AiSite): (...texts: (string | null)[]) => string | null;
  /** From now on what sites up to a level miss is noted; later ones only say that they do. */
  begin(level: number): void;
  /** What was missed of the lowest level that missed anything; undefined where nothing was noted. */
  missed(): { level: number; notes: AiNotes[] } | undefined;
  /** Whether any answer was missing since {@link begin}. */
  isShort(): boolean;
  /** Keeps the answers of notes, in their order. */
  keep(notes: AiNotes, answers: readonly (string | null)[]): void;
  /** Why the query must end: it asks about more than it may. */
  overflow(): QueryError | undefined;
};

/** @param rowsMax - Most different texts that a query may ask about. */
export function openAiMemory(rowsMax: number): AiMemory {
  const answers = new Map<string, Map<string, string | null>>();
  const noted = new Map<number, Map<string, AiNotes>>();
  const seen = new Map<string, Set<string>>();
  let [level, rowCount, isShort] = [0, 0, false];
  let overflow: QueryError | undefined;

  function answersOf(asked: string): Map<string, string | null> {
    const known = answers.get(asked) ?? new Map<string, string | null>();
    answers.set(asked, known);
    return known;
  }

  function note(site: AiSite, asked: string, texts: readonly string[], key: string): void {
    isShort = true;
    if (site.level > level) return;
    const keys = seen.get(asked) ?? new Set();
    seen.set(asked, keys);
    if (keys.has(key)) return;
    if (++rowCount > rowsMax) {
      overflow = new QueryError(
        `the query asks ${site.question.name} and the like about more than ${rowsMax} different texts; ` +
          "narrow it with WHERE or LIMIT, or raise limits.ai_rows in the settings",
      );
      throw overflow;
    }
    keys.add(key);
    const ofLevel = noted.get(site.level) ?? new Map<string, AiNotes>();
    noted.set(site.level, ofLevel);
    const notes = ofLevel.get(asked) ?? { question: site.question, rows: [] };
    ofLevel.set(asked, notes);
    notes.rows.push(texts);
  }

  return {
    functionOf(site) {
      const asked = JSON.stringify(site.question);
      const known = answersOf(asked);
      const find = (texts: readonly string[], key: string): string | null => {
        const answer = known.get(key);
        if (answer !== undefined) return answer;
        note(site, asked, texts, key);
        return null;
      };
      if (site.textCount === 1) return (text) => (text === null ? null : find([text], text));
      return (one, other) =>
        one === null || other === null ? null : find([one, other], keyOf([one, other]));
    },
    begin(next) {
      level = next;
      isShort = false;
      noted.clear();
      seen.clear();
      rowCount = [...answers.values()].reduce((sum, { size }) => sum + size, 0);
    },
    missed() {
      const [lowest] = [...noted.keys()].toSorted((a, b) => a - b);
      if (lowest === undefined) return undefined;
      return { level: lowest, notes: [...noted.get(lowest)!.values()] };
    },
    isShort: () => isShort,
    keep({ question, rows }, given) {
      const known = answersOf(JSON.stringify(question));
      rows.forEach((texts, row) => known.set(keyOf(texts), given[row] ?? null));
    },
    overflow: () => overflow,
  };
}

function keyOf(texts: readonly string[]): string {
  return texts.length === 1 ? texts[0]! : JSON.stringify(texts);
}
