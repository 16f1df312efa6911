import type { Random } from "../../core/base/random.ts";
import { spokenDay } from "./facts.ts";
import { hourMs } from "./instant.ts";
import { plain } from "./names.ts";
import { manners, type Sentiment } from "./phrases.ts";
import { type Facts, fill, type Language, type Plot, type Scene } from "./scene.ts";

/** One customer telling about one problem. */
export type Telling = {
  readonly scene: Scene;
  readonly plot: Plot;
  readonly language: Language;
  readonly sentiment: Sentiment;
  readonly channel: string;
  readonly facts: Facts;
  readonly at: number;
};

const shortForms: Readonly<Record<Language, readonly (readonly [RegExp, string])[]>> = {
  pt: [
    [/\bvocês\b/g, "vcs"],
    [/\bvocê\b/g, "vc"],
    [/\btambém\b/g, "tb"],
    [/\bporque\b/g, "pq"],
    [/\bnão\b/g, "n"],
    [/\bquando\b/g, "qdo"],
    [/\bpara\b/g, "pra"],
    [/\bmesmo\b/g, "msm"],
  ],
  en: [
    [/\bplease\b/gi, "pls"],
    [/\byou\b/g, "u"],
    [/\bbecause\b/g, "cuz"],
    [/\bthanks\b/gi, "thx"],
    [/\bsomebody\b/g, "some1"],
    [/\bdoesn't\b/g, "doesnt"],
    [/\bI'm\b/g, "im"],
    [/\bcan't\b/g, "cant"],
  ],
};

/** The first text of a case, in the manner of its channel. */
export function tell(random: Random, telling: Telling): string {
  const { language, facts } = telling;
  const story = storyOf(random, telling);
  switch (telling.channel) {
    case "EMAIL":
      return letter(random, telling, story);
    case "CHAT":
    case "WHATSAPP":
      return greeted(random, casual(random, story, language), language);
    case "PHONE": {
      const filler = random.pick(manners[language].fillers);
      const head = language === "pt" ? "[transcrição da ligação]" : "[call transcript]";
      const who = language === "pt" ? "Aqui é" : "This is";
      return `${head} ${who} ${facts["name"]}, ${facts["company"]}, ${filler} ${story}`;
    }
    default:
      return random.chance(0.4) ? `${story}\n\n${facts["name"]}\n${facts["email"]}` : story;
  }
}

/** The subject line, now and then a reply's or a shouted one. */
export function subjectOf(random: Random, { plot, language, sentiment, facts }: Telling): string {
  const subject = fill(plot.subject, facts);
  if (sentiment === "NEGATIVE" && random.chance(0.25)) {
    return `${language === "pt" ? "URGENTE" : "URGENT"}: ${subject}${random.pick(["", "!", "!!!"])}`;
  }
  if (random.chance(0.12)) return `${random.pick(["RE: ", "Re: ", "ENC: ", "FW: "])}${subject}`;
  return subject;
}

/** A phrase as typed in a hurry on the channel; left alone on e-mail, portal and phone. */
export function typed(random: Random, text: string, { channel, language }: Telling): string {
  return channel === "CHAT" || channel === "WHATSAPP" ? casual(random, text, language) : text;
}

function storyOf(random: Random, { scene, plot, language, sentiment, facts }: Telling): string {
  const { contacts, tones } = manners[language];
  const tone = tones[sentiment];
  const parts = [
    random.pick(tone.openers),
    plot.problem,
    random.chance(0.75) ? random.pick(scene[language].asks) : "",
    random.chance(0.5) ? random.pick(contacts) : "",
    random.pick(tone.closers),
  ];
  const story = fill(parts.filter((part) => part !== "").join(" "), facts);
  return random.chance(0.3) ? withTypo(random, story) : story;
}

function letter(random: Random, telling: Telling, story: string): string {
  const { language, facts } = telling;
  const { greetings, signOffs } = manners[language];
  const lines = [random.pick(greetings), "", story, "", random.pick(signOffs), facts["name"] ?? ""];
  if (random.chance(0.6)) lines.push(facts["company"] ?? "");
  if (random.chance(0.4)) lines.push(facts["phone"] ?? "");
  if (random.chance(0.3)) lines.push("", ...quotedReply(random, telling));
  return lines.join("\n");
}

/** An earlier answer of ours under the letter, quoted as mail programs do. */
function quotedReply(random: Random, { language, facts, at }: Telling): string[] {
  const day = spokenDay(at - random.integer(20, 90) * hourMs, language);
  const year = new Date(at).getUTCFullYear();
  const reply = fill(random.pick(manners[language].agentGreetings), facts);
  const closing = fill(random.pick(manners[language].agentClosings), facts);
  if (language === "pt") {
    return [
      "-----Mensagem original-----",
      `De: Suporte Maré <suporte@mare.example.com>`,
      `Enviada em: ${day}/${year} ${facts["hour"]}`,
      `Para: ${facts["name"]} <${facts["email"]}>`,
      "",
      reply,
      closing,
    ];
  }
  const head = `> On ${day}, ${year} at ${facts["hour"]}, Maré Support <support@mare.example.com> wrote:`;
  return [head, `> ${reply}`, ">", `> ${closing}`];
}

/** A chat's first line: the greeting runs on, ends, or stands on a line of its own. */
function greeted(random: Random, story: string, language: Language): string {
  const greeting = random.pick(manners[language].chatGreetings);
  if (greeting.endsWith("?")) return `${greeting} ${story}`;
  return greeting + random.pick([", ", ". ", "\n", "! "]) + story;
}

/** Small letters, short forms, dropped accents and a slip now and then. */
function casual(random: Random, text: string, language: Language): string {
  let result = text;
  if (random.chance(0.6)) {
    for (const [word, short] of shortForms[language]) {
      if (random.chance(0.6)) result = result.replaceAll(word, short);
    }
  }
  if (random.chance(0.45)) result = result.replaceAll(/(^|[.?!] )(\p{Lu})(?=\p{Ll}* )/gu, lowered);
  if (language === "pt" && random.chance(0.35)) result = plain(result);
  if (random.chance(0.3)) result = result.replace(/\.$/, random.pick(["", "...", " :/", "!"]));
  return random.chance(0.35) ? withTypo(random, result) : result;
}

function lowered(_: string, before: string, letterUpper: string): string {
  return before + letterUpper.toLowerCase();
}

/** Swaps two inner letters of one small word, so that no name, number or address is touched. */
function withTypo(random: Random, text: string): string {
  const words = text.split(" ");
  const candidates = words.flatMap((word, index) => (/^\p{Ll}{5,}$/u.test(word) ? [index] : []));
  if (candidates.length === 0) return text;
  const index = random.pick(candidates);
  const word = words[index] ?? "";
  const at = random.integer(1, word.length - 3);
  words[index] = word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
  return words.join(" ");
}
