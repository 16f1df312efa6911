import { check, property, string } from "fast-check";
import { describe, expect, it } from "vitest";

import {
  findTemperCues,
  frustrationLevel,
  negativeThreshold,
  praiseThreshold,
  temperModel,
} from "./frustration.ts";

const rulesOf = (cues: readonly string[]): string[] => [
  ...new Set(cues.map((cue) => cue.slice(0, cue.indexOf(":")))),
];

describe("findTemperCues", () => {
  it.each([
    ["You will hear from my lawyer", ["threat"]],
    ["I'll report you to the BBB", ["threat"]],
    ["This is the third time I write", ["repeat-contact"]],
    ["I have called 5 times", ["repeat-contact"]],
    ["still no answer", ["repeat-contact"]],
    ["it is down again", ["repeat-contact"]],
    ["You are useless", ["insult"]],
    ["NOTHING EVER WORKS HERE", ["capitals"]],
    ["where is my order???", ["marks"]],
    ["vou no Procon", ["threat"]],
    ["vou abrir um Reclame Aqui", ["threat"]],
    ["já liguei 5 vezes", ["repeat-contact"]],
    ["caiu de novo", ["repeat-contact"]],
    ["a nota veio errada de novo", ["repeat-contact"]],
    ["dann gehe ich zum Anwalt", ["threat"]],
    ["É a terceira vez que peço", ["repeat-contact"]],
    ["que palhaçada", ["insult"]],
    ["QUERO MEU DINHEIRO", ["capitals"]],
    ["He llamado tres veces", ["repeat-contact"]],
    ["esto es una estafa", ["insult"]],
    ["mi abogado les escribirá", ["threat"]],
    ["Das ist das dritte Mal", ["repeat-contact"]],
    ["schon wieder kaputt", ["repeat-contact"]],
    ["Mein Anwalt meldet sich", ["threat"]],
    ["eine Frechheit", ["insult"]],
    ["C'est la troisième fois", ["repeat-contact"]],
    ["je vais porter plainte", ["threat"]],
    ["une honte", ["insult"]],
    ["È la terza volta", ["repeat-contact"]],
    ["il mio avvocato", ["threat"]],
    ["che vergogna", ["insult"]],
    ["I want to cancel my subscription", ["cancel"]],
  ])("finds anger in %j: %j", (text, rules) => {
    expect(rulesOf(findTemperCues(text).anger)).toEqual(rules);
  });

  it.each([
    ["Thanks again for your help!"],
    ["obrigado de novo"],
    ["manda a nota de novo por favor"],
    ["pode enviar o boleto outra vez?"],
    ["¿Me puede enviar la factura de nuevo?"],
    ["envoyez la facture à nouveau svp"],
    ["mi mandi la fattura di nuovo"],
    ["My CNPJ and IBAN are attached as PDF"],
    ["Please check [ORDER_ID_1] and [CREDIT_CARD_2]"],
    ["I don't want to cancel my subscription"],
    ["não quero cancelar minha conta"],
    ["You are not useless at all"],
    ["How do I add a user?"],
    ["Please cancel my order 12"],
    ["a segunda maquininha chegou"],
    [""],
    ["🙂"],
  ])("finds no anger in %j", (text) => {
    expect(findTemperCues(text).anger).toEqual([]);
  });

  it.each([
    ["Close my account please", ["cancel"]],
    ["I'm switching to another provider", ["leaving"]],
    ["a competitor made me a better offer", ["competitor"]],
    ["quero cancelar meu plano", ["cancel"]],
    ["vou mudar para a concorrência", ["leaving", "competitor"]],
    ["encerrem minha conta", ["cancel"]],
    ["quiero dar de baja el servicio", ["cancel"]],
    ["me cambio a otra compañía", ["leaving"]],
    ["Hiermit kündige ich", ["cancel"]],
    ["ich will den Anbieter wechseln", ["leaving"]],
    ["je veux résilier", ["cancel"]],
    ["voglio disdire", ["cancel"]],
    ["passo a un altro gestore", ["leaving"]],
    ["cancel my order", []],
    ["quero cancelar o pedido", []],
    ["I will not be leaving you", []],
    ["How do I update the app?", []],
  ])("finds the wish to leave in %j: %j", (text, rules) => {
    expect(rulesOf(findTemperCues(text).churn).toSorted()).toEqual(rules.toSorted());
  });

  it.each([
    ["Let me talk to your manager", true],
    ["I want to speak to a supervisor", true],
    ["please escalate this", true],
    ["quero falar com o gerente", true],
    ["me passa pro supervisor", true],
    ["quiero hablar con el encargado", true],
    ["Ich möchte Ihren Vorgesetzten sprechen", true],
    ["je veux parler à un responsable", true],
    ["voglio parlare con il responsabile", true],
    ["how do I reset the password manager app?", false],
    ["Wie geht es?", false],
  ])("says whether %j asks for someone above: %s", (text, asks) => {
    expect(findTemperCues(text).manager.length > 0).toBe(asks);
  });

  it("shows the words that were found, threats first", () => {
    const { anger } = findTemperCues("Já liguei 5 vezes!!! Vou no Procon.");
    expect(anger).toEqual([
      "threat: procon",
      "repeat-contact: ja liguei",
      "repeat-contact: liguei 5 vezes",
      "marks: !!!",
    ]);
    expect(temperModel.tier).toBe("rules");
  });

  it("reads anything", () => {
    const read = property(string(), (text) => findTemperCues(text).churn.length >= 0);
    expect(check(read).counterexample).toBeNull();
    expect(findTemperCues("third time ".repeat(100_000)).anger).toEqual([
      "repeat-contact: third time",
    ]);
  });
});

describe("frustrationLevel", () => {
  const cue = { anger: ["marks: !!!"] };
  const threat = { anger: ["threat: procon", "marks: !!!"] };
  const none = { anger: [] };

  it.each([
    [0, negativeThreshold, cue, "HIGH"],
    [0, 0.59, cue, "MEDIUM"],
    [0, negativeThreshold, none, "MEDIUM"],
    [0, 0.59, none, "LOW"],
    [0, 0, none, "LOW"],
    [praiseThreshold, 0.2, cue, "LOW"],
    [praiseThreshold, 0.2, threat, "LOW"],
    [0.59, 0, threat, "MEDIUM"],
    [0, 0.19, cue, "LOW"],
    [0, 0.19, { anger: ["cancel: annuler mon abonnement"] }, "LOW"],
    [0, 0.2, cue, "MEDIUM"],
  ])("of %s positive, %s negative and %j is %s", (positive, negative, cues, level) => {
    expect(frustrationLevel({ positive, negative }, cues)).toBe(level);
  });

  it.each([
    [cue, "MEDIUM"],
    [none, "LOW"],
  ])("goes by the signs alone where there is no sentiment: %j is %s", (cues, level) => {
    expect(frustrationLevel(undefined, cues)).toBe(level);
  });
});
