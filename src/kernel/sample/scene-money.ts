import type { Scene } from "./scene.ts";

/** Money that is disputed or does not arrive. */
export const moneyScenes: readonly Scene[] = [
  {
    category: "FINANCIAL",
    subcategory: "CHARGEBACK",
    tags: ["chargeback", "dispute"],
    pt: {
      asks: [
        "Para onde mando os documentos da defesa?",
        "Quero a devolução do valor enquanto a disputa corre.",
        "Qual é o prazo para contestar?",
      ],
      notes: [
        "Reason code 10.4, chip e senha, boa chance de reversão.",
        "Prazo da bandeira vence em {count} dias, priorizar.",
      ],
      cases: [
        {
          subject: "Chargeback da venda {order}",
          problem:
            "Recebi um chargeback de {amount} da venda {order}, cartão final {card4}, mas o produto foi entregue e assinado em {day}.",
          question: "Pode anexar a nota fiscal e o comprovante de entrega com a assinatura?",
          detail: "Segue em anexo. Quem assinou foi {person}, CPF {cpf}.",
          fix: "A defesa foi aceita pela bandeira e {amount} voltam para a sua agenda em {soon}.",
        },
        {
          subject: "Contestação indevida de {amount}",
          problem:
            "Debitaram {amount} da minha agenda por contestação e ninguém me avisou antes. A venda foi presencial, com chip e senha.",
          question: "Você tem a via da loja dessa venda?",
          detail: "Tenho, final {card4}, autorização {error}.",
          fix: "Com a via da loja o emissor desistiu da contestação. Os {amount} voltam até {soon}.",
        },
        {
          subject: "Documentos para disputa de chargeback",
          problem:
            "O portador diz que não reconhece a compra {order}. Tenho nota fiscal, conversa no WhatsApp e comprovante de entrega.",
          question: "Ele chegou a pedir cancelamento para você antes?",
          detail: "Nunca pediu nada, só recebeu e sumiu.",
          fix: "Enviamos a sua documentação ao emissor e o caso foi decidido a seu favor.",
        },
        {
          subject: "Suspeita de fraude, cartão final {card4}",
          problem:
            "É o {count}º chargeback do mesmo cartão final {card4} este mês. Acho que é fraude.",
          question: "As vendas foram no balcão ou por link de pagamento?",
          detail: "Todas por link, entregues em {city} para {person}.",
          fix: "Bloqueamos o cartão final {card4} e ligamos a análise antifraude nos seus links.",
        },
      ],
    },
    en: {
      asks: [
        "Where do I send the evidence?",
        "I want the money back while the dispute is running.",
        "What's the deadline to answer it?",
      ],
      notes: [
        "Reason code 10.4, chip and PIN, good odds of reversal.",
        "Network deadline in {count} days, prioritise.",
      ],
      cases: [
        {
          subject: "Chargeback on order {order}",
          problem:
            "I got a chargeback of {amount} on order {order}, card ending {card4}, but the goods were delivered and signed for on {day}.",
          question: "Could you attach the invoice and the signed delivery slip?",
          detail: "Attached. It was signed by {person}, CPF {cpf}.",
          fix: "The card network accepted your evidence and {amount} goes back into your payouts on {soon}.",
        },
        {
          subject: "Unfair dispute of {amount}",
          problem:
            "You took {amount} out of my payouts for a dispute and nobody told me first. It was a chip and PIN sale.",
          question: "Do you have the merchant copy of that sale?",
          detail: "I do, card ending {card4}, authorisation {error}.",
          fix: "With the merchant copy the issuer dropped the dispute. The {amount} comes back by {soon}.",
        },
        {
          subject: "Documents for chargeback defence",
          problem:
            "The cardholder says he doesn't recognise order {order}. I have the invoice, our messages and the delivery slip.",
          question: "Did the buyer ask you for a cancellation before?",
          detail: "Never asked for anything, took the goods and disappeared.",
          fix: "We sent your documents to the issuer and the case was decided in your favour.",
        },
        {
          subject: "Possible fraud, card ending {card4}",
          problem:
            "This is chargeback number {count} from the same card ending {card4} this month. Looks like fraud to me.",
          question: "Were those sales at the counter or by payment link?",
          detail: "All by link, delivered in {city} to {person}.",
          fix: "We blocked the card ending {card4} and switched on fraud screening for your links.",
        },
      ],
    },
  },
  {
    category: "FINANCIAL",
    subcategory: "MISSING_PAYMENT",
    tags: ["payout", "settlement"],
    pt: {
      asks: [
        "Preciso da data certa do depósito.",
        "Podem mandar o comprovante da transferência?",
        "Onde está esse dinheiro?",
      ],
      notes: [
        "Retorno CNAB código {error}, conta ok, reapresentar.",
        "Domicílio bancário trocado em {day}.",
      ],
      cases: [
        {
          subject: "Repasse de {day} não caiu",
          problem:
            "O repasse de {day} não caiu na conta, são {amount} em vendas de crédito e débito.",
          question: "A conta cadastrada é a que termina em {card4}?",
          detail: "É essa mesma, não mudou nada.",
          fix: "O lote voltou do banco por erro de agência; reenviei e {amount} caem hoje até {hour}.",
        },
        {
          subject: "Depósito não chegou no banco",
          problem:
            "No extrato de vocês aparece pago, mas o banco não recebeu nada. A conta é da empresa, CNPJ {cnpj}.",
          question: "O banco rejeitou algum depósito ou mudou o número da agência?",
          detail: "A gerência do banco disse que não tem nada pendente.",
          fix: "O CNPJ estava divergente no cadastro. Corrigi e o depósito sai de novo amanhã cedo.",
        },
        {
          subject: "Faltam {amount} no depósito",
          problem:
            "Recebi {amount} a menos do que a soma das vendas da semana, falta a venda {order}.",
          question: "Pode me mandar o extrato de {day}?",
          detail: "Mandei agora, saiu do e-mail {email}.",
          fix: "Achamos a venda {order} em outro estabelecimento seu. Já movi e o depósito sai em {soon}.",
        },
        {
          subject: "Antecipação não entrou",
          problem:
            "Antecipei as vendas em {day} e até agora o dinheiro não entrou. Tenho folha pra pagar.",
          question: "A antecipação foi pelo aplicativo ou automática?",
          detail: "Pelo aplicativo, tenho o print. Protocolo {protocol}.",
          fix: "A antecipação foi liberada às {hour}, {amount} já estão na conta. Sem taxa desta vez.",
        },
      ],
    },
    en: {
      asks: [
        "I need a firm date for the deposit.",
        "Can you send me the transfer receipt?",
        "Where is this money?",
      ],
      notes: [
        "Bank return code {error}, account fine, resubmit.",
        "Bank details were changed on {day}.",
      ],
      cases: [
        {
          subject: "Payout of {day} didn't arrive",
          problem:
            "The payout of {day} never reached our account, that's {amount} in credit and debit sales.",
          question: "Is the account on file the one ending {card4}?",
          detail: "That's the one, nothing has changed.",
          fix: "The bank returned the batch over a branch number; I sent it again and {amount} lands today by {hour}.",
        },
        {
          subject: "Deposit never got to the bank",
          problem:
            "Your statement says paid, but the bank got nothing. The account belongs to the company, CNPJ {cnpj}.",
          question: "Did the bank reject a deposit or change the branch number?",
          detail: "The branch says there's nothing pending.",
          fix: "The CNPJ on file didn't match. I corrected it and the deposit goes out again tomorrow morning.",
        },
        {
          subject: "{amount} missing from my deposit",
          problem:
            "I received {amount} less than this week's sales add up to, order {order} is not in there.",
          question: "Could you send me the statement of {day}?",
          detail: "Just mailed it to you from {email}.",
          fix: "We found order {order} under another of your shops. Moved it, the deposit goes out on {soon}.",
        },
        {
          subject: "Early settlement not received",
          problem:
            "I asked for early settlement on {day} and the money still hasn't come in. I have salaries to pay.",
          question: "Did you ask in the app, or is it automatic?",
          detail: "In the app, I have the screenshot. Reference {protocol}.",
          fix: "Early settlement was released at {hour}, {amount} is in your account. No fee this time.",
        },
      ],
    },
  },
];
