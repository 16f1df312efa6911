import type { Language } from "./scene.ts";

/** What one kind of inquiry is about: subject and body in each language. */
export type InquiryKind = {
  readonly category: string;
  readonly department: string;
  readonly texts: Readonly<Record<Language, readonly (readonly [subject: string, body: string])[]>>;
};

/** Kinds of inquiries that reach the shared mailbox. */
export const inquiryKinds: readonly InquiryKind[] = [
  {
    category: "technical_support",
    department: "technical_support",
    texts: {
      pt: [
        [
          "Não consigo entrar no portal",
          "O portal devolve erro {error} depois que digito a senha. Já limpei o navegador e tentei do IP {ip}.",
        ],
        [
          "Maquininha {terminal} sem conexão",
          "A {terminal} não conecta desde {day} e todas as vendas caem com erro {error}.",
        ],
        [
          "Webhook não chega",
          "Não recebemos os webhooks de pagamento desde as {hour}. O último pedido confirmado foi {order}.",
        ],
        [
          "Token do aplicativo expirou",
          "O aplicativo pede um token que nunca chega no celular {phone}.",
        ],
        [
          "PIX não gera QR Code",
          "O botão de gerar QR Code do PIX dá erro {error} em todos os caixas da loja de {city}.",
        ],
      ],
      en: [
        [
          "Cannot log in to the portal",
          "The portal returns error {error} after I type my password. I cleared the browser and tried from {ip}.",
        ],
        [
          "Terminal {terminal} offline",
          "{terminal} hasn't connected since {day} and every sale fails with {error}.",
        ],
        [
          "Webhooks not arriving",
          "We've received no payment webhooks since {hour}. The last confirmed order was {order}.",
        ],
        [
          "App token never arrives",
          "The app asks for a token that never gets to my phone, {phone}.",
        ],
        [
          "Dashboard shows 500 error",
          "Opening the sales dashboard gives a 500 error ({error}) on every computer of the {city} office.",
        ],
      ],
    },
  },
  {
    category: "billing",
    department: "finance",
    texts: {
      pt: [
        [
          "Cobrança em duplicidade",
          "A fatura de {day} veio cobrada duas vezes, {amount} em cada cartão. O final é {card4}.",
        ],
        [
          "Nota fiscal com valor errado",
          "A nota fiscal do pedido {order} saiu com {amount}, e o contrato diz outra coisa. CNPJ {cnpj}.",
        ],
        [
          "Reembolso pendente",
          "O reembolso de {amount} prometido para {day} ainda não apareceu na conta.",
        ],
        [
          "Mudar vencimento da fatura",
          "Gostaria de passar o vencimento da fatura para o dia 10. CNPJ {cnpj}.",
        ],
      ],
      en: [
        [
          "Charged twice",
          "The invoice of {day} was charged twice, {amount} each time, on the card ending {card4}.",
        ],
        [
          "Wrong amount on invoice",
          "The invoice for order {order} says {amount}, our contract says otherwise. CNPJ {cnpj}.",
        ],
        [
          "Refund still pending",
          "The refund of {amount} promised for {day} hasn't reached our account.",
        ],
        [
          "Change invoice due date",
          "I'd like to move our invoice due date to the 10th. CNPJ {cnpj}.",
        ],
      ],
    },
  },
  {
    category: "sales",
    department: "sales",
    texts: {
      pt: [
        [
          "Proposta para {count} maquininhas",
          "Estamos abrindo uma rede em {city} e queremos uma proposta para {count} maquininhas e link de pagamento.",
        ],
        [
          "Demonstração do plano {plan}",
          "Gostaria de agendar uma demonstração do plano {plan} com {person}, nosso diretor.",
        ],
        [
          "Preço para e-commerce",
          "Qual a taxa para uma loja virtual que fatura uns R$ 80 mil por mês? Hoje pago {percent}.",
        ],
        [
          "Parceria de revenda",
          "Tenho interesse em revender as maquininhas na região de {city}. Como funciona a comissão?",
        ],
      ],
      en: [
        [
          "Quote for {count} terminals",
          "We're opening a chain in {city} and would like a quote for {count} terminals plus payment links.",
        ],
        [
          "Demo of plan {plan}",
          "I'd like to book a demo of plan {plan} with {person}, our director.",
        ],
        [
          "Pricing for online shop",
          "What rate do you offer a web shop with about R$ 80k a month? We pay {percent} today.",
        ],
        [
          "Reseller partnership",
          "I'm interested in reselling your terminals around {city}. How does commission work?",
        ],
      ],
    },
  },
  {
    category: "hr",
    department: "hr",
    texts: {
      pt: [
        [
          "Candidatura à vaga de suporte",
          "Segue meu currículo para a vaga de analista de suporte em {city}. Meu CPF é {cpf}, telefone {phone}.",
        ],
        [
          "Informe de rendimentos de ex-funcionário",
          "Trabalhei com vocês até {day} e preciso do informe de rendimentos. CPF {cpf}.",
        ],
        [
          "Férias e saldo de banco de horas",
          "Sou da equipe de {city} e queria confirmar meu saldo de férias com o RH.",
        ],
        [
          "Vale-transporte não creditado",
          "O vale-transporte deste mês não foi creditado, faltam {amount}.",
        ],
      ],
      en: [
        [
          "Application for support analyst",
          "Please find my CV for the support analyst position in {city}. My CPF is {cpf}, phone {phone}.",
        ],
        [
          "Income statement, former employee",
          "I worked for you until {day} and need my income statement. CPF {cpf}.",
        ],
        [
          "Vacation balance",
          "I'm on the {city} team and would like HR to confirm my vacation balance.",
        ],
        [
          "Transport allowance missing",
          "This month's transport allowance wasn't paid, {amount} is missing.",
        ],
      ],
    },
  },
  {
    category: "legal",
    department: "legal",
    texts: {
      pt: [
        [
          "Notificação extrajudicial",
          "Encaminho notificação sobre o descumprimento da cláusula 8 do contrato do CNPJ {cnpj}. Prazo de {count} dias para resposta.",
        ],
        [
          "Pedido de dados pela LGPD",
          "Com base na LGPD, solicito cópia de todos os dados pessoais que vocês guardam sobre {name}, CPF {cpf}.",
        ],
        [
          "Excluir meus dados",
          "Peço a exclusão dos meus dados pessoais dos seus sistemas. {name}, {email}.",
        ],
        [
          "Ofício do juízo",
          "Recebemos um ofício pedindo informações da venda {order}. A quem devemos encaminhar?",
        ],
      ],
      en: [
        [
          "Notice of breach of contract",
          "Please find attached a notice about the breach of clause 8 of our contract, CNPJ {cnpj}. You have {count} days to answer.",
        ],
        [
          "Data access request",
          "Under the data protection law I request a copy of all personal data you hold about {name}, CPF {cpf}.",
        ],
        [
          "Delete my data",
          "I ask you to erase my personal data from your systems. {name}, {email}.",
        ],
        [
          "Court order about {order}",
          "We received a court letter asking about order {order}. Who should get it on your side?",
        ],
      ],
    },
  },
  {
    category: "product_feedback",
    department: "product_management",
    texts: {
      pt: [
        [
          "Sugestão: relatório por operador",
          "Seria ótimo ter um relatório por operador no aplicativo, com filtro por loja.",
        ],
        [
          "Opinião sobre o novo aplicativo",
          "Usei o novo aplicativo por {count} dias: o menu ficou confuso e o extrato sumiu da tela inicial.",
        ],
        [
          "Modo escuro na {terminal}",
          "A tela da {terminal} é clara demais para o bar à noite. Um modo escuro ajudaria.",
        ],
        [
          "Ideia para o link de pagamento",
          "O link de pagamento poderia aceitar um texto nosso, com o nome do cliente e o pedido {order}.",
        ],
      ],
      en: [
        [
          "Suggestion: report by operator",
          "A report by operator in the app would be great, with a filter by shop.",
        ],
        [
          "Thoughts on the new app",
          "I used the new app for {count} days: the menu is confusing and the statement vanished from the home screen.",
        ],
        [
          "Dark mode on {terminal}",
          "The screen of {terminal} is too bright for a bar at night. A dark mode would help.",
        ],
        [
          "Idea for payment links",
          "Payment links could carry a text of ours, with the customer's name and order {order}.",
        ],
      ],
    },
  },
];

