/** Somebody the record is known to be about: the customer, a colleague of theirs, the agent. */
export type KnownPerson = {
  /** Full name, as the record has it. */
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  /** Numbers that identify the person: national id, customer number. */
  ids?: readonly string[] | undefined;
  /** Day of birth, `YYYY-MM-DD`. */
  bornOn?: string | undefined;
};

/** What is known of a text before it is read; everything may be missing. */
export type DetectHints = {
  /** ISO 3166 code of the country whose national forms are likely, such as `BR`. */
  country?: string | undefined;
  /** ISO 639 code of the language, such as `pt`. */
  language?: string | undefined;
  known?: readonly KnownPerson[] | undefined;
  /** People who are known in all texts, such as a company's agents: pass the same array each time. */
  team?: readonly KnownPerson[] | undefined;
  /**
   * Names of companies: those the record is about, and the one whose lake it is. No part of them is
   * taken for a person by a cue or the tagger. Pass the same array each time.
   */
  organisations?: readonly string[] | undefined;
};
