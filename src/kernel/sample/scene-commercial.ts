import type { Scene } from "./scene.ts";

/** Plans, cancellations and contracts. */
export const commercialScenes: readonly Scene[] = [
  {
    category: "COMMERCIAL",
    subcategory: "PLAN_CHANGE",
    tags: ["plan", "upgrade"],
    pt: {
      asks: [
        "Quanto fica a mensalidade?",
        "A mudança vale já para este mês?",
        "Podem me mandar uma proposta?",
      ],
      notes: [
        "Elegível a desconto de volume, aprovado até {percent}.",
        "Oferecer {plan} com isenção de 3 meses.",
      ],
      cases: [
        {
          subject: "Plano para mais de uma loja",
          problem:
            "Abrimos mais uma loja em {city} e o plano atual não cobre a quantidade de maquininhas.",
          question: "Qual é o volume médio por mês somando as lojas?",
          detail: "Uns R$ 45 mil somando tudo, em dezembro dobra.",
          fix: "Sua segunda loja está no plano {plan} a partir de {soon}, com taxa de {percent}.",
        },
        {
          subject: "Mudança para o plano {plan}",
          problem:
            "Quero migrar para o plano {plan}, vi no site que a taxa do crédito fica em {percent}.",
          question: "Quer manter a antecipação automática?",
          detail: "Quero sim, D+1.",
          fix: "O plano {plan} está ativo com taxa de {percent} e antecipação em D+1.",
        },
        {
          subject: "Quero reduzir meu plano",
          problem:
            "Nosso movimento caiu e o plano que temos ficou grande demais, pagamos {amount} por mês.",
          question: "Quantas maquininhas vocês usam de verdade hoje?",
          detail: "Só duas. As outras {count} estão na gaveta.",
          fix: "Passei vocês para o Essencial, sem mensalidade. A coleta das {count} máquinas é em {soon}.",
        },
        {
          subject: "Incluir {count} terminais",
          problem: "Preciso incluir {count} terminais e antecipação automática no nosso plano.",
          question: "A proposta sai no CNPJ {cnpj} mesmo?",
          detail: "Isso, e manda para {email}, quem aprova é {person}.",
          fix: "A proposta com {count} terminais foi assinada, os aparelhos chegam em {soon}.",
        },
      ],
    },
    en: {
      asks: [
        "What would the monthly price be?",
        "Would the change count for this month?",
        "Could you send me an offer?",
      ],
      notes: [
        "Qualifies for volume discount, approved down to {percent}.",
        "Offer {plan} with three free months.",
      ],
      cases: [
        {
          subject: "Plan for more than one shop",
          problem:
            "We opened another shop in {city} and our plan doesn't cover that many terminals.",
          question: "What's your average monthly volume over all shops?",
          detail: "About R$ 45k in total, twice that in December.",
          fix: "Your second shop is on plan {plan} from {soon}, at a rate of {percent}.",
        },
        {
          subject: "Move to plan {plan}",
          problem:
            "I'd like to switch to plan {plan}, the website says credit comes down to {percent}.",
          question: "Would you keep automatic early settlement?",
          detail: "Yes please, next day.",
          fix: "Plan {plan} is active at {percent}, with next-day settlement.",
        },
        {
          subject: "I'd like a smaller plan",
          problem: "Business is slower and our plan has become too big, we pay {amount} a month.",
          question: "How many terminals do you really use these days?",
          detail: "Just two. The other {count} sit in a drawer.",
          fix: "I moved you to Essencial, no monthly fee. The {count} devices are picked up on {soon}.",
        },
        {
          subject: "Add {count} terminals",
          problem: "I need to add {count} terminals and automatic early settlement to our plan.",
          question: "Should the offer be made out to CNPJ {cnpj}?",
          detail: "Yes, and send it to {email}, {person} signs it off.",
          fix: "The offer with {count} terminals is signed, the devices arrive on {soon}.",
        },
      ],
    },
  },
  {
    category: "COMMERCIAL",
    subcategory: "CANCELLATION",
    tags: ["cancellation", "retention"],
    pt: {
      asks: [
        "Como faço para encerrar sem multa?",
        "Quero o protocolo do cancelamento.",
        "Podem buscar o equipamento?",
      ],
      notes: [
        "Retenção: pode oferecer {percent} por 6 meses.",
        "Cliente irredutível, seguir com distrato.",
      ],
      cases: [
        {
          subject: "Devolução da maquininha {terminal}",
          problem:
            "Quero cancelar o contrato e devolver a {terminal}, recebi uma proposta melhor de outra adquirente.",
          question: "Se eu igualasse a taxa que ofereceram, você ficaria?",
          detail: "A outra me dá {percent} no crédito e sem aluguel, já assinei.",
          fix: "Cancelamento registrado, protocolo {protocol}. Não haverá nova cobrança.",
        },
        {
          subject: "Cancelei e continuo pagando",
          problem:
            "Pedi o cancelamento em {day} e continuo sendo cobrado, este mês foram {amount}.",
          question: "Você tem o protocolo do primeiro pedido?",
          detail: "É o {protocol}.",
          fix: "Encerrei o contrato com data de {day} e os {amount} voltam até {soon}.",
        },
        {
          subject: "Encerrar loja de {city}",
          problem: "Vou fechar a loja de {city} e preciso encerrar o contrato dela, CNPJ {cnpj}.",
          question: "Qual endereço para a retirada do equipamento?",
          detail: "Na própria loja, falar com {person} no {phone}.",
          fix: "Contrato da loja de {city} encerrado, a retirada está marcada para {soon}.",
        },
        {
          subject: "Quero encerrar minha conta",
          problem:
            "Não uso a maquininha há {count} meses e a mensalidade segue saindo da minha conta.",
          question: "Posso saber o que pesou na decisão?",
          detail: "Vendo só por link agora, a máquina ficou parada.",
          fix: "Conta encerrada sem multa, protocolo {protocol}. As últimas mensalidades foram devolvidas.",
        },
      ],
    },
    en: {
      asks: [
        "How do I leave without a penalty?",
        "I want a reference number for the cancellation.",
        "Can you pick up the device?",
      ],
      notes: [
        "Retention: may offer {percent} for six months.",
        "Won't change their mind, go on with termination.",
      ],
      cases: [
        {
          subject: "Returning terminal {terminal}",
          problem:
            "I want to cancel the contract and return {terminal}, another acquirer made us a better offer.",
          question: "If I matched the rate you were offered, would you stay?",
          detail: "The others give me {percent} on credit and no rent, I've signed already.",
          fix: "Cancellation is registered, reference {protocol}. There won't be another charge.",
        },
        {
          subject: "Cancelled and still paying",
          problem:
            "I asked you to cancel on {day} and I'm still being charged, {amount} this month.",
          question: "Do you have the reference of the first request?",
          detail: "It's {protocol}.",
          fix: "I ended the contract as of {day} and the {amount} comes back by {soon}.",
        },
        {
          subject: "Closing the {city} shop",
          problem: "We're closing the {city} shop and need to end its contract, CNPJ {cnpj}.",
          question: "Where should we collect the device?",
          detail: "At the shop itself, ask for {person}, {phone}.",
          fix: "The {city} contract has ended, collection is booked for {soon}.",
        },
        {
          subject: "Please close my account",
          problem:
            "I haven't used the machine for {count} months and the fee keeps leaving my account.",
          question: "May I ask what decided it for you?",
          detail: "I only sell through links now, the machine gathers dust.",
          fix: "Account closed without penalty, reference {protocol}. The last fees were returned.",
        },
      ],
    },
  },
  {
    category: "COMMERCIAL",
    subcategory: "CONTRACT_INQUIRY",
    tags: ["contract", "terms"],
    pt: {
      asks: [
        "Onde encontro essa cláusula?",
        "Podem mandar por e-mail para {email}?",
        "O que preciso enviar?",
      ],
      notes: ["Contrato digital ok, via assinada no cofre.", "Reajuste pelo IPCA, {percent}."],
      cases: [
        {
          subject: "Dúvida sobre fidelidade",
          problem:
            "Meu contrato tem fidelidade? Assinei em {day} e na venda disseram que não tinha.",
          question: "O contrato foi assinado em papel ou pelo aplicativo?",
          detail: "Pelo aplicativo, com o vendedor do lado.",
          fix: "Não há fidelidade depois de 12 meses, cláusula 8. Enviei a cópia para {email}.",
        },
        {
          subject: "Cópia do contrato assinado",
          problem: "Preciso da cópia assinada do contrato do CNPJ {cnpj} para uma auditoria.",
          question: "Pode confirmar o CPF de quem assina pela empresa?",
          detail: "CPF {cpf}, {person}.",
          fix: "A cópia assinada foi para {email}, com o certificado digital.",
        },
        {
          subject: "Reajuste do contrato",
          problem: "Recebi aviso de reajuste de {percent}, queria entender qual índice foi usado.",
          question: "O aviso chegou por e-mail ou na fatura?",
          detail: "Na fatura de {day}.",
          fix: "O reajuste segue o IPCA dos últimos 12 meses, cláusula 11; mandei o cálculo para {email}.",
        },
        {
          subject: "Troca de titularidade",
          problem:
            "O contrato está no nome de quem saiu da sociedade e precisamos passar para {person}, CPF {cpf}.",
          question: "A alteração social já está registrada na junta?",
          detail: "Sim, saiu em {day}, mando o documento.",
          fix: "Titularidade alterada para {person}, o novo termo foi para assinatura.",
        },
      ],
    },
    en: {
      asks: ["Which clause is that?", "Could you mail it to {email}?", "What do I have to send?"],
      notes: [
        "Digital contract fine, signed copy in the safe.",
        "Increase follows inflation, {percent}.",
      ],
      cases: [
        {
          subject: "Question about minimum term",
          problem:
            "Does our contract have a minimum term? I signed on {day} and was told it didn't.",
          question: "Was the contract signed on paper or in the app?",
          detail: "In the app, with your salesman next to me.",
          fix: "There is no minimum term after twelve months, clause 8. I sent the copy to {email}.",
        },
        {
          subject: "Copy of signed contract",
          problem: "I need a signed copy of the contract for CNPJ {cnpj}, for an audit.",
          question: "Could you confirm the CPF of whoever signs for the company?",
          detail: "CPF {cpf}, {person}.",
          fix: "The signed copy went to {email}, with its digital certificate.",
        },
        {
          subject: "Contract price increase",
          problem:
            "I got a notice of a {percent} increase and would like to understand which index was used.",
          question: "Did the notice come by mail or on the invoice?",
          detail: "On the invoice of {day}.",
          fix: "It follows twelve months of inflation, clause 11; I sent the calculation to {email}.",
        },
        {
          subject: "Change of contract holder",
          problem:
            "The contract is in a former partner's name and has to move to {person}, CPF {cpf}.",
          question: "Is the change already filed with the registry?",
          detail: "Yes, it came out on {day}, I'll send the document.",
          fix: "The contract now belongs to {person}, the new terms are out for signature.",
        },
      ],
    },
  },
];
