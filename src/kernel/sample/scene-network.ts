import type { Scene } from "./scene.ts";

/** Connections and PIX. */
export const networkScenes: readonly Scene[] = [
  {
    category: "TECHNICAL",
    subcategory: "CONNECTION_ERROR",
    tags: ["network", "api"],
    pt: {
      asks: [
        "Preciso saber se o problema é aqui ou aí.",
        "Podem olhar os logs e me retornar hoje?",
        "O que eu mudo na rede?",
      ],
      notes: [
        "Firewall barrando {ip}, ver chamado de infra.",
        "Antena da região de {city} com perda de pacote acima de 12%.",
      ],
      cases: [
        {
          subject: "Erro de comunicação {error}",
          problem:
            'A maquininha perde o Wi-Fi a cada venda e mostra "falha de comunicação {error}". O roteador está no IP {ip} e o resto da loja navega normal.',
          question: "Consegue conectar a maquininha no 4G do celular só para testarmos?",
          detail: "No 4G do celular funciona, só no Wi-Fi da loja que não.",
          fix: "Era o canal 13 do roteador, que a {terminal} não enxerga. Com o canal 6 ficou estável, confirmei às {hour}.",
        },
        {
          subject: "API retornando timeout",
          problem:
            "Nossa integração recebe timeout desde {hour}. O servidor que chama a API de vocês sai pelo IP {ip}.",
          question: "Esse IP {ip} é fixo? Mudou recentemente?",
          detail: "É fixo, mas trocamos de provedor em {day}.",
          fix: "O {ip} estava fora da lista liberada. Incluí agora e as chamadas já respondem 200.",
        },
        {
          subject: "Maquininha sem sinal na loja",
          problem:
            "O chip do terminal {terminal} não pega sinal desde {day}, fica procurando rede o tempo todo.",
          question: "Que operadora aparece no alto da tela?",
          detail: "Não aparece nenhuma, só um X.",
          fix: "Trocamos a operadora do chip remotamente. Reinicie a {terminal} e ela pega sinal em 2 minutos.",
        },
        {
          subject: "Venda cai no meio",
          problem:
            "Toda venda acima de R$ 50 cai com erro {error}, abaixo disso passa. É a filial de {city}.",
          question: "O erro aparece antes ou depois de digitar a senha?",
          detail: "Depois da senha, demora uns {count} segundos e cai.",
          fix: "O limite de tempo da autorização estava curto nessa filial. Aumentei e a venda de {amount} passou.",
        },
      ],
    },
    en: {
      asks: [
        "I need to know whether it's us or you.",
        "Could you check the logs and get back to me today?",
        "What should I change on our network?",
      ],
      notes: [
        "Firewall blocks {ip}, see infra ticket.",
        "Cell tower near {city} losing more than 12% of packets.",
      ],
      cases: [
        {
          subject: "Communication error {error}",
          problem:
            'The terminal drops off Wi-Fi on every sale and shows "communication failure {error}". Our router is {ip} and everything else in the shop is online.',
          question: "Could you connect the terminal to your phone's hotspot, just as a test?",
          detail: "On the hotspot it works, only the shop Wi-Fi fails.",
          fix: "It was channel 13 on your router, {terminal} can't see it. On channel 6 it's stable, I checked at {hour}.",
        },
        {
          subject: "API calls time out",
          problem:
            "Our integration has been getting timeouts since {hour}. The server calling your API goes out through {ip}.",
          question: "Is {ip} a fixed address? Did it change lately?",
          detail: "It's fixed, but we changed provider on {day}.",
          fix: "{ip} was missing from the allow list. I added it and your calls are answering 200 now.",
        },
        {
          subject: "Terminal has no signal",
          problem:
            "The SIM in terminal {terminal} has had no signal since {day}, it just keeps searching.",
          question: "Which carrier is shown at the top of the screen?",
          detail: "None, just an X.",
          fix: "We moved the SIM to another carrier. Restart {terminal} and it finds signal in two minutes.",
        },
        {
          subject: "Sales drop halfway",
          problem:
            "Any sale above R$ 50 dies with error {error}, smaller ones go through. This is the {city} branch.",
          question: "Does the error come before or after the PIN?",
          detail: "After the PIN, it hangs for about {count} seconds and drops.",
          fix: "The authorisation timeout was too short for that branch. I raised it and the {amount} sale went through.",
        },
      ],
    },
  },
  {
    category: "TECHNICAL",
    subcategory: "PIX_PROBLEM",
    tags: ["pix", "instant-payment"],
    pt: {
      asks: [
        "Quero a confirmação do pagamento ou o estorno pro cliente.",
        "Vocês conseguem localizar pelo ID?",
        "Quando o PIX volta a funcionar?",
      ],
      notes: [
        "Mais um da fila de PIX travada, juntar ao incidente da semana.",
        "SPI confirmou liquidação, a falha foi na nossa notificação.",
      ],
      cases: [
        {
          subject: "PIX pago e não confirmado",
          problem:
            'O cliente pagou um PIX de {amount} às {hour}, o dinheiro saiu da conta dele e a maquininha continua em "aguardando pagamento". ID {e2e}.',
          question: "O valor aparece como pendente ou concluído no banco do cliente?",
          detail: "Concluído às {hour}. O cliente está aqui do meu lado esperando.",
          fix: "Localizei o PIX {e2e}: ficou preso na fila de conciliação e foi confirmado agora, {amount}.",
        },
        {
          subject: "QR Code do PIX dá erro {error}",
          problem:
            "O QR Code gerado na {terminal} aparece como inválido no banco do cliente, erro {error}. Já testamos com três bancos diferentes.",
          question: "Acontece com QR estático, dinâmico ou nos dois?",
          detail: "Só no dinâmico. A chave PIX da loja é {email}.",
          fix: "O certificado do QR dinâmico tinha vencido. Renovamos às {hour}, gere um novo código na {terminal}.",
        },
        {
          subject: "PIX de {amount} sumiu",
          problem:
            "Recebi o comprovante do PIX de {amount}, pedido {order}, mas o valor não entrou no meu extrato Maré.",
          question: "Pode me mandar o ID da transação, aquele que começa com E?",
          detail: "É {e2e}.",
          fix: "O {e2e} tinha ido para outra loja sua. Já movi, {amount} aparecem no extrato hoje.",
        },
        {
          subject: "PIX expira rápido demais",
          problem:
            "Desde {day} todo PIX expira em 10 segundos, o cliente nem consegue abrir o aplicativo do banco.",
          question: "Alguém mexeu no tempo de expiração no portal?",
          detail: "Ninguém mexeu, só eu tenho a senha.",
          fix: "Uma atualização nossa zerou o prazo. Voltei para 5 minutos e reiniciei a {terminal}.",
        },
        {
          subject: "PIX debitado duas vezes",
          problem: "O PIX do pedido {order} foi debitado duas vezes do cliente, {amount} cada uma.",
          question: "Os dois comprovantes têm o mesmo ID?",
          detail: "Não, o segundo é {e2e}.",
          fix: "Devolvemos o segundo PIX, {amount}, direto para a conta do cliente às {hour}.",
        },
      ],
    },
    en: {
      asks: [
        "I want the payment confirmed or the customer refunded.",
        "Can you trace it by the ID?",
        "When will PIX work again?",
      ],
      notes: [
        "Another one from the stuck PIX queue, add to this week's incident.",
        "SPI confirmed settlement, the failure was our notification.",
      ],
      cases: [
        {
          subject: "PIX paid but not confirmed",
          problem:
            'A customer paid a PIX of {amount} at {hour}, the money left his account and the terminal still says "waiting for payment". ID {e2e}.',
          question: "Does the customer's bank show it as pending or completed?",
          detail: "Completed at {hour}. He's standing right here waiting.",
          fix: "Found PIX {e2e}: it was stuck in the settlement queue and is confirmed now, {amount}.",
        },
        {
          subject: "PIX QR code fails with {error}",
          problem:
            "The QR code from {terminal} is rejected as invalid by the customer's bank, error {error}. We tried three different banks.",
          question: "Does it happen with static codes, dynamic ones, or both?",
          detail: "Only dynamic ones. The shop's PIX key is {email}.",
          fix: "The certificate for dynamic codes had expired. Renewed at {hour}, please create a new code on {terminal}.",
        },
        {
          subject: "PIX of {amount} missing",
          problem:
            "I have the PIX receipt for {amount}, order {order}, but nothing shows up in my Maré statement.",
          question: "Could you send me the transaction ID, the one that starts with E?",
          detail: "It's {e2e}.",
          fix: "{e2e} had gone to another shop of yours. I moved it, {amount} shows on your statement today.",
        },
        {
          subject: "PIX expires too fast",
          problem:
            "Since {day} every PIX code expires after ten seconds, people can't even open their bank app in time.",
          question: "Did somebody change the expiry time in the portal?",
          detail: "Nobody did, I'm the only one with the password.",
          fix: "An update of ours reset it to zero. It's back to five minutes and I restarted {terminal}.",
        },
        {
          subject: "PIX taken twice",
          problem:
            "The PIX for order {order} was taken twice from the customer, {amount} each time.",
          question: "Do both receipts carry the same ID?",
          detail: "No, the second one is {e2e}.",
          fix: "We returned the second PIX, {amount}, straight to the customer's account at {hour}.",
        },
      ],
    },
  },
];
