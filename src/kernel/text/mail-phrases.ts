/** Any of some patterns. */
function any(...patterns: readonly string[]): string {
  return `(?:${patterns.join("|")})`;
}

/** The same in any case, while what stands around it keeps its own. */
function anyCase(...patterns: readonly string[]): string {
  return `(?i:${patterns.join("|")})`;
}

const name = String.raw`(?:\[[A-Z][A-Z_]*_\d+\]|\p{Lu}[\p{L}\p{M}'’.-]{0,30})`;
const mark = String.raw`\s*(?:[,!.:;…–—-]+(?=\s|$)|$)`;

// Greetings, those that mean nothing else, and those that may be another word.
const hello = anyCase(
  "hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening)",
  "ol[aá]|oi|bom dia|boa (?:tarde|noite)|hola|buen(?:os)? d[ií]as?|buenas (?:tardes|noches)",
  "hallo|guten (?:tag|morgen|abend)|moin|gr[uü](?:ß|ss) gott",
  "bonjour|bonsoir|ciao|buongiorno|buonasera",
);
const maybeHello = anyCase("good day|buenas|servus|salut|salve|dear sirs?|hi+|hey+|oie?");
const everyone = anyCase(
  "there|all|everyone|everybody|team|folks|guys|support|sir or madam|sir/madam|sir|madam",
  "pessoal|equipe|time|todos|a todos|gente|galera|equipo|suporte|soporte",
  "zusammen|damen und herren|team|tous|[aà] tous|l['’][eé]quipe|madame|monsieur|tutti|a tutti",
);
// Words that address somebody only before a name and a mark: "caro" alone means expensive.
const dear = anyCase(
  "dear|prezad[oa]s?|car[oa]s?|querid[oa]s?|estimad[oa]s?|cher|ch[eè]re|chers",
  "sehr geehrte[rs]?|liebe[rs]?|gentile|gentilissim[oaie]|egregi[oae]|spett(?:abile|\\.le)",
  "madame|monsieur|messieurs",
);
const title = anyCase(
  "mr|mrs|ms|dr|prof|sra?|senhor(?:a|es|as)?|señor(?:a|es|as)?|doña|don|herr|frau|mme|m",
  "signor[ae]?|sig\\.ra|sig",
);
const someone = `(?:${title}\\.? )?(?:${name}|${everyone})(?: (?:e|y|und|et|and|&|${name})){0,4}`;

/** At the start of a text: a greeting, with the name that follows it, up to what is meant. */
export const greeting = new RegExp(
  `^(?:(?:${hello}|${maybeHello})(?:,? ${someone})?${mark}|${hello}(?=\\s)|` +
    `${dear} ${someone}${mark})\\s*`,
  "u",
);

/** At the start of what follows a greeting: a question or wish of courtesy, with its mark. */
export const courtesy = new RegExp(
  `^${anyCase(
    "(?:and )?how are you(?: doing)?(?: today)?",
    "(?:i )?hope (?:you are|you're|this (?:e-?mail|message) (?:finds|reaches) you) (?:well|doing well|fine)",
    "tudo (?:bem|bom)(?: com voc[eê]s?)?|como vai|espero que (?:esteja|estejam) (?:tudo )?bem",
    "¿?(?:qu[eé] tal|c[oó]mo est[aá][ns]?)|espero que (?:est[eé]n?|se encuentren?) bien",
    "wie geht(?: es|['’]s) (?:ihnen|dir|euch)|ich hoffe,? es geht ihnen gut",
    "comment allez-vous|[cç]a va|j['’]esp[eè]re que vous allez bien",
    "come (?:sta|stai|va)|spero che (?:stia|stiate) bene",
  )}\\s*[?!.,]+\\s*`,
  "u",
);

// What follows is matched against folded lines: lower case, no accents.

/** A line that closes a message, alone or with a short name after it. */
export const signOff = new RegExp(
  `^${any(
    "(?:with )?(?:best|kind|kindest|warm|warmest)?,? ?(?:regards|wishes)|(?:all the )?best|cheers",
    "(?:yours )?(?:sincerely|truly|faithfully)|yours|respectfully",
    "(?:many |kind )?thanks(?: in advance| again| a lot| so much)?|thank you(?: in advance| very much)?|thx",
    "atenciosamente|atte?|abracos?|abs|grat[oa]|(?:muito )?obrigad[oa](?: desde ja)?|no aguardo",
    "(?:com os )?(?:melhores )?cumprimentos|desde ja agradeco|cordialmente|respeitosamente",
    "(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|(?:muchas )?gracias(?: de antemano)?",
    "quedo (?:atent[oa]|a la espera)|(?:mit )?(?:freundliche[nr]?|viele[nr]?|beste[nr]?|liebe[nr]?|herzliche[nr]?) gru(?:ß|ss)(?:en?)?",
    "mfg|lg|vg|(?:vielen |besten )?dank(?: im voraus)?|danke(?: im voraus)?|hochachtungsvoll",
    "(?:bien )?cordialement|bien a vous|(?:sinceres |cordiales )?salutations(?: distinguees)?",
    "(?:merci|grazie)(?: d['’]avance| beaucoup| mille| in anticipo)?|sincerement|respectueusement",
    "(?:cordiali |distinti |un )?salut[oi]",
  )}(?:[,.!–—-]+ \\S+(?: \\S+)?)?[\\s,.!–—-]*$`,
  "u",
);

/** A line that a phone or a mail program adds. */
export const sentFrom = new RegExp(
  `^(?=.{0,80}$)(?=.*${any(
    "phone|ipad|android|galaxy|samsung|mobile|huawei|xiaomi|motorola|blackberry|outlook|mail|yahoo|proton",
    "windows|celular|movil|telefon|handy|tablet|portable|cellulare",
  )})${any(
    "(?:sent|get) (?:from|via|using|with|outlook)",
    "enviad[oa] (?:do|da|de|desde|pelo|via|com|con)|obte(?:r|nha|ner)|descarga",
    "(?:von|mit) (?:meinem|meiner|mein) .{0,40}gesendet|gesendet (?:von|mit)",
    "envoye (?:de|depuis|a partir)|telecharger|inviato (?:da|dal|con)|scarica",
  )}(?: |$)`,
  "u",
);

/** A line over the message that was answered or passed on: all below it is older. */
export const originalMessage = new RegExp(
  `^[\\s>]*[-_*]{2,} ?${any(
    "(?:original|forwarded) message|reply above this line",
    "mensagem (?:original|encaminhada)|mensaje (?:original|reenviado)",
    "ursprungliche (?:nachricht|mail)|weitergeleitete nachricht|message (?:d['’]origine|original|transfere)",
    "messaggio (?:originale|inoltrato)",
  )}[\\s\\S]{0,40}$`,
  "u",
);

/** The first line of a block of mail headers. */
export const fromHeader = /^\*{0,2}(?:from|de|von|da|expediteur|remetente|remitente) ?:/u;

/** Another line of such a block. */
export const otherHeader =
  /^\*{0,2}(?:sent|date|to|cc|subject|enviad[ao](?: em| el)?|data|para|assunto|fecha|asunto|gesendet|datum|an|betreff|envoye(?: le)?|a|objet|inviato|oggetto) ?:/u;

/** A line that says who wrote what is quoted below it, and when. */
export const wroteHeader =
  /^(?:on|em|no dia|el|am|le|il|il giorno)\b(?=.{0,300}[\d[<@]).{3,300}(?:wrote|escreveu|escribio|schrieb|a ecrit|ha scritto)\b.{0,120}: ?$/u;
