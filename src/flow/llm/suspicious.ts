/** Words for: pay no attention to. */
const ignoring =
  "ignor\\w*|disregard\\w*|forget|override|bypass|skip|esque[cç]\\w*|desconsider\\w*|olvid\\w*|descart\\w*|haz caso omiso|vergiss|vergessen|missacht\\w*|missachte\\w*|oubli\\w*|dimentic\\w*|trascura\\w*|ne tenez pas compte|ne tiens pas compte|não siga|no sigas";
/** Words for: what a model was told. */
const instructions =
  "instru[ck][ct]i?\\w*|istruzion\\w*|instruç\\w*|instrucci\\w*|anweisung\\w*|vorgaben|consigne\\w*|prompts?|system message|rules|regras|reglas|regeln|règles|regole|guidelines|ordens|órdenes|befehle|directives|directions";
/** Words for: every text. */
const everyText =
  "(?:all|every|each|the other|the rest of the|any|todos os|todas as|todos los|todas las|os outros|los demás|alle|allen|jede[nrs]?|die anderen|den anderen|tous les|toutes les|les autres|tutti i|tutte le|gli altri|ogni|cada)";
const textWord =
  "(?:texts?|items?|ids?|entries|entry|records?|answers?|responses?|messages?|labels?|rows?|textos?|itens|ítems|mensagens|mensajes|respostas|respuestas|registros|texte[ns]?|einträge[n]?|nachrichten|antworten|textes|éléments|réponses|testi|elementi|messaggi|risposte)";

const patterns: readonly RegExp[] = [
  new RegExp(`\\b(?:${ignoring})\\b.{0,60}?(?:${instructions})`, "isu"),
  new RegExp(`(?:${instructions}).{0,40}?\\b(?:${ignoring})\\b`, "isu"),
  new RegExp(
    `\\b(?:for|to|as|label|mark|classify|answer|set|para|für|pour|per|classifi\\w*|marc\\w*|markier\\w*|respond\\w*)\\s+${everyText}\\s+(?:\\w+\\s+)?${textWord}\\b`,
    "iu",
  ),
  /(?:^|\n)\s*(?:#{1,4}\s*)?(?:system|assistant|developer|user)\s*(?:prompt)?\s*:/iu,
  /<\|[\w-]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|instructions?|prompt)>|\[\/?(?:system|assistant)\]/iu,
  /\{\s*\\?["']?(?:items|id|labels?|category|sentiment|urgency|frustration|tags|summary)\\?["']?\s*:/iu,
  /\b(?:note|notice|message|nota|aviso|mensagem|mensaje|hinweis|nachricht|avis|messaggio)\b.{0,20}\b(?:AI|IA|KI|LLM|GPT|classifier|classificador|clasificador|klassifikator|classificatore)\b/iu,
  /\p{Script=Latin}\p{Script=Cyrillic}|\p{Script=Cyrillic}\p{Script=Latin}/u, // letters that only look alike
  /\b(?:you are (?:now )?(?:an? )?(?:ai|assistant|chatbot|language model|llm|gpt|bot|dan)|act as (?:an? )?(?:ai|assistant|system|model)|new instructions|novas instruções|nuevas instrucciones|neue anweisung\w*|nouvelles instructions|nuove istruzioni|jailbreak)\b/iu,
  /\b(?:as an ai|language model|modelo de linguagem|modelo de lenguaje|sprachmodell|modèle de langage|modello linguistico)\b/iu,
  /\b(?:respond|answer|reply|output|return|print|say)\s+(?:only\s+)?(?:with|as|in)?\s*(?:only\s+)?(?:the\s+)?(?:json|positive|negative|neutral|the label|the word)\b/iu,
];

/** Characters looked at: what comes behind them is beyond the tokens that are sent by default. */
const lengthMax = 40_000;

/**
 * Whether a text reads as if it told a model what to do: such a text is asked by itself, where it
 * can change no other's answer. Errs towards yes; a yes costs one call.
 *
 * Six languages' phrases, markers of roles and chat templates, JSON in the form of our items.
 * What it does not know is left to the check of the answers.
 */
export function looksLikeInstruction(text: string): boolean {
  const plain = plainOf(text);
  return patterns.some((pattern) => pattern.test(plain));
}

/**
 * Tells texts that name one of a question's own labels as the model is told them, in capitals, such
 * as POSITIVE: customers hardly do, and who orders an answer must, in whatever language.
 */
export function labelSpotter(labels: readonly string[]): (text: string) => boolean {
  const told = labels.filter((label) => /^[A-Z][A-Z_]{4,}$/.test(label));
  if (told.length === 0) return () => false;
  const pattern = new RegExp(`\\b(?:${told.join("|")})\\b`, "u");
  return (text) => pattern.test(plainOf(text));
}

function plainOf(text: string): string {
  return text
    .slice(0, lengthMax)
    .normalize("NFKC")
    .replaceAll(/[\u200B-\u200F\u2060\uFEFF\u00AD]/g, "");
}

/** Least texts of a call for which one answer for all is strange. */
const alikeLeast = 4;
const alikeShare = 0.9;

/**
 * Whether nearly all answers of a call are one and the same, as they are when one of its texts has
 * told the model what to answer.
 *
 * @param answers - Of a call's texts, each in a form that can be compared.
 */
export function areStrangelyAlike(answers: readonly string[]): boolean {
  if (answers.length < alikeLeast) return false;
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return Math.max(...counts.values()) >= alikeShare * answers.length;
}
