import type { Words } from "./words.ts";

/** Words that turn what follows, in six languages; `isn` is of `isn't`. */
const negators = new Set(
  `not never isn wasn aren don doesn didn won wouldn nothing without hardly neither nor ain dont
   doesnt isnt wont didnt wasnt needn nao n nem sem nunca nada jamais tampouco sin ni tampoco nicht
   kein keine keinen keiner keinerlei ohne nie niemals weder pas sans aucun aucune rien ne non senza
   nessun nessuna mica niente`.split(/\s+/),
);

/** Words that may stand between a negation and what it turns; any other word ends its reach. */
const light = new Set(
  `t s is be been was are it its this that to have has had need needs needed really very so too that
   a an the all at any super extremely particularly terribly quite exactly going want wanted wish
   plan planning intend thinking of about would will i we really yet even by means anything
   e ser era esta estou estava tao muito nada assim um uma o a de que precisa preciso precisamos
   quero queremos vou vamos pretendo penso pensando em tem ter tenho isso coisa assunto
   es era esta tan muy un una el la lo de que quiero queremos voy vamos a pienso necesito hace falta
   ist war sind das es so sehr wirklich besonders unbedingt gerade der die den dem ein eine einen zu
   will wollen mochte mochten werde werden sehr mehr allzu
   est etait si tres vraiment du tout le la les un une d l n je nous veux voulons vais de plus
   e era cosi molto per niente il un uno lo la di voglio vogliamo intendo ho proprio affatto`.split(
    /\s+/,
  ),
);

/** `not only urgent` is urgent. */
const onlys = new Set("only just so solo somente apenas nur bloss seulement solamente".split(" "));

/**
 * `no` is English and Spanish for a negation, and Portuguese for `in the`: it counts right before
 * the phrase, and farther off only before these.
 */
const afterNo = new Set("es era esta hay tengo quiero queremos voy need real".split(" "));

const reach = 6;

/** Whether a negation stands before `start` in the same clause, with only light words between. */
export function isNegated({ words, clauses }: Words, start: number): boolean {
  let only: string | undefined;
  for (let at = start - 1; at >= Math.max(0, start - reach); at--) {
    const word = words[at]!;
    if (clauses[at] !== clauses[start]) return false;
    if (word === "no" && (at === start - 1 || afterNo.has(words[at + 1]!))) return true;
    // `so` is `only` in Portuguese without its accent, and no more than `so` elsewhere
    if (negators.has(word)) return only === undefined || (only === "so" && word !== "nao");
    if (onlys.has(word)) only = word;
    else if (!light.has(word)) return false;
  }
  return false;
}