/** Sentences that carry the urgency; `deadline` is critical where nothing stands still. */
export const urgencyPhrases: Readonly<
  Record<Language, Readonly<Record<string, readonly string[]>>>
> = {
  pt: {
    low: ["Sem pressa.", "Quando puderem, me respondam.", "Não é urgente."],
    medium: [
      "Agradeço um retorno nesta semana.",
      "Podem verificar, por favor?",
      "Fico no aguardo de um retorno.",
    ],
    high: [
      "Preciso de resposta ainda hoje.",
      "Isso está atrapalhando a operação, tratem com prioridade.",
      "O prazo é amanhã cedo.",
    ],
    critical: [
      "URGENTE: a operação está totalmente parada!",
      "Emergência, estamos parados agora, liguem JÁ para {phone}!",
      "É crítico: cada minuto parado custa dinheiro, resolvam imediatamente.",
    ],
    deadline: [
      "URGENTE: preciso de uma solução AGORA, o prazo vence hoje!",
      "É crítico, se não sair nas próximas horas o prejuízo é enorme, liguem para {phone}.",
    ],
  },
  en: {
    low: ["No rush.", "Whenever you have a moment.", "Not urgent at all."],
    medium: [
      "I'd appreciate an answer this week.",
      "Could you please look into it?",
      "Looking forward to hearing from you.",
    ],
    high: [
      "I need an answer today.",
      "This is getting in the way of our work, please prioritise.",
      "The deadline is tomorrow morning.",
    ],
    critical: [
      "URGENT: our operation is completely down!",
      "Emergency, we're stopped right now, call {phone} ASAP!",
      "This is critical: every minute costs us money, fix it immediately.",
    ],
    deadline: [
      "URGENT: I need a solution NOW, the deadline is today!",
      "This is critical, if it isn't done within hours the damage is huge, call {phone} ASAP.",
    ],
  },
};
