import type { Language } from "./scene.ts";

/** What people praise and criticise about one thing, by language. */
export type FeedbackTopic = {
  readonly name: string;
  readonly good: Readonly<Record<Language, readonly string[]>>;
  readonly bad: Readonly<Record<Language, readonly string[]>>;
};

/** Things people write reviews about. */
export const feedbackTopics: readonly FeedbackTopic[] = [
  {
    name: "terminal",
    good: {
      pt: [
        "A maquininha é rápida e a bateria dura o dia inteiro.",
        "Visor bem grande, até minha mãe usa a {terminal} sem ajuda.",
        "Nunca travou em {count} meses de uso.",
      ],
      en: [
        "The terminal is fast and the battery lasts all day.",
        "Nice big screen, even my mother uses the {terminal} alone.",
        "Hasn't frozen once in {count} months.",
      ],
    },
    bad: {
      pt: [
        "A maquininha vive travando na hora do movimento.",
        "A bateria da {terminal} não dura nem {count} horas.",
        "A tampa da bobina quebrou na primeira semana.",
      ],
      en: [
        "The terminal freezes whenever the shop is busy.",
        "The battery of my {terminal} doesn't last {count} hours.",
        "The paper lid broke in the first week.",
      ],
    },
  },
  {
    name: "app",
    good: {
      pt: [
        "Aplicativo simples, acho tudo em dois toques.",
        "Adoro ver as vendas em tempo real no celular.",
      ],
      en: ["Simple app, everything is two taps away.", "I love seeing sales live on my phone."],
    },
    bad: {
      pt: [
        "O aplicativo pede senha toda hora e fecha sozinho.",
        "Depois da atualização de {day} o extrato não carrega mais no app.",
      ],
      en: [
        "The app keeps asking for my password and closes by itself.",
        "Since the update of {day} statements don't load in the app.",
      ],
    },
  },
  {
    name: "pix",
    good: {
      pt: [
        "PIX cai na hora, meus clientes amam.",
        "O QR do PIX na maquininha salvou minhas vendas de balcão.",
      ],
      en: [
        "PIX arrives right away, my customers love it.",
        "The PIX code on the terminal saved my counter sales.",
      ],
    },
    bad: {
      pt: [
        "PIX não confirma, tive que devolver {amount} pro cliente do meu bolso.",
        "O QR do PIX expira antes de o cliente abrir o banco.",
      ],
      en: [
        "PIX doesn't confirm, I had to give {amount} back out of my own pocket.",
        "The PIX code expires before people open their bank app.",
      ],
    },
  },
  {
    name: "support",
    good: {
      pt: [
        "Falei com {agentName} e resolveu em cinco minutos.",
        "Atendimento humano de verdade, sem robô enrolando.",
      ],
      en: [
        "I talked to {agentName} and it was solved in five minutes.",
        "Real people in support, no robot running in circles.",
      ],
    },
    bad: {
      pt: [
        "Esperei {count} dias por uma resposta pronta que não ajudou.",
        "Ninguém liga de volta, já deixei meu telefone {phone} três vezes.",
      ],
      en: [
        "Waited {count} days for a canned answer that didn't help.",
        "Nobody calls back, I left my number {phone} three times.",
      ],
    },
  },
  {
    name: "fees",
    good: {
      pt: [
        "As taxas são as menores que encontrei, {percent} no crédito.",
        "Sem surpresa na fatura, tudo claro.",
      ],
      en: [
        "Lowest fees I could find, {percent} on credit.",
        "No surprises on the invoice, all clear.",
      ],
    },
    bad: {
      pt: [
        "Taxa de {percent} é um roubo, prometeram outra coisa.",
        "Aparece cobrança de {amount} que ninguém explica.",
      ],
      en: [
        "A rate of {percent} is robbery, I was promised something else.",
        "There's a charge of {amount} nobody can explain.",
      ],
    },
  },
  {
    name: "payout",
    good: {
      pt: ["O dinheiro cai certinho todo dia útil.", "A antecipação é na hora e sem burocracia."],
      en: [
        "The money arrives every working day, like clockwork.",
        "Early settlement is instant and no paperwork.",
      ],
    },
    bad: {
      pt: [
        "O repasse de {day} atrasou e fiquei sem pagar fornecedor.",
        "Antecipação prometida em 1 dia levou {count}.",
      ],
      en: [
        "The payout of {day} came late and I couldn't pay a supplier.",
        "Early settlement promised in one day took {count}.",
      ],
    },
  },
  {
    name: "onboarding",
    good: {
      pt: [
        "Cadastro todo pelo celular, em {count} minutos estava vendendo.",
        "A caixa veio com um guia que qualquer um entende.",
      ],
      en: [
        "Signed up on my phone, selling within {count} minutes.",
        "The box came with a guide anyone can follow.",
      ],
    },
    bad: {
      pt: [
        "Cadastro pediu o CNPJ {cnpj} quatro vezes e deu erro em todas.",
        "A maquininha demorou {count} semanas para chegar em {city}.",
      ],
      en: [
        "Sign-up asked for CNPJ {cnpj} four times and failed each time.",
        "The machine took {count} weeks to get to {city}.",
      ],
    },
  },
  {
    name: "reports",
    good: {
      pt: [
        "Os relatórios por loja facilitaram a vida da contabilidade.",
        "Gosto de exportar tudo em planilha.",
      ],
      en: [
        "Reports by shop made our accountant's life easy.",
        "I like that everything exports to a spreadsheet.",
      ],
    },
    bad: {
      pt: [
        "O relatório mensal não bate com o extrato, diferença de {amount}.",
        "Exportar planilha só até 30 dias é pouco.",
      ],
      en: [
        "The monthly report doesn't match the statement, {amount} off.",
        "Exporting only 30 days is not enough.",
      ],
    },
  },
];

/** Short remarks by rating 1 to 5. */
export const remarks: Readonly<Record<Language, readonly (readonly string[])[]>> = {
  pt: [
    [
      "Péssimo!",
      "Não recomendo a ninguém.",
      "Vou trocar de empresa.",
      "Me arrependi de assinar.",
      "Decepção total.",
    ],
    ["Deixa muito a desejar.", "Fraco.", "Esperava bem mais.", "Precisa melhorar muito."],
    ["É ok.", "Nem bom nem ruim.", "Dá pro gasto.", "Podia ser melhor."],
    ["Muito bom no geral.", "Recomendo.", "Estou gostando.", "Quase perfeito."],
    [
      "Excelente!",
      "Nota mil!",
      "Recomendo de olhos fechados.",
      "Melhor decisão que tomei pra loja.",
      "Parabéns, equipe!",
    ],
  ],
  en: [
    [
      "Terrible!",
      "Would not recommend to anyone.",
      "Switching provider.",
      "I regret it.",
      "Total letdown.",
    ],
    ["Leaves a lot to be desired.", "Weak.", "I expected much more.", "Needs a lot of work."],
    ["It's OK.", "Neither good nor bad.", "Does the job.", "Could be better."],
    ["Very good overall.", "Recommended.", "Enjoying it so far.", "Almost perfect."],
    [
      "Excellent!",
      "Ten out of ten!",
      "Recommend it with my eyes closed.",
      "Best decision for my shop.",
      "Well done, team!",
    ],
  ],
};
