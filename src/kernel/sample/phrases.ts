import type { Language } from "./scene.ts";

/** How a text feels, and the sentiment it is labelled with. */
export type Sentiment = "POSITIVE" | "NEUTRAL" | "NEGATIVE" | "MIXED";

type Tone = { readonly openers: readonly string[]; readonly closers: readonly string[] };

type Manners = {
  readonly greetings: readonly string[];
  readonly chatGreetings: readonly string[];
  readonly signOffs: readonly string[];
  readonly contacts: readonly string[];
  readonly tones: Readonly<Record<Sentiment, Tone>>;
  readonly agentGreetings: readonly string[];
  readonly agentClosings: readonly string[];
  readonly updates: readonly string[];
  readonly chasers: readonly string[];
  readonly leaving: readonly string[];
  readonly thanks: readonly string[];
  readonly stillUnhappy: readonly string[];
  readonly attachments: readonly string[];
  readonly fillers: readonly string[];
};

/** What people say whatever the problem is. */
export const manners: Readonly<Record<Language, Manners>> = {
  pt: {
    greetings: [
      "Bom dia,",
      "Boa tarde,",
      "Olá,",
      "Prezados,",
      "Boa noite, pessoal,",
      "Olá, equipe Maré,",
    ],
    chatGreetings: ["oi", "boa tarde", "bom diaa", "olá", "oi, tudo bem?", "alguém aí?", "opa"],
    signOffs: ["Att,", "Atenciosamente,", "Obrigado(a),", "Abs,", "Fico no aguardo,", "Abraço,"],
    contacts: [
      "Meu telefone é {phone}.",
      "Qualquer coisa me chama no {phone} ou em {email}.",
      "CPF do titular: {cpf}.",
      "Meu nome é {name}, CPF {cpf}.",
      "O CNPJ da loja é {cnpj}.",
      "Pode responder para {email}.",
      "Falar com {name} ou com {person}, {phone}.",
      "Estou acessando do IP {ip}, caso ajude.",
    ],
    tones: {
      POSITIVE: {
        openers: [
          "Primeiro, parabéns pelo atendimento da semana passada, foi ótimo.",
          "Gosto muito de trabalhar com vocês, funciona super bem.",
          "Adoro trabalhar com a Maré, só preciso de uma ajuda.",
        ],
        closers: [
          "Vocês são sempre muito atenciosos, valeu!",
          "Valeu demais pela ajuda de sempre, recomendo vocês pra todo mundo.",
          "Adoro o suporte de vocês, nota 10.",
        ],
      },
      NEUTRAL: {
        openers: [
          "",
          "",
          "Escrevo sobre o seguinte.",
          "Gostaria de uma orientação.",
          "Segue uma solicitação.",
        ],
        closers: ["", "", "Fico no aguardo.", "Agradeço desde já.", "Aguardo retorno."],
      },
      NEGATIVE: {
        openers: [
          "Isso é um absurdo.",
          "Já é a terceira vez que entro em contato e NINGUÉM resolve.",
          "Minha experiência com a Maré está péssima.",
          "Cansei.",
          "Vergonha esse serviço!!",
          "Estou perdendo dinheiro por culpa de vocês.",
        ],
        closers: [
          "Se não resolverem hoje vou pro Procon.",
          "Péssimo. Não dá pra trabalhar assim.",
          "Estou perdendo venda e a paciência.",
          "Que decepção, sinceramente.",
          "Inaceitável.",
          "Resolvam isso logo!!",
        ],
      },
      MIXED: {
        openers: [
          "O atendimento de vocês sempre foi bom, mas desta vez deixou a desejar.",
          "Gosto da maquininha, só que isso está me atrapalhando muito.",
          "O aplicativo novo ficou ótimo, já essa parte está péssima.",
        ],
        closers: [
          "Sei que a equipe se esforça, mas está difícil.",
          "No geral gosto do serviço, mas isso precisa melhorar.",
          "Agradeço a atenção, mas isso me deixou bem triste.",
        ],
      },
    },
    agentGreetings: [
      "Olá, {first}, aqui é {agentName} da Maré.",
      "Bom dia, {first}! Meu nome é {agentName} e vou cuidar do seu caso.",
      "Oi, {first}, agradeço o aviso.",
      "{first}, boa tarde, já estou olhando aqui.",
    ],
    agentClosings: [
      "Posso ajudar em algo mais?",
      "Qualquer coisa é só chamar.",
      "Protocolo {protocol}.",
      "Ficamos à disposição.",
    ],
    updates: [
      "Só para avisar: continuo no seu caso, o setor responsável já recebeu.",
      "Estou falando com a equipe técnica e volto em breve.",
      "{first}, recebi as informações, o protocolo é {protocol}.",
      "Ainda em análise, retorno até {soon}.",
    ],
    chasers: [
      "Alguma novidade?",
      "Oi, ainda estou esperando...",
      "Gente, e aí? Preciso de uma posição.",
      "Bom dia, conseguiram ver o meu caso {protocol}?",
      "Já se passaram horas e nada, meu telefone é {phone}.",
    ],
    leaving: [
      "Recebi proposta de outra adquirente e vou aceitar se continuar assim.",
      "Pode preparar o cancelamento, vou trocar de maquininha.",
      "A concorrente já veio aqui duas vezes essa semana, estou quase assinando.",
    ],
    thanks: [
      "Funcionou, valeu mesmo!",
      "Perfeito, resolvido. Valeu!",
      "Deu certo aqui, agradeço a paciência.",
      "Ótimo atendimento, {agentFirst}, obg!",
    ],
    stillUnhappy: [
      "Ok, mas demorou demais.",
      "Resolveu, só que perdi o dia inteiro com isso.",
      "Tá, mas espero que não aconteça de novo, péssima experiência.",
      "Continua falhando de vez em quando, não gostei.",
    ],
    attachments: [
      "[anexo] foto_maquininha.jpg",
      "[anexo] comprovante_{protocol}.pdf",
      "[anexo] print_tela.png",
      "[anexo] extrato_{first}.pdf",
    ],
    fillers: ["é, então...", "é o seguinte...", "olha...", "então..."],
  },
  en: {
    greetings: [
      "Hi,",
      "Hello,",
      "Good morning,",
      "Dear support team,",
      "Hi there,",
      "Hello Maré team,",
    ],
    chatGreetings: ["hi", "hello?", "hey there", "good afternoon", "hi, anyone there", "hey"],
    signOffs: ["Regards,", "Best regards,", "Thanks,", "Cheers,", "Kind regards,", "Thank you,"],
    contacts: [
      "My number is {phone}.",
      "You can reach me on {phone} or at {email}.",
      "Account holder's CPF is {cpf}.",
      "My name is {name}, CPF {cpf}.",
      "The shop's CNPJ is {cnpj}.",
      "Please answer to {email}.",
      "Ask for me, {name}, or for {person}, {phone}.",
      "I'm connecting from {ip} in case it helps.",
    ],
    tones: {
      POSITIVE: {
        openers: [
          "First of all, thanks for the great help last week.",
          "We really enjoy working with Maré, it runs very smoothly.",
          "Very happy with the new terminal, I just need a hand.",
        ],
        closers: [
          "Thanks so much, you're always a great help!",
          "Really appreciate it, I recommend you to everybody.",
          "Love your support team, keep it up.",
        ],
      },
      NEUTRAL: {
        openers: [
          "",
          "",
          "I'm writing about the following.",
          "I'd like some guidance.",
          "A quick request.",
        ],
        closers: ["", "", "Looking forward to your answer.", "Thanks.", "Please let me know."],
      },
      NEGATIVE: {
        openers: [
          "This is ridiculous.",
          "This is the third time I contact you and NOBODY fixes it.",
          "I'm really unhappy with Maré.",
          "I've had enough.",
          "Terrible service!!",
          "I'm losing money because of you.",
        ],
        closers: [
          "If it isn't fixed today I'm filing a complaint with the regulator.",
          "Awful. Nobody can work like this.",
          "I'm losing sales and my patience.",
          "Honestly, what a disappointment.",
          "Unacceptable.",
          "Fix this now!!",
        ],
      },
      MIXED: {
        openers: [
          "Your support has always been good, but this time it let me down.",
          "I like the terminal, but this is really hurting us.",
          "The new app is great, this part of it is terrible though.",
        ],
        closers: [
          "I know the team is trying, but it's hard.",
          "Overall I like the service, but this has to get better.",
          "Thanks for your attention, even if I'm quite upset.",
        ],
      },
    },
    agentGreetings: [
      "Hello {first}, this is {agentName} from Maré.",
      "Good morning {first}! I'm {agentName} and I'll take care of your case.",
      "Hi {first}, thanks for letting us know.",
      "{first}, hello, I'm looking into it now.",
    ],
    agentClosings: [
      "Anything else I can do?",
      "Just call us if you need anything.",
      "Your reference is {protocol}.",
      "We're here if you need us.",
    ],
    updates: [
      "Just so you know: I'm still on your case, the team in charge has it.",
      "I'm talking to our engineers and will be back soon.",
      "{first}, I got your information, your reference is {protocol}.",
      "Still being looked at, I'll be back by {soon}.",
    ],
    chasers: [
      "Any news?",
      "Hi, still waiting here...",
      "Guys, what's going on? I need an answer.",
      "Morning, did you get to my case {protocol}?",
      "It's been hours and nothing, my phone is {phone}.",
    ],
    leaving: [
      "Another acquirer made us an offer and I'll take it if this goes on.",
      "Go ahead and prepare the cancellation, I'm switching terminals.",
      "Your competitor came by twice this week, I'm about to sign.",
    ],
    thanks: [
      "Works now, thank you so much!",
      "Perfect, solved. Cheers!",
      "All good here, thanks for your patience.",
      "Great service, {agentFirst}, thank you.",
    ],
    stillUnhappy: [
      "OK, but that took far too long.",
      "It's solved, but I lost a whole day over it.",
      "Fine, I just hope it doesn't happen again, awful experience.",
      "It still fails now and then, I'm not satisfied.",
    ],
    attachments: [
      "[attachment] terminal_photo.jpg",
      "[attachment] receipt_{protocol}.pdf",
      "[attachment] screenshot.png",
      "[attachment] statement_{first}.pdf",
    ],
    fillers: ["so, uh...", "right...", "well...", "okay so..."],
  },
};
