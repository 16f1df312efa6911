import type { Scene } from "./scene.ts";

/** Broken terminals and cards that cannot be read. */
export const terminalScenes: readonly Scene[] = [
  {
    category: "TECHNICAL",
    subcategory: "POS_ISSUE",
    tags: ["pos", "hardware"],
    pt: {
      asks: [
        "Preciso de uma máquina reserva até amanhã.",
        "Podem mandar alguém ou trocar o aparelho?",
        "Como resolvo sem parar o caixa?",
      ],
      notes: [
        "Terminal {terminal} sem heartbeat há {count} dias.",
        "Lote com defeito de fonte, aprovada troca sem custo.",
      ],
      cases: [
        {
          subject: "Maquininha {terminal} não liga",
          problem:
            "A maquininha {terminal} travou na tela de inicialização às {hour} e não volta mais, nem segurando o botão vermelho.",
          question:
            "Pode segurar o botão verde e o vermelho juntos por 20 segundos e me dizer o que aparece na tela?",
          detail: "Fiz isso, aparece erro {error} e ela reinicia de novo.",
          fix: "A troca da {terminal} foi aprovada, o motoboy entrega a nova até {soon}. Guarde a antiga na caixa.",
        },
        {
          subject: "Maquininha desligando sozinha",
          problem:
            "Desde {day} o terminal {terminal} desliga no meio da venda, mesmo com a bateria em 80%.",
          question: "A luz do carregador acende quando você conecta na tomada?",
          detail: "Pisca laranja. Já tentei em outra tomada e com outro cabo, nada.",
          fix: "É a bateria: mandei uma nova para a loja de {city}, chega até {soon}.",
        },
        {
          subject: "Tela preta depois da atualização",
          problem:
            "A tela da {terminal} ficou preta depois da atualização e só aparece o logo da Maré.",
          question: "Qual versão aparece no rodapé quando a {terminal} liga?",
          detail: "Aparece 4.1.{count} por um segundo e some.",
          fix: "Reenviei o firmware daqui e o terminal voltou a transmitir às {hour}. Pode fazer uma venda de teste?",
        },
        {
          subject: "Impressora da maquininha com defeito",
          problem:
            "A {terminal} não puxa mais a bobina e o comprovante sai em branco. Já troquei o papel {count} vezes.",
          question: "O papel é térmico, com o lado brilhante para fora?",
          detail: "É o mesmo de sempre, comprei de vocês.",
          fix: "O cabeçote queimou. Abri a troca da {terminal}, e até lá o comprovante vai por SMS.",
        },
      ],
    },
    en: {
      asks: [
        "I need a loaner by tomorrow.",
        "Can you send somebody or swap the device?",
        "How do I get this going without closing the till?",
      ],
      notes: [
        "{terminal}: no heartbeat for {count} days.",
        "Known bad power supply batch, swap approved at no cost.",
      ],
      cases: [
        {
          subject: "Terminal {terminal} won't turn on",
          problem:
            "Terminal {terminal} froze on the boot screen at {hour} and nothing brings it back, not even holding the red button.",
          question:
            "Could you hold green and red together for 20 seconds and tell me what the screen shows?",
          detail: "Did that, it shows error {error} and restarts again.",
          fix: "The swap of {terminal} is approved, the courier brings the new one by {soon}. Please keep the old one in its box.",
        },
        {
          subject: "Card machine switches itself off",
          problem:
            "Since {day} the POS {terminal} switches off halfway through a sale, even with the battery at 80%.",
          question: "Does the charger light come on when you plug it in?",
          detail: "It blinks orange. Tried another outlet and another cable, nothing.",
          fix: "It's the battery: I sent a new one to your {city} shop, it gets there by {soon}.",
        },
        {
          subject: "Black screen after the update",
          problem:
            "After last night's update the screen of {terminal} stays black, I only get the Maré logo.",
          question: "Which version do you see at the bottom when {terminal} starts?",
          detail: "It says 4.1.{count} for a second and then it's gone.",
          fix: "I pushed the firmware again from here and the terminal was transmitting at {hour}. Could you run a test sale?",
        },
        {
          subject: "POS printer not working",
          problem:
            "{terminal} doesn't feed paper any more and receipts come out blank. I've changed the roll {count} times already.",
          question: "Is it thermal paper, shiny side out?",
          detail: "Same as always, I bought it from you.",
          fix: "The print head is gone. I opened a swap for {terminal}, until then receipts go out by text message.",
        },
      ],
    },
  },
  {
    category: "TECHNICAL",
    subcategory: "CARD_READING",
    tags: ["card", "reader"],
    pt: {
      asks: [
        "Quero saber se preciso trocar a máquina.",
        "Podem verificar o cadastro do terminal?",
        "Estou com fila no caixa, o que eu faço?",
      ],
      notes: [
        "Tabela EMV desatualizada na {terminal}.",
        "3ª reclamação de leitor nesta loja em 60 dias.",
      ],
      cases: [
        {
          subject: "Leitor de chip não reconhece cartão",
          problem:
            'O leitor de chip da {terminal} não reconhece nenhum cartão, aparece "insira novamente" toda hora.',
          question: "O leitor está limpo? Às vezes entra papel de bobina na fenda.",
          detail: "Passei o cartão de limpeza, continua igual.",
          fix: "O leitor está com defeito, abri a troca da {terminal} com entrega até {soon}.",
        },
        {
          subject: "Aproximação não funciona",
          problem:
            "O pagamento por aproximação parou em {day}; com chip passa. O último que falhou foi um cartão final {card4}, {amount}.",
          question: "Falha com celular também ou só com cartão?",
          detail: "Com os dois. Testei com {count} cartões e dois celulares.",
          fix: "Atualizei as tabelas de bandeira da {terminal} e a aproximação voltou. Fiz um teste às {hour}.",
        },
        {
          subject: "Cartão recusado só na nossa máquina",
          problem:
            "Um cartão final {card4} é recusado aqui com erro {error} e passa na loja do lado.",
          question: "Consegue tentar um cartão de outro banco para comparar?",
          detail: "De outro banco passa. Só esse banco dá {error}.",
          fix: "O banco emissor bloqueava o nosso código de loja. Foi liberado às {hour}, pode tentar de novo.",
        },
        {
          subject: "Máquina não pede senha",
          problem:
            "A {terminal} lê a tarja mas não pede senha, e a venda é negada depois de {count} tentativas. O cartão completo de teste é {card}.",
          question: "Qual código sai no comprovante de recusa?",
          detail: 'Sai {error} e a palavra "fallback".',
          fix: "Venda só com tarja não é mais aceita. Reativei o chip na {terminal}, use sempre o chip.",
        },
      ],
    },
    en: {
      asks: [
        "I'd like to know if I need a new machine.",
        "Can you check how the terminal is registered?",
        "There's a queue at the till, what do I do?",
      ],
      notes: [
        "EMV table out of date on {terminal}.",
        "Third reader complaint from this shop in 60 days.",
      ],
      cases: [
        {
          subject: "Chip reader doesn't recognise cards",
          problem:
            'The chip reader on {terminal} doesn\'t recognise any card, it keeps saying "insert again".',
          question: "Is the slot clean? Bits of paper roll sometimes get in.",
          detail: "Used the cleaning card, same thing.",
          fix: "The reader is faulty, I opened a swap for {terminal}, delivery by {soon}.",
        },
        {
          subject: "Contactless stopped working",
          problem:
            "Tap to pay stopped on {day}; chip still works. The last one to fail was a card ending {card4}, {amount}.",
          question: "Does it fail with phones too, or only with cards?",
          detail: "Both. I tried {count} cards and two phones.",
          fix: "I refreshed the card tables on {terminal} and contactless is back. My test at {hour} went through.",
        },
        {
          subject: "Card declined only on our machine",
          problem:
            "A card ending in {card4} is declined here with error {error} and works in the shop next door.",
          question: "Could you try a card of another bank to compare?",
          detail: "Other banks work. Only this one gives {error}.",
          fix: "The issuing bank was blocking our merchant code. It was lifted at {hour}, please try again.",
        },
        {
          subject: "Terminal never asks for PIN",
          problem:
            "{terminal} reads the stripe but never asks for the PIN, and the sale is refused after {count} tries. The full test card is {card}.",
          question: "Which code is printed on the declined slip?",
          detail: 'It prints {error} and the word "fallback".',
          fix: "Stripe-only sales aren't accepted any more. I switched the chip on {terminal} back on, always use the chip.",
        },
      ],
    },
  },
];
