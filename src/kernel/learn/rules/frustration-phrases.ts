import type { CueRule } from "./phrase-finder.ts";

const thanks = `thanks thank you hello hi see welcome obrigado obrigada obg valeu tentar tente gracias
  hola danke hallo merci bonjour rebonjour grazie ciao salve try happy glad feliz`;
/** What people ask to be sent or done once more, which is no complaint: `manda a nota de novo`. */
const asked = `send resend manda mandar mande mandem envia enviar envie enviem reenviar nota notas boleto
  fatura link codigo comprovante recibo comprar usar envieme factura enlace recibo rechnung beleg code
  envoyer envoyez facture recu lien mandi fattura ricevuta inviare`;
const things = `order orders booking reservation appointment visit transfer payment delivery meeting
  pedido pedidos reserva consulta visita transferencia pagamento entrega agendamento compra pedido
  cita pago bestellung termin buchung lieferung commande rendez reservation livraison ordine
  prenotazione appuntamento bonifico consegna print impressao`;

/** Signs of anger other than how a text is typed, in six languages. */
export const angerRules: readonly CueRule[] = [
  {
    name: "threat",
    phrases: `(my|our|a) (lawyer|lawyers|attorney|solicitor), legal action, (sue|suing) you, take you to court, small claims, file a (lawsuit|complaint with), report you, bad review, one star review, leave a review, go public, post this online, tell everyone
      (meu|minha|nosso) (advogado|advogada), (vou|vamos) processar, processo judicial, entrar na justica, acao judicial, pequenas causas, vou denunciar, (postar|expor|publicar) nas redes
      (mi|nuestro) abogado, (voy|vamos) a demandar, demanda judicial, denunciar, hoja de reclamaciones
      (mein|meinem|meinen|unser) anwalt, rechtsanwalt, zum anwalt, anwalt einschalten, rechtliche schritte, anzeige erstatten, verklagen, schlechte bewertung
      (mon|notre) avocat, porter plainte, poursuites judiciaires
      (mio|nostro) avvocato, vie legali, sporgo denuncia, faccio causa, recensione negativa`,
  },
  {
    name: "threat",
    // names alone are the threat, and `vou no Procon` holds no negation
    phrases: `bbb, better business bureau, ombudsman, trading standards, consumer protection, attorney general, ftc, cfpb,
      procon, reclame aqui, reclameaqui, consumidor gov, anatel, bacen, banco central, defesa do consumidor, na justica,
      profeco, oficina del consumidor, verbraucherzentrale, bundesnetzagentur, bafin, dgccrf, que choisir,
      60 millions de consommateurs, altroconsumo, agcom`,
    ignoresNegation: true,
  },
  {
    name: "repeat-contact",
    phrases: `(second|third|fourth|fifth|sixth|tenth|2nd|3rd|4th|5th|nth|umpteenth|hundredth) (time|call|email|message|ticket|attempt|request|complaint), # times already, already # times, (called|wrote|written|emailed|asked|contacted|complained|explained|told you|tried|phoned|reported) ~ # times, for the # time, # (calls|emails|tickets|messages) ~ (already|later|no answer|nobody), yet again, once again, (down|broken|failed|fails|happened|happening|wrong|not working|same problem|same issue|same error) again, again and again, over and over, keeps happening, how many times, how many more times, still (not|no|waiting|nothing|broken|unresolved), (already|i have) (called|written|reported|complained|contacted), every single time, same (problem|issue) as (last|before)
      (segunda|terceira|quarta|quinta|sexta|decima|enesima|milesima|2a|3a|4a|5a) vez, ja (liguei|falei|mandei|pedi|reclamei|escrevi|tentei|abri|avisei|expliquei|entrei em contato|informei), (liguei|falei|mandei|pedi|reclamei|escrevi|tentei) ~ # vezes, # vezes ja, pela # vez, de novo, outra vez, novamente o mesmo, mais uma vez, mesma coisa sempre, quantas vezes, toda vez, toda hora, continua (sem|com|na mesma|igual), ate agora nada, nada resolvido, sempre a mesma (coisa|historia)
      (segunda|tercera|cuarta|quinta|enesima) vez, ya (llame|escribi|hable|pedi|reclame|avise), (llame|llamado|escribi|escrito|pedi|he llamado) ~ # veces, otra vez, de nuevo, una vez mas, cuantas veces, siempre lo mismo, sigo (sin|esperando)
      (zweite|dritte|vierte|funfte|zigste|zweites|drittes|viertes|zum dritten|zum zweiten|zum vierten|zum funften) mal, (schon|bereits) # mal, zum # mal, schon wieder, immer noch, immer wieder, wieder nicht, noch immer, wie oft, bereits (angerufen|geschrieben|gemeldet|reklamiert), mehrfach (angerufen|geschrieben|gemeldet)
      (deuxieme|troisieme|quatrieme|cinquieme|enieme|2e|3e|4e) fois, # fois deja, deja (appele|ecrit|signale|demande|contacte), (appele|ecrit|demande) ~ # fois, encore une fois, toujours (pas|rien|aucune), a nouveau, combien de fois, encore en panne, une fois de plus
      (seconda|terza|quarta|quinta|ennesima) volta, gia # volte, (chiamato|scritto|chiesto|segnalato) ~ # volte, gia (chiamato|scritto|segnalato|chiesto), di nuovo, ancora una volta, un altra volta, ancora niente, quante volte, sempre lo stesso`,
    ignoresNegation: true,
    notAfter: `${thanks} ${asked}`,
  },
  {
    name: "insult",
    phrases: `idiot, idiots, stupid, moron, morons, incompetent, incompetence, useless, pathetic, liar, liars, thieves, thief, crooks, scam, scammers, scammed, rip off, ripoff, robbery, bullshit, bloody, damn, wtf, crap, shit, (is|absolute|total|complete) (garbage|trash), clowns, (is|are|s|what|such|total) a joke, disgrace, disgraceful, disgusting, shame on you, shameful, fraudsters, ridiculous, outrageous, unacceptable, fed up, sick of, sick and tired, had enough, furious, livid, angry, worst
      idiota, idiotas, burro, burros, incompetente, incompetentes, incompetencia, inutil, inuteis, ladrao, ladroes, mentiroso, mentirosos, e (um |)golpe, golpistas, e (um |)roubo, palhacada, palhacos, (um|e|servico|atendimento|suporte|empresa) lixo, lixo de, merda, porra, droga de, caralho, pqp, vergonha, vergonhoso, absurdo, ridiculo, nojo, descaso, falta de respeito, desrespeito, safados, picaretas, inadmissivel, inaceitavel, saco cheio, cansei, cansado de, cansada de, furioso, furiosa, revoltado, revoltada, indignado, indignada, pior
      ladrones, mentirosos, una estafa, estafadores, estafado, basura, mierda, verguenza, verguenzas, inaceptable, harto, harta, hartos, sinverguenzas, furioso, furiosa, indignante, payasos, peor, tomadura de pelo
      idioten, unfahig, unfahige, inkompetent, inkompetente, lugner, betruger, ist betrug, abzocke, scheisse, scheiss, frechheit, unverschamt, unverschamtheit, lacherlich, skandal, schande, inakzeptabel, wutend, stinksauer, bin sauer, saftladen, reicht mir, schnauze voll, schlimmste, schlechteste
      idiote, idiots, incompetents, incompetence, menteurs, voleurs, une arnaque, arnaqueurs, merde, honte, honteux, scandaleux, inadmissible, inacceptable, ras le bol, marre, furieux, furieuse, (service|vraiment|trop|completement) (nul|nulle), incapables, escrocs, pire
      idioti, incompetenti, incapaci, inutili, bugiardi, ladri, una truffa, truffatori, schifo, merda, vergogna, vergognoso, vergognatevi, inaccettabile, stufo, stufa, furioso, furiosa, ridicolo, scandaloso, pagliacci, peggiore`,
    notBefore: "question pergunta duda domanda frage case caso scenario cenario",
  },
];

