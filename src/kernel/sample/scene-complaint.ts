import type { Scene } from "./scene.ts";

/** Complaints about us. */
export const complaintScenes: readonly Scene[] = [
  {
    category: "COMPLAINT",
    subcategory: "POOR_SERVICE",
    tags: ["service", "complaint"],
    pt: {
      asks: [
        "Quero falar com a supervisão.",
        "Exijo um retorno por telefone, {phone}.",
        "Registrem isso como reclamação formal.",
      ],
      notes: [
        "Gravação do protocolo {protocol} confirma, encaminhar à qualidade.",
        "Cliente com {count} contatos em 30 dias.",
      ],
      cases: [
        {
          subject: "Desligaram na minha cara",
          problem:
            "Quem me atendeu foi {agentName}: me passou para três setores e no fim desligou. Protocolo {protocol}.",
          question: "Lamento muito. Em que dia foi esse atendimento?",
          detail: "Foi em {day}, por volta das {hour}.",
          fix: "Ouvimos a gravação, a equipe foi orientada e você tem agora um contato direto comigo.",
        },
        {
          subject: "Repito tudo toda vez",
          problem:
            "Expliquei o mesmo problema {count} vezes e cada pessoa me pede tudo de novo, CPF, CNPJ, endereço.",
          question: "O que ficou sem solução, para eu tratar junto?",
          detail: "O problema de origem continua igual, protocolo {protocol}.",
          fix: "Juntei os {count} chamados em um só e fico com ele até o fim. O de origem foi resolvido às {hour}.",
        },
        {
          subject: "Ninguém resolve o protocolo {protocol}",
          problem: "Fecharam meu chamado {protocol} como resolvido sem ninguém ter falado comigo.",
          question: "Qual o melhor horário para a supervisão ligar no {phone}?",
          detail: "Depois das {hour}, falar comigo.",
          fix: "A supervisão falou com você às {hour} e o caso foi resolvido; demos um crédito de {amount}.",
        },
        {
          subject: "Visita técnica grosseira",
          problem:
            "O técnico que veio em {city} no dia {day} foi grosso com a equipe da loja e foi embora sem arrumar nada.",
          question: "Você anotou o nome de quem foi?",
          detail: "No crachá estava {person}.",
          fix: "Pedimos desculpas à equipe, e outra pessoa esteve na loja de {city} e deixou tudo funcionando.",
        },
      ],
    },
    en: {
      asks: [
        "I want to talk to a supervisor.",
        "I expect a call back on {phone}.",
        "Please file this as a formal complaint.",
      ],
      notes: [
        "Recording of {protocol} confirms it, pass to quality.",
        "Customer contacted us {count} times in 30 days.",
      ],
      cases: [
        {
          subject: "Agent hung up on me",
          problem:
            "Your agent {agentName} sent me through three departments and then hung up. Case {protocol}.",
          question: "I'm very sorry. Which day was that conversation?",
          detail: "It was on {day}, around {hour}.",
          fix: "We listened to the call, the team was coached and you now have a direct line to me.",
        },
        {
          subject: "I repeat everything every time",
          problem:
            "I've explained the same problem {count} times and every person asks for everything again, CPF, CNPJ, address.",
          question: "What is still unsolved, so that I can take care of it too?",
          detail: "The first problem is still there, reference {protocol}.",
          fix: "I merged the {count} cases into one and I'll stay on it. The first problem was solved at {hour}.",
        },
        {
          subject: "Nobody solves case {protocol}",
          problem: "My case {protocol} was closed as solved and not one person had talked to me.",
          question: "When is a good time for the supervisor to call {phone}?",
          detail: "After {hour}, ask for me.",
          fix: "Our supervisor spoke with you at {hour} and the case is solved; we gave a credit of {amount}.",
        },
        {
          subject: "Rude technician",
          problem:
            "The technician who came to {city} on {day} was rude to my staff and left without fixing anything.",
          question: "Did you note the technician's name?",
          detail: "The badge said {person}.",
          fix: "We apologised to your staff, and somebody else went to {city} and left everything working.",
        },
      ],
    },
  },
  {
    category: "COMPLAINT",
    subcategory: "SYSTEM_DOWNTIME",
    tags: ["outage", "availability"],
    pt: {
      asks: [
        "Quem vai pagar esse prejuízo?",
        "Quero um relatório do que aconteceu.",
        "Qual a previsão de volta?",
      ],
      notes: [
        "Incidente maior de {day}, cluster de autorização.",
        "Cliente pede ressarcimento, enviar ao financeiro.",
      ],
      cases: [
        {
          subject: "Perdi vendas com a queda",
          problem:
            "O sistema de vocês caiu às {hour}, bem no horário de pico, e perdi pelo menos {amount} em vendas.",
          question: "A queda atingiu cartão e PIX ou só um deles?",
          detail: "Os dois. Só aceitei dinheiro das {hour} em diante.",
          fix: "Aprovamos um abono de {amount} pelo tempo parado e mandei o relatório para {email}.",
        },
        {
          subject: "Portal fora do ar",
          problem:
            "O portal está fora do ar desde {hour}, não consigo ver extrato nem link de pagamento.",
          question: "Aparece alguma mensagem ou fica carregando?",
          detail: "Erro {error} e uma página em branco.",
          fix: "O portal voltou às {hour}. Foi uma falha de banco de dados, já corrigida.",
        },
        {
          subject: "Sistema fora do ar de novo",
          problem:
            "É a {count}ª queda este mês. Todas as maquininhas da loja de {city} pararam juntas.",
          question: "Quantos terminais ficaram parados?",
          detail: "Todos, {count} máquinas.",
          fix: "O serviço foi restabelecido às {hour} e a loja de {city} ganhou um segundo chip de reserva.",
        },
        {
          subject: "Status verde e tudo parado",
          problem:
            'O aplicativo só mostra "tente mais tarde", erro {error}, e a página de status de vocês diz que está tudo verde.',
          question: "As vendas já voltaram a passar aí?",
          detail: "Voltou agora, mas lento demais.",
          fix: "A página de status foi corrigida e a lentidão acabou às {hour}. Desculpe pelo transtorno.",
        },
      ],
    },
    en: {
      asks: [
        "Who is going to pay for that?",
        "I want a report of what happened.",
        "When will it be back?",
      ],
      notes: [
        "Major incident of {day}, authorisation cluster.",
        "Customer asks for compensation, pass to finance.",
      ],
      cases: [
        {
          subject: "Lost sales because of the outage",
          problem:
            "Your system went down at {hour}, right at peak time, and I lost at least {amount} in sales.",
          question: "Did it hit cards and PIX or just one of them?",
          detail: "Both. I could only take cash from {hour} on.",
          fix: "We approved a credit of {amount} for the time you were down, the report went to {email}.",
        },
        {
          subject: "Portal is down",
          problem:
            "The portal has been down since {hour}, I can't see statements or payment links.",
          question: "Is there a message, or does it keep loading?",
          detail: "Error {error} and a blank page.",
          fix: "The portal was back at {hour}. It was a database failure, fixed now.",
        },
        {
          subject: "Your system is down again",
          problem:
            "This is outage number {count} this month. Every terminal in the {city} shop stopped at once.",
          question: "How many terminals were down?",
          detail: "All of them, {count} machines.",
          fix: "Service was restored at {hour} and your {city} shop got a second backup SIM.",
        },
        {
          subject: "Status page green, nothing works",
          problem:
            'The app only says "try again later", error {error}, while your status page is all green.',
          question: "Are sales going through again?",
          detail: "It's back now, but far too slow.",
          fix: "The status page is corrected and the slowness ended at {hour}. Sorry for the trouble.",
        },
      ],
    },
  },
  {
    category: "COMPLAINT",
    subcategory: "LONG_WAIT",
    tags: ["waiting", "response-time"],
    pt: {
      asks: [
        "Quando alguém vai me atender de verdade?",
        "Quero prioridade, não é a primeira vez que escrevo.",
        "Me deem um prazo, por favor.",
      ],
      notes: [
        "Fila acima do normal em {day}, caso esquecido na triagem.",
        "Furar fila, {count} recontatos.",
      ],
      cases: [
        {
          subject: "{count} dias esperando resposta",
          problem: "Estou há {count} dias esperando resposta do chamado {protocol} e nada.",
          question: "Peço desculpas pela espera. O assunto ainda é o mesmo do chamado {protocol}?",
          detail: "O mesmo assunto, parado desde {day}.",
          fix: "Seu chamado {protocol} foi tratado com prioridade e concluído hoje às {hour}.",
        },
        {
          subject: "Fila do telefone absurda",
          problem: "Fiquei 50 minutos na linha ouvindo musiquinha e a ligação caiu.",
          question: "Posso ligar agora no {phone}?",
          detail: "Pode ligar, estou com o telefone na mão.",
          fix: "Liguei às {hour} e resolvemos juntos. Desculpe mais uma vez pela demora.",
        },
        {
          subject: "Prometeram retorno e nada",
          problem: "Prometeram retorno até {day} e ninguém ligou no {phone}.",
          question: "Quem ficou de ligar, você lembra o nome?",
          detail: "Foi {agentName}.",
          fix: "Falei com {agentName} e assumi o caso; ficou resolvido na ligação das {hour}.",
        },
        {
          subject: "Chat com fila interminável",
          problem: 'O chat diz "você é o 38º da fila" desde {hour}, com a loja cheia.',
          question: "Desculpe. Posso tratar por aqui mesmo?",
          detail: "Pode, já desisti do chat.",
          fix: "Tratamos por aqui e ficou resolvido. Reforçamos a equipe do chat a partir de {soon}.",
        },
      ],
    },
    en: {
      asks: [
        "When will somebody actually help me?",
        "I want priority, it's not the first time I write.",
        "Give me a date, please.",
      ],
      notes: [
        "Queue was long on {day}, case forgotten in triage.",
        "Jump the queue, {count} repeat contacts.",
      ],
      cases: [
        {
          subject: "Waiting {count} days for an answer",
          problem:
            "I've been waiting {count} days for an answer to case {protocol} and there's nothing.",
          question: "I apologise for the wait. Is it still about case {protocol}?",
          detail: "Same subject, stuck since {day}.",
          fix: "Your case {protocol} was handled with priority and finished today at {hour}.",
        },
        {
          subject: "Phone queue is absurd",
          problem: "I spent 50 minutes on hold listening to music and then the line dropped.",
          question: "May I call {phone} right now?",
          detail: "Go ahead, phone's in my hand.",
          fix: "I called at {hour} and we solved it together. Sorry again for the delay.",
        },
        {
          subject: "Promised a call, nobody rang",
          problem: "You promised a call by {day} and nobody rang {phone}.",
          question: "Do you remember who was supposed to call?",
          detail: "It was {agentName}.",
          fix: "I talked to {agentName} and took over; it was settled in the call at {hour}.",
        },
        {
          subject: "Endless chat queue",
          problem:
            'The chat has told me "you are number 38 in the queue" since {hour}, with the shop full of people.',
          question: "Sorry about that. May I handle it right here?",
          detail: "Please do, I gave up on the chat.",
          fix: "We handled it here and it's solved. There are more people on chat from {soon}.",
        },
      ],
    },
  },
];
