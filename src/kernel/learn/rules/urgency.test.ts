import { check, property, string } from "fast-check";
import { describe, expect, it } from "vitest";

import { urgencyLevels, urgencyModel, urgencyOf, urgencyPredictions } from "./urgency.ts";

describe("urgencyOf", () => {
  it.each([
    // English
    ["URGENT: the API is blocking all our orders, fix ASAP", "CRITICAL"],
    ["This is critical, please react", "CRITICAL"],
    ["Emergency! The line stands still", "CRITICAL"],
    ["We cannot sell anything, please help immediately", "CRITICAL"],
    ["URGENT: I need a solution NOW, the deadline is today!", "CRITICAL"],
    ["please answer a.s.a.p.", "HIGH"],
    ["I need this as soon as possible", "HIGH"],
    ["Our shop can't take payments", "HIGH"],
    ["We are losing customers", "HIGH"],
    ["I can't get into my account", "HIGH"],
    ["I have a demo at 3pm today", "HIGH"],
    ["I need an answer today", "HIGH"],
    ["The deadline is tomorrow morning", "HIGH"],
    ["please reply by tomorrow", "HIGH"],
    ["We need it within 2 hours", "HIGH"],
    ["It is not only urgent, it is important", "HIGH"],
    ["no, it is urgent", "HIGH"],
    ["the reader doesn't work, urgent", "HIGH"],
    ["machine does not work urgent help", "HIGH"],
    ["No rush on the invoice, but the login is urgent", "HIGH"],
    ["I'd appreciate an answer this week", "MEDIUM"],
    ["How do I change my password?", "MEDIUM"],
    ["I paid today with my card", "MEDIUM"],
    ["Not urgent, but the test shop is down: everything down", "MEDIUM"],
    ["This is not urgent", "LOW"],
    ["it isn't urgent at all", "LOW"],
    ["This isn't really very urgent", "LOW"],
    ["No rush, whenever you have a moment", "LOW"],
    ["the shop isn't blocked", "MEDIUM"],
    ["my card is blocked", "MEDIUM"],
    ["take your time", "LOW"],
    ["it's not so urgent", "LOW"],
    ["nothing urgent, just a question", "LOW"],
    ["It doesn't have to be immediately", "LOW"],
    // Portuguese
    ["URGENTE: a loja está parada", "CRITICAL"],
    ["Não consigo vender, resolvam imediatamente", "CRITICAL"],
    ["É crítico, cada minuto parado custa dinheiro", "CRITICAL"],
    ["Estou sem acesso, preciso de ajuda o quanto antes", "CRITICAL"],
    ["não consigo vender desde cedo", "HIGH"],
    ["sistema parado", "HIGH"],
    ["a loja não está parada", "MEDIUM"],
    ["a maquininha não funciona urgente", "HIGH"],
    ["Não é só urgente, é importante", "HIGH"],
    ["Estou sem acesso ao painel", "HIGH"],
    ["Preciso de resposta ainda hoje", "HIGH"],
    ["resolver até amanhã por favor", "HIGH"],
    ["é pra ontem", "HIGH"],
    ["Problema no sistema urgente", "HIGH"],
    ["Paguei hoje no cartão", "MEDIUM"],
    ["Podem verificar, por favor?", "MEDIUM"],
    ["Não é urgente", "LOW"],
    ["Nao e tao urgente assim", "LOW"],
    ["Sem pressa, quando puderem", "LOW"],
    ["não precisa ser imediatamente", "LOW"],
    ["pode esperar até segunda", "LOW"],
    // Spanish
    ["Es urgente, no puedo cobrar", "CRITICAL"],
    ["Necesito una respuesta hoy mismo", "HIGH"],
    ["lo antes posible, por favor", "HIGH"],
    ["tienda sin acceso al sistema", "HIGH"],
    ["No es urgente", "LOW"],
    ["sin prisa, cuando puedan", "LOW"],
    ["¿Cuál es el horario?", "MEDIUM"],
    // German
    ["Dringend! Die Kasse ist ausgefallen", "CRITICAL"],
    ["Notfall im Laden", "CRITICAL"],
    ["Bitte um sofortige Hilfe", "HIGH"],
    ["Ich brauche das bis morgen", "HIGH"],
    ["Wir können leider nicht kassieren", "HIGH"],
    ["Das ist nicht dringend", "LOW"],
    ["Es eilt nicht", "LOW"],
    ["Keine Eile, bei Gelegenheit", "LOW"],
    ["Wie ändere ich mein Passwort?", "MEDIUM"],
    // French
    ["Urgent : le magasin est à l'arrêt", "CRITICAL"],
    ["On ne peut plus encaisser", "HIGH"],
    ["je n'ai plus d'accès", "HIGH"],
    ["Merci de répondre au plus vite", "HIGH"],
    ["Il me faut une réponse avant demain", "HIGH"],
    ["Ce n'est pas urgent", "LOW"],
    ["pas urgent", "LOW"],
    ["rien ne presse, prenez votre temps", "LOW"],
    ["Quels sont vos horaires ?", "MEDIUM"],
    // Italian
    ["Urgente: il negozio è fermo", "CRITICAL"],
    ["Rispondete il prima possibile", "HIGH"],
    ["mi serve entro domani", "HIGH"],
    ["Non è urgente", "LOW"],
    ["senza fretta, quando potete", "LOW"],
    ["Quali sono gli orari?", "MEDIUM"],
    // nothing to read
    ["", "MEDIUM"],
    ["?", "MEDIUM"],
    ["🙂🙂", "MEDIUM"],
  ])("calls %j %s", (text, label) => {
    const { cue, ...rest } = urgencyOf(text);
    expect(rest.label, cue).toBe(label);
  });

  it.each([
    ["Our shop can't take payments", "stopped: can t take payments"],
    ["This is not urgent", "calm: urgent"],
    ["no rush", "calm: no rush"],
    ["Quero saber o horário", undefined],
  ])("says why %j is what it is", (text, cue) => {
    expect(urgencyOf(text).cue).toBe(cue);
  });

  it("is less sure where a text contradicts itself or gives no cue", () => {
    const plain = urgencyOf("this is urgent").confidence;
    expect(urgencyOf("no rush with A, B is urgent").confidence).toBeLessThan(plain);
    expect(urgencyOf("good morning").confidence).toBe(0.5);
  });

  it("gives scores that sum to 1 and are highest at the label, whatever the text", () => {
    const scored = property(string(), (text) => {
      const { label, scores, confidence } = urgencyOf(text);
      const sum = scores.reduce((total, score) => total + score, 0);
      const isHighest = Math.max(...scores) === confidence;
      return (
        Math.abs(sum - 1) < 1e-9 && isHighest && scores[urgencyLevels.indexOf(label)] === confidence
      );
    });
    expect(check(scored).counterexample).toBeNull();
  });

  it("reads a megabyte", () => {
    expect(urgencyOf("not urgent at all ".repeat(60_000)).label).toBe("LOW");
  });
});

describe("urgencyOf with praise", () => {
  it.each([
    ["You guys sorted out my import in ten minutes!", "MEDIUM", undefined],
    ["Thanks, but please answer ASAP", "HIGH", "pressure: asap"],
  ])("takes deadlines in %j for past: %s", (text, label, cue) => {
    expect(urgencyOf(text, { isPraise: true })).toMatchObject({ label, cue });
  });
});

describe("urgencyPredictions", () => {
  it("gives the scores of each text in the form of every model", () => {
    const { labels, probabilities } = urgencyPredictions(["asap", "no rush"]);
    expect(labels).toEqual(urgencyLevels);
    expect(probabilities).toEqual(
      Float32Array.from([...urgencyOf("asap").scores, ...urgencyOf("no rush").scores]),
    );
    expect(urgencyModel.tier).toBe("rules");
  });
});