/** Signs that a customer is leaving, or looks at others. */
export const churnRules: readonly CueRule[] = [
  {
    name: "cancel",
    phrases: `(cancel|canceling|cancelling|terminate|terminating|end|ending|close|closing) (my|our|the|this|all|everything|both) (account|accounts|subscription|contract|contracts|plan|service|services|membership|agreement|policy|line|lines|profile|rental), (cancel|terminate|end|stop) (my|our|your|the) (~) (account|subscription|contract|plan|service|membership|agreement|policy|line|rental), (i m|we re|am|are|just) (cancelling|canceling|quitting), cancelling because, no longer (need|want) (the|this|your|our) (service|account|plan|machine|subscription), (withdraw|step back) from the contract, letter of termination, notice of termination, cancellation date, closing (my|our) account, close (merchant|business) account, subscription ended, quit (my|the|our) (membership|subscription|plan|gym), cancel everything, (want|like|need|going) to cancel, how (do|can) (i|we) cancel, cancellation of (my|our|the) (account|contract|subscription|plan), unsubscribe, cancel it, not renew, won t renew, will not renew, stop the renewal, delete my account, shut down my account, want out
      (cancelar|cancelem|cancela|cancele|cancelando|encerrar|encerrem|encerra|encerre|rescindir) (a |o |meu |minha |nosso |nossa |as |os |)(assinatura|conta|contas|contrato|plano|servico|servicos|linha|apolice|tudo), (quero|queria|vou|gostaria de|preciso|vamos|como) cancelar, como cancelo, cancelar tudo, cancelamento (da|do|de) (conta|contrato|plano|assinatura|servico), rescisao, nao (vou|vamos|quero|queremos) renovar, quero sair, descredenciar, descadastrar, nao quero mais (o|a|esse|este|essa|esta|usar|nada), nao preciso mais, (encerrar|encerro|encerramos|encerramento do) (~) (contrato|conta|aluguel|credenciamento|servico), (quero|vou|pretendo) (desistir|encerrar|rescindir), data do cancelamento, carta de cancelamento, desistir da contratacao, desliga minha linha, cancelando (pq|porque)
      (cancelar|cancelen|anular|anulen|rescindir) (mi |el |la |nuestro |nuestra |)(cuenta|contrato|suscripcion|plan|servicio|todo), (quiero|voy a|como) cancelar, (dar|darme|darnos|den|denme) de baja, baja del (servicio|contrato), (me doy|doy|den) de baja, rescision, anulen todo, cierren mi cuenta, no (voy a|vamos a) renovar
      kundigen, kundige, kundigung, gekundigt, konto (schliessen|loschen|auflosen), vertrag (beenden|auflosen|kundigen), nicht verlangern
      resilier, resilie, resiliation, me retracte, (fermer|cloturer|fermez) (mon|notre|le) compte, annuler (mon|notre|l) (abonnement|contrat), ne (pas |)renouveler (pas |)
      disdire, disdetta, disdico, recesso, recedere, (chiudere|chiudete) (il mio |il |)conto, (annullare|cancellare) (l |il |)(abbonamento|contratto), non rinnovo`,
    notBefore: things,
  },
  {
    name: "leaving",
    phrases: `(switch|switching|switched|move|moving|moved|change|changing|go|going) to (another|a different|the|your|a new|some other) (company|provider|bank|supplier|carrier|competitor|competition|operator|vendor), (leave|leaving|quit|quitting|done with|ditch|ditching|dropping) you, i m leaving, we are leaving, we re leaving, take (my|our) business elsewhere, go elsewhere, going elsewhere, looking for (another|an alternative|alternatives|a new provider|a new supplier), lose (me|us) as, lost (me|a customer|us), last chance, never again, goodbye forever, second provider
      (mudar|mudei|mudo|migrar|trocar|vou|troco|passar) (de|para|pra|pro) (operadora|outra|outro|concorrente|concorrencia|fornecedor|banco|empresa|a concorrencia|outra operadora), vou sair, estou saindo, indo embora, vou embora, deixar de ser cliente, perderam (um|uma|o) cliente, perder (um|uma|o) cliente, perder um cliente, ultima chance, nunca mais, procurando (outra|outro|outras|alternativa), outro fornecedor, largar voces
      (cambiar|cambiarme|cambio|pasarme|irme|me voy|me cambio|me paso) (a|de|con) (otra|otro|la competencia|compania|operador|proveedor), me voy, perdieron un cliente, pierden un cliente, nunca mas, buscando otro, ultima oportunidad, dejar de ser cliente
      (wechsle|wechseln|gehe|wechsel) (zu|zur|den|die) (einem|einer|anderen|konkurrenz|anbieter|mitbewerber), anbieter wechseln, nie wieder, kunden verloren, kunde verloren, letzte chance, anderen anbieter, anderer anbieter
      (changer|passer|partir|aller) (d operateur|de banque|de fournisseur|chez|a la) (un autre|une autre|concurrence|le concurrent|), je (pars|vous quitte), vous quitter, plus jamais, perdre un client, perdu un client, derniere chance, aller voir ailleurs
      (passo|passare|cambio|cambiare|vado) (a|ad|con) (un altro|un altra|altro gestore|la concorrenza|gestore|fornitore), vado via, mai piu, perso un cliente, perdete un cliente, ultima possibilita, cambio (gestore|operatore|banca)`,
  },
  {
    name: "competitor",
    phrases: `competitor, competitors, competition, (other|another) (provider|supplier|company|bank|carrier|operator) (offers|offered|is|has|charges|gives), better (offer|deal|rate|price) (from|elsewhere|with), cheaper elsewhere
      concorrente, concorrentes, concorrencia, (outra|outro) (operadora|empresa|banco|adquirente) (oferece|ofereceu|cobra|faz|tem), (oferta|proposta) melhor, mais barato em outro
      competencia, competidor, (otra|otro) (empresa|compania|banco) (ofrece|ofrecio|cobra), mejor oferta
      konkurrenz, mitbewerber, wettbewerber, besseres angebot, gunstiger woanders
      concurrent, concurrents, concurrence, meilleure offre, moins cher ailleurs
      concorrenti, concorrenza, offerta migliore, meno caro altrove`,
    ignoresNegation: true,
  },
];

