import type { Scene } from "./scene.ts";

/** Questions about how to do things and what there is. */
export const informationScenes: readonly Scene[] = [
  {
    category: "INFORMATION",
    subcategory: "HOW_TO",
    tags: ["how-to", "onboarding"],
    pt: {
      asks: [
        "Tem algum passo a passo?",
        "Dá para fazer pelo celular?",
        "Pode me explicar rapidinho?",
      ],
      notes: ["Dúvida comum, falta artigo na central de ajuda.", "Perfil sem permissão de admin."],
      cases: [
        {
          subject: "Como estornar uma venda?",
          problem: "Como faço para estornar uma venda de {amount} feita hoje na {terminal}?",
          question: "A venda é de hoje ou de outro dia?",
          detail: "É de hoje, pedido {order}.",
          fix: "É em Vendas > {order} > Estornar, com a senha de administrador. Mandei o passo a passo com imagens.",
        },
        {
          subject: "Como cadastrar um novo operador",
          problem:
            "Queria cadastrar {person} para operar o caixa, com permissão de vender mas sem ver o extrato.",
          question: "Aparece o menu Ajustes no canto superior?",
          detail: "Aparece sim, mas está tudo cinza.",
          fix: "Liberei o perfil de administrador para {email}; agora é Ajustes > Equipe > Novo operador.",
        },
        {
          subject: "Como emitir link de pagamento",
          problem:
            "Não achei onde gero o link de pagamento parcelado em {count} vezes no aplicativo.",
          question: "Você está usando o aplicativo ou o portal no computador?",
          detail: "No aplicativo, celular Android.",
          fix: "No aplicativo é em Cobrar > Link > Parcelas. Deixei um exemplo de {count} vezes salvo para você.",
        },
        {
          subject: "Trocar conta bancária",
          problem: "Onde eu troco a conta em que recebo as vendas? O CNPJ é {cnpj}.",
          question: "A conta nova está no mesmo CNPJ?",
          detail: "Está, em outro banco.",
          fix: "É em Perfil > Conta de recebimento. A troca vale a partir de {soon}.",
        },
      ],
    },
    en: {
      asks: [
        "Is there a step by step guide?",
        "Can I do it on my phone?",
        "Could you explain it quickly?",
      ],
      notes: ["Common question, help centre needs an article.", "Profile had no admin rights."],
      cases: [
        {
          subject: "How do I refund a sale?",
          problem: "How do I refund a sale of {amount} made today on {terminal}?",
          question: "Is the sale from today or from another day?",
          detail: "From today, order {order}.",
          fix: "It's under Sales > {order} > Refund, with the administrator's password. I sent you the steps with pictures.",
        },
        {
          subject: "How to add a new operator",
          problem:
            "I'd like to add {person} as an operator, allowed to sell but not to see the statement.",
          question: "Do you see the Settings menu in the top corner?",
          detail: "I do, but everything's greyed out.",
          fix: "I gave {email} the administrator role; now it's Settings > Team > New operator.",
        },
        {
          subject: "How to create a payment link",
          problem:
            "I can't find where to create a payment link with {count} instalments in the app.",
          question: "Are you in the app or in the portal on a computer?",
          detail: "In the app, on an Android phone.",
          fix: "In the app it's Charge > Link > Instalments. I saved an example with {count} for you.",
        },
        {
          subject: "Change bank account",
          problem: "Where do I change the bank account my sales go to? CNPJ is {cnpj}.",
          question: "Is the new account under the same CNPJ?",
          detail: "It is, just another bank.",
          fix: "It's under Profile > Payout account. The change counts from {soon}.",
        },
      ],
    },
  },
  {
    category: "INFORMATION",
    subcategory: "FEATURE_INQUIRY",
    tags: ["feature", "product"],
    pt: {
      asks: ["Tem custo a mais?", "Onde vejo a documentação?", "Como eu ativo?"],
      notes: [
        "Terceiro pedido igual nesta semana, avisar produto.",
        "Interesse real, passar ao comercial.",
      ],
      cases: [
        {
          subject: "Vocês aceitam vale-refeição?",
          problem:
            "A {terminal} aceita vale-refeição e vale-alimentação? Sempre tem gente pedindo.",
          question: "Quais bandeiras de vale você precisa?",
          detail: "As duas maiores, e se der a do convênio da prefeitura.",
          fix: "Ativei os vales no seu cadastro, aparecem na {terminal} depois de reiniciar.",
        },
        {
          subject: "Integração com meu sistema",
          problem:
            "Existe integração com ERP? Queria que as vendas caíssem direto no nosso sistema.",
          question: "Qual sistema vocês usam hoje?",
          detail: "É um sistema próprio, quem cuida é {person}, {phone}.",
          fix: "Mandei a documentação da API e a chave de teste para {email}.",
        },
        {
          subject: "Receber no próprio celular",
          problem: "Dá para receber por aproximação no próprio celular, sem maquininha?",
          question: "O celular tem NFC e Android 11 ou mais novo?",
          detail: "Tem NFC sim, é novo.",
          fix: "Dá sim, sem custo no plano {plan}. Mandei o link de ativação para {phone}.",
        },
        {
          subject: "Split de pagamento",
          problem:
            "Vocês têm split de pagamento? São {count} parceiros que recebem parte de cada venda.",
          question: "Cada parceiro tem CNPJ próprio?",
          detail: "Todos têm, e um é CPF.",
          fix: "Temos, até 10 parceiros por venda. A equipe comercial liga para você em {soon}.",
        },
      ],
    },
    en: {
      asks: ["Does it cost extra?", "Where's the documentation?", "How do I switch it on?"],
      notes: [
        "Third request like this one this week, tell product.",
        "Real interest, hand over to sales.",
      ],
      cases: [
        {
          subject: "Do you take meal vouchers?",
          problem: "Does {terminal} accept meal vouchers? People keep asking for it.",
          question: "Which voucher brands do you need?",
          detail: "The two big ones, and the city's if possible.",
          fix: "I enabled vouchers on your account, they show on {terminal} after a restart.",
        },
        {
          subject: "Integration with our ERP",
          problem: "Is there an ERP integration? I'd like sales to go straight into our system.",
          question: "Which system do you use today?",
          detail: "It's our own system, the developer is {person}, {phone}.",
          fix: "I sent the API documentation and a test key to {email}.",
        },
        {
          subject: "Tap to phone",
          problem: "Can I take contactless payments on my own phone, without a terminal?",
          question: "Does the phone have NFC and Android 11 or newer?",
          detail: "It has NFC, yes, it's new.",
          fix: "You can, at no cost on plan {plan}. I sent the activation link to {phone}.",
        },
        {
          subject: "Split payments",
          problem:
            "Do you offer split payments? We have {count} partners who get a share of each sale.",
          question: "Does each partner have a CNPJ of its own?",
          detail: "All of them, and one is a private person.",
          fix: "We do, up to ten partners a sale. Our sales team calls you on {soon}.",
        },
      ],
    },
  },
];
