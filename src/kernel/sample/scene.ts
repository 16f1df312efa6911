import { assert } from "../../core/base/errors.ts";

/** Languages people write in. */
export type Language = "pt" | "en";

/**
 * One course of events, from the customer's words to the solution. `{slot}` stands for a fact of
 * the case ({@link Facts}), so that all messages of a case speak of the same amount and terminal.
 */
export type Plot = {
  readonly subject: string;
  /** What happened, told without anger or joy. */
  readonly problem: string;
  /** What the agent asks. */
  readonly question: string;
  /** What the customer answers. */
  readonly detail: string;
  /** What the agent says when it is settled. */
  readonly fix: string;
};

/** What people say about one kind of problem in one language. */
export type SceneText = {
  /** What customers want, whatever the plot. */
  readonly asks: readonly string[];
  /** What agents write to one another. */
  readonly notes: readonly string[];
  readonly cases: readonly Plot[];
};

/** One kind of problem: its labels and how people speak about it. */
export type Scene = {
  readonly category: Category;
  readonly subcategory: string;
  readonly tags: readonly string[];
  readonly pt: SceneText;
  readonly en: SceneText;
};

/** Ticket categories as the support system writes them. */
export type Category = "TECHNICAL" | "FINANCIAL" | "COMMERCIAL" | "COMPLAINT" | "INFORMATION";

/** The facts of one case, by slot name. */
export type Facts = Readonly<Record<string, string>>;

/** Puts the facts into a template's `{slots}`; a slot without a fact is a bug. */
export function fill(template: string, facts: Facts): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => {
    const fact = facts[slot];
    assert(fact !== undefined, `no fact for {${slot}} in: ${template}`);
    return fact;
  });
}