/** Asks for someone above. */
export const escalationRules: readonly CueRule[] = [
  {
    name: "manager",
    phrases: `(speak|talk|speaking|talking|connected|transferred|put through|escalate|escalated|forward|call from|pass me|get me|want|need|where is|let me talk) (to |with |)(this to |)(your |the |a |my |some |)(manager|managers|supervisor|boss|superior|team lead|director|ceo|someone above|someone higher|somebody in charge|someone in charge|person in charge|higher level), supervisor, escalate (this|my|it|the), your (manager|boss|superior), someone (above|higher|in charge|responsible|competent|with authority)
      (falar|fala|passa|passe|passem|quero|chama|chame|chamem|transfere|transfira|exijo|ligar) (com |para |pra |pro |)(o |um |a |uma |seu |sua |)(gerente|supervisor|supervisora|superior|chefe|responsavel|diretor|diretora|coordenador|alguem acima|alguem responsavel), supervisor, seu (gerente|chefe|superior), ouvidoria, alguem (responsavel|competente|acima), escalar (o|esse|este|meu) (caso|chamado)
      (hablar|quiero|pasame|paseme|comunicar|comuniqueme|exijo) (con |hablar con |)(el |un |su |la |una |)(gerente|encargado|encargada|supervisor|supervisora|jefe|superior|responsable|director), supervisor, escalar (el|mi|este) caso
      (vorgesetzten|vorgesetzter|vorgesetzte|chef|chefin|geschaftsfuhrer|geschaftsfuhrung|teamleiter|filialleiter|supervisor), (mit|an) (dem|den|ihrem|ihren|der) (leiter|manager|verantwortlichen)
      (parler|passez|transferer|veux|voudrais|exige) (a |au |avec |moi |)(un |une |le |votre |)(responsable|superieur|superviseur|directeur|chef|manager), superviseur, votre (superieur|chef|responsable|directeur)
      (parlare|passatemi|voglio|pretendo|mi passi) (con |parlare con |)(il |un |una |la |)(responsabile|superiore|direttore|supervisore|capo|manager), supervisore, il vostro (responsabile|capo|superiore)`,
    notAfter: "senha password passwort codice",
    notBefore:
      "advertising protezione protecao proteccion compras software app mode password senha user role perfil conta",
  },
];
