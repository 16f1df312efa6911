import type { CueRule } from "./phrase-finder.ts";

/**
 * What makes a text urgent, in English, Portuguese, Spanish, German, French and Italian. Words are
 * in lower case without accents. The rules' names are the cues that answers show.
 */
export const urgencyRules: readonly CueRule[] = [
  {
    name: "critical",
    phrases: `critical, emergency, life or death, matter of minutes, severity 1, sev 1, sev1, p0
      critico, emergencia, (situacao|falha|condicao|fase) critica, caso de vida ou morte
      situacion critica, fallo critico
      kritisch, kritischer, kritisches, notfall, lebenswichtig, betriebskritisch
      (situation|panne|etat|probleme|incident) critique, urgence absolue, urgence vitale
      situazione critica, emergenza`,
    notBefore: "review acclaim thinking rating number numero exit contact contato",
  },
  {
    name: "pressure",
    phrases: `urgent, urgently, urgency, asap, as soon as possible, immediately, immediate,
      right now, right away, at once, straight away, without delay, top priority, high priority,
      time sensitive, time critical, (every|each) minute (counts|costs|matters), need it now,
      hurry, at the earliest, this instant, priority 1, with priority, please prioriti(s|z)e,
      i need ~ now, fix (this|it) now, call me now, need help now, quick please, quickly please
      urgente, urgentemente, urgencia, urgentissimo, com urgencia, imediatamente, imediato,
      imediata, o quanto antes, quanto antes, o mais rapido possivel, mais rapido possivel,
      agora mesmo, pra ontem, para ontem, agora ja, ja ja, sem demora, prioridade maxima, com prioridade,
      me ajuda agora, resolvam agora, preciso ~ agora, ligar agora, cada minuto (conta|parado|custa)
      inmediatamente, inmediata, inmediato, lo antes posible, cuanto antes, ahora mismo, de inmediato,
      necesito ~ ahora, con urgencia, a la brevedad, ya mismo
      dringend, dringende, dringender, dringendes, eilig, eilt, sofort, sofortige, sofortiger,
      umgehend, unverzuglich, so schnell wie moglich, schnellstmoglich, schnellstens, asap, jetzt gleich,
      jede minute zahlt, hochste prioritat, unaufschiebbar
      urgents, urgente, urgence, d urgence, immediatement, immediate, immediat, tout de suite,
      au plus vite, des que possible, sans delai, le plus vite possible, sur le champ, prioritaire,
      besoin ~ maintenant
      urgentemente, con urgenza, urgenza, immediatamente, immediata, subito, il prima possibile,
      prima possibile, al piu presto, quanto prima, senza indugio, ho bisogno ~ adesso`,
  },
  {
    name: "stopped",
    phrases: `(can t|cannot|cant|can not|unable to|couldn t) (sell|work|operate|take payments|take any payment|process payments|process payment|process sales|trade|charge customers|serve customers|open the shop|access anything|login|log in|ship),
      (can t|cannot|cant|can not|unable to|couldn t) (get into|access) (my|our|the) (account|system|shop|store),
      blocking, blocked, blocker, showstopper, (is|are|completely|totally|fully|whole|everything) down,
      (is|are|it s|went|completely|production|system) offline, (business|production|operation|operations|shop|store|work|everything|sales|line) (is|are|has|have|)( completely| totally|) (stopped|halted|paralysed|paralyzed|stuck|at a standstill),
      at a standstill, standing still, (we are|we re) (stopped|stuck|closed), locked out, no access, lost access,
      (system|platform|site|website|service|server|servers|network|terminals|everything|checkout) (is|are|was|were|went|has been|have been) (down|unavailable|unreachable|dead), (system|site) down,
      losing (sales|money|customers|clients), lose (sales|money|customers), production is down, outage
      nao (consigo|consegue|conseguimos|estou conseguindo|estamos conseguindo|da pra|da para) (vender|trabalhar|operar|cobrar|receber|passar vendas|atender|acessar|faturar|entrar),
      (sistema|plataforma|site|servidor|servidores|rede|servico|checkout|tudo) ~ (caiu|cairam|indisponivel|instavel), caiu (tudo|o sistema|o site|a rede|a plataforma), nada funciona,
      parado, parada, parados, paradas, fora do ar, sem acesso, sem sistema, travado tudo, tudo travado, bloqueado,
      bloqueada, perdendo (venda|vendas|dinheiro|clientes|cliente), perco (venda|vendas|dinheiro), sem vender,
      prejuizo enorme, impedido de (trabalhar|vender), interrompido, interrompida
      no (puedo|podemos|puede) (vender|trabajar|operar|cobrar|atender|entrar|acceder), paralizado, paralizada, paralizados,
      sin acceso, bloqueada, todo parado, (sistema|plataforma|servicio|web) ~ (cayo|no disponible|no esta disponible), nada funciona, caido, caida, perdiendo (ventas|dinero|clientes), detenido, detenida, sin servicio
      (kann|konnen) ~ nicht (verkaufen|arbeiten|kassieren|zugreifen|einloggen), steht still, stillstand, blockiert,
      (system|plattform|dienst|server|alles) ~ (down|nicht erreichbar|nicht verfugbar), nichts funktioniert, ausgefallen, totalausfall, kein zugriff, keinen zugriff, ausgesperrt, (verlieren|verliere) (umsatz|geld|kunden),
      lahmgelegt, nichts geht mehr, geht nichts mehr, geht (gar|uberhaupt) nichts
       a l arret, bloque,
      (systeme|plateforme|service|site) ~ (tombe|tombee|indisponible|en panne), rien ne (marche|fonctionne),
      bloquee, bloques, bloquant, bloquante, sans acces, (perd|perds|perdons) (des ventes|de l argent|des clients), en panne totale, tout est arrete
      non (posso|possiamo|riesco a|riusciamo a) (vendere|lavorare|incassare|accedere|servire), fermo, ferma, fermi, bloccato, bloccata,
      bloccati, (sistema|piattaforma|servizio|sito) ~ (caduto|giu|fuori uso|non disponibile), non funziona (niente|nulla), senza accesso, tutto fermo, (perdiamo|perdo|perdendo) (vendite|soldi|clienti), fuori servizio`,
    notAfter: "card cartao tarjeta karte carte carta cookies popups",
    notBefore: "ontem yesterday number email popup card cartao tarjeta adulto",
  },
  {
    name: "stopped",
    // their negation stands before and inside: `on ne peut plus encaisser`
    phrases: `(peux|peut|pouvons|pouvez) (plus|pas|rien) (vendre|travailler|encaisser|acceder|servir),
      plus d acces, pas d acces`,
    ignoresNegation: true,
  },
  {
    name: "deadline",
    phrases: `(by|before|until|till|due) (today|tonight|tomorrow|noon|midnight|end of day|the end of the day|eod), (need|needs|needed|want|answer|reply|solution|solved|fixed|done|back|it|help) today,
      (have|has|got) (a|an|our|the|my) (demo|meeting|presentation|launch|event|webinar|flight) ~ (today|tonight|tomorrow),
      deadline, (within|in) (the next|) # (minutes|hours|hour), within (the|an|one) hour, within hours, within minutes, today at the latest, still today,
      expires (today|tomorrow|tonight), due today, last day, (opening|leaving|flight|travel|departure) (is |) (tomorrow|today|tonight), (this morning|tonight) at the latest
      ainda hoje, (ate|antes de|para|pra) (hoje|amanha|o meio dia|meio dia|o fim do dia|o final do dia|as #), hoje sem falta, (resposta|solucao|retorno|resolver|resolvam|resolvido|preciso ~) hoje, pra hoje, prazo ~ (hoje|amanha|termina|vence|acaba), ultimo dia, vence (hoje|amanha), (em|dentro de|nas proximas) # (horas|hora|minutos), proximas horas, dentro de uma hora, hoje no maximo
      (hasta|antes de|para) (hoy|manana|el mediodia), hoy mismo, hoy sin falta, (respuesta|solucion|necesito ~) hoy, vence (hoy|manana), plazo ~ (hoy|manana|vence), en # horas, proximas horas
      (bis|noch|spatestens) (heute|morgen|heute abend|mittag), heute noch, noch heute, frist, deadline, (in|innerhalb von|binnen) # (stunden|minuten), (lauft|endet) (heute|morgen) ab, letzter tag
      (avant|d ici|pour) (ce soir|demain|midi|aujourd hui), aujourd hui meme, aujourd hui au plus tard, (dans|sous) # (heures|minutes), date limite, expire (demain|aujourd hui|ce soir), dernier delai, dernier jour
      (entro|prima di|per) (oggi|domani|stasera|mezzogiorno|fine giornata), oggi stesso, scade (oggi|domani), scadenza ~ (oggi|domani), (entro|in) # ore, ultimo giorno, ancora oggi`,
  },
  {
    name: "soon",
    phrases: `soon, this week, in the next days, when will, as quickly as you can, speed (this|it) up, promptly, (please|could you) hurry
      em breve, nesta semana, essa semana, esta semana, nos proximos dias, agilizar, agilizem, rapido por favor
      lo mas pronto, en breve, proximos dias
      bald, baldmoglichst, diese woche, in den nachsten tagen, zeitnah, zugig
      bientot, cette semaine, prochainement, rapidement, dans les prochains jours
      presto, a breve, questa settimana, nei prossimi giorni, rapidamente`,
    notAfter: "see get até ate tchau a",
  },
  {
    name: "calm",
    phrases: `no rush, no hurry, no urgency, no pressure, not in a hurry, not in a rush, (isn t|not) time sensitive, when you (have|get|find) (time|a moment|a minute|a chance), whenever, take your time, at your (convenience|leisure), low priority, can wait, just curious, just wondering, no need to hurry, when convenient, some time
      sem pressa, nao tenho pressa, nao tem pressa, nao ha pressa, nao ha urgencia, sem urgencia, quando (puder|puderem|der|tiver tempo|tiverem tempo|for possivel), baixa prioridade, pode esperar, podem esperar, com calma, na calma, so (por|de) curiosidade, so uma duvida, fica pra depois
      sin prisa, sin apuro, no hay prisa, no corre prisa, no hay apuro, cuando (pueda|puedan|tenga tiempo|tengan tiempo), puede esperar, baja prioridad, sin urgencia
      keine eile, hat zeit, eilt nicht, nicht eilig, wenn sie zeit haben, wenn ihr zeit habt, bei gelegenheit, in ruhe, ohne eile, kann warten, niedrige prioritat, dringend ist (es|das) nicht, drangt nicht
      pas presse, rien ne presse, rien d urgent, sans urgence, pas d urgence, quand vous (pouvez|pourrez|aurez le temps|avez le temps), prenez votre temps, peut attendre, a l occasion, ca peut attendre, sans presse
      senza fretta, non c e fretta, nessuna fretta, con calma, quando (potete|puo|avete tempo|ha tempo), puo aspettare, bassa priorita, non ho fretta, senza urgenza`,
    ignoresNegation: true,
    notAfter: "can t cannot cant nao no nicht non ne",
  },
];
