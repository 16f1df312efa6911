import type { Scene } from "./scene.ts";

/** Fees and receipts. */
export const feeScenes: readonly Scene[] = [
  {
    category: "FINANCIAL",
    subcategory: "INCORRECT_FEE",
    tags: ["fees", "billing"],
    pt: {
      asks: [
        "Quero o estorno da diferença.",
        "Podem corrigir ainda neste ciclo?",
        "Me expliquem essa cobrança, por favor.",
      ],
      notes: [
        "Campanha promocional expirou em {day} sem aviso ao cliente. Estornar.",
        "Tabela de MDR errada no cadastro.",
      ],
      cases: [
        {
          subject: "Taxa diferente do contrato",
          problem:
            "Meu contrato diz 1,99% no crédito e na fatura veio {percent}. A diferença já passa de {amount}.",
          question: "Pode me passar o CNPJ para eu conferir o contrato?",
          detail: "CNPJ {cnpj}. Começou na fatura de {day}.",
          fix: "A taxa voltou para 1,99% e {amount} entram como crédito na próxima fatura.",
        },
        {
          subject: "Cobrança de aluguel da maquininha",
          problem:
            "Cobraram aluguel da {terminal} sendo que o plano {plan} é isento acima de R$ 10 mil por mês.",
          question: "Essa cobrança apareceu em meses anteriores?",
          detail: "É a primeira vez, antes vinha certo.",
          fix: "Estornei o aluguel da {terminal}, aparece no extrato até {soon}.",
        },
        {
          subject: "Tarifa que ninguém explica",
          problem:
            'Apareceu uma tarifa de {amount} com o nome "serviços diversos" que ninguém sabe explicar.',
          question: "Em que linha do extrato ela está?",
          detail: "No extrato de {day}, logo abaixo da venda {order}.",
          fix: "Era um seguro contratado por engano. Cancelei e devolvi {amount}.",
        },
        {
          subject: "Taxa de {percent} está errada",
          problem:
            "A venda {order} foi débito e vocês descontaram taxa de crédito parcelado, {percent}.",
          question: "Em quantas vendas você percebeu a taxa de {percent}?",
          detail: "Em {count}, todas de {day} pra cá.",
          fix: "As {count} vendas foram reclassificadas como débito e a diferença cai em {soon}.",
        },
      ],
    },
    en: {
      asks: [
        "I want the difference refunded.",
        "Can you fix it within this billing cycle?",
        "Please explain that charge to me.",
      ],
      notes: [
        "Promotional rate ran out on {day} without notice. Refund.",
        "Wrong MDR table on the account.",
      ],
      cases: [
        {
          subject: "Fee differs from the contract",
          problem:
            "My contract says 1.99% on credit and the invoice shows {percent}. The difference is more than {amount} by now.",
          question: "Could you give me the CNPJ so I can check the contract?",
          detail: "CNPJ {cnpj}. It started with the invoice of {day}.",
          fix: "The rate is back at 1.99% and {amount} comes as a credit on your next invoice.",
        },
        {
          subject: "Charged rent for the terminal",
          problem:
            "I was charged rent for {terminal} although plan {plan} is free above R$ 10k a month.",
          question: "Did that charge show up in earlier months?",
          detail: "First time, it used to be right.",
          fix: "I refunded the rent for {terminal}, it shows on your statement by {soon}.",
        },
        {
          subject: "Charge nobody can explain",
          problem: 'There\'s a charge of {amount} called "other services" that nobody can explain.',
          question: "Which line of the statement is it on?",
          detail: "Statement of {day}, right below order {order}.",
          fix: "It was an insurance added by mistake. I cancelled it and returned {amount}.",
        },
        {
          subject: "Rate of {percent} is wrong",
          problem: "Order {order} was debit and you took the instalment credit rate, {percent}.",
          question: "On how many sales did you notice {percent}?",
          detail: "On {count}, all since {day}.",
          fix: "Those {count} sales are booked as debit now and the difference is paid on {soon}.",
        },
      ],
    },
  },
  {
    category: "FINANCIAL",
    subcategory: "RECEIPT",
    tags: ["receipt", "document"],
    pt: {
      asks: [
        "Podem mandar em PDF para {email}?",
        "Precisava disso até sexta.",
        "Dá para baixar pelo portal?",
      ],
      notes: [
        "Venda {order} só no arquivo histórico, puxei de lá.",
        "Cadastro com razão social antiga.",
      ],
      cases: [
        {
          subject: "Segunda via do comprovante {order}",
          problem:
            "Preciso da segunda via do comprovante da venda {order}, de {day}, {amount}, cartão final {card4}.",
          question: "Você precisa da via do cliente ou da loja?",
          detail: "As duas, por favor.",
          fix: "Enviei as duas vias da venda {order} em PDF para {email}.",
        },
        {
          subject: "Informe para a contabilidade",
          problem:
            "A contabilidade pediu o extrato de recebíveis do ano e no portal só baixa até {day}.",
          question: "Para qual e-mail posso enviar o arquivo completo?",
          detail: "Pode ser {email}, com cópia para {person}.",
          fix: "Mandei o extrato do ano inteiro para {email}, em planilha e PDF.",
        },
        {
          subject: "Comprovante saiu com CNPJ errado",
          problem: "O comprovante impresso sai com o CNPJ da empresa antiga; o certo é {cnpj}.",
          question: "A alteração já consta na Receita?",
          detail: "Já, desde {day}.",
          fix: "Atualizei o cadastro e o próximo comprovante já sai com o CNPJ {cnpj}.",
        },
        {
          subject: "Nota fiscal da Maré não chegou",
          problem: "A nota fiscal de serviço da Maré de {day} não chegou no meu e-mail, {email}.",
          question: "Já olhou na caixa de spam?",
          detail: "Olhei, não está lá.",
          fix: "Reenviei a nota de {day} para {email}, o seu domínio tinha recusado a primeira.",
        },
      ],
    },
    en: {
      asks: [
        "Could you send it as a PDF to {email}?",
        "I'd need it by Friday.",
        "Can I download it from the portal?",
      ],
      notes: [
        "Order {order} only in the archive, pulled it from there.",
        "Account still had the old legal name.",
      ],
      cases: [
        {
          subject: "Copy of receipt for {order}",
          problem:
            "I need a copy of the receipt for order {order} of {day}, {amount}, card ending {card4}.",
          question: "Do you need the customer copy or the merchant copy?",
          detail: "Both, please.",
          fix: "I sent both copies for order {order} as a PDF to {email}.",
        },
        {
          subject: "Yearly statement for accountant",
          problem:
            "Our accountant wants this year's receivables and the portal only lets me download up to {day}.",
          question: "Which e-mail should I send the full file to?",
          detail: "{email} is fine, copy to {person}.",
          fix: "I sent the whole year's statement to {email}, as a spreadsheet and as PDF.",
        },
        {
          subject: "Receipt printed with wrong CNPJ",
          problem: "Our printed receipts carry the old company's CNPJ; the right one is {cnpj}.",
          question: "Is the change already registered with the tax office?",
          detail: "Yes, since {day}.",
          fix: "Your registration is updated, the next receipt will show CNPJ {cnpj}.",
        },
        {
          subject: "Maré's invoice never came",
          problem: "Maré's service invoice of {day} never came to my inbox, {email}.",
          question: "Did you look in the spam folder?",
          detail: "I did, not there.",
          fix: "I sent the invoice of {day} to {email} again, your domain had refused the first one.",
        },
      ],
    },
  },
];
