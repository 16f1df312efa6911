import { foldedHash } from "./fold.ts";

/**
 * What a cue says of the words after it:
 * - `name`: a name, in lower case too when it is on the lists ("my name is");
 * - `maybe`: a name if it has a capital and is no other word ("this is", "I spoke with");
 * - `full`: as `maybe`, of two words or more unless on the lists ("my husband", "agent");
 * - `told`: a first name of the lists, with a capital ("I didn't like", "a complaint about");
 * - `self`: a name of two words or more between commas ("I, Ann Lee, declare");
 * - `greeting`: a name before a comma or the end of the line ("Dear", "Hi");
 * - `signoff`: a name up to the end of the line ("Kind regards,").
 */
export type CueKind = "name" | "maybe" | "full" | "told" | "self" | "greeting" | "signoff";

export type Cue = { kind: CueKind; language: string; wordCount: number };

const phrases: Readonly<Record<string, Readonly<Partial<Record<CueKind, string>>>>> = {
  en: {
    name: "my name is|my name's|my full name is|name is|the name is|i am called|i'm called|his name is|her name is|whose name is|goes by the name of|signed by|first name|last name|full name|surname|customer name|contact name|account holder|cardholder|card holder|name on card|patient name|account name|sincerely yours",
    maybe:
      "this is|i am|i'm|here is|i spoke with|i spoke to|i talked to|i talked with|spoke with|spoke to|speaking with|speaking to|talked to|talked with|chatting with|you are chatting with|you're chatting with|connected with|connected to|in the name of|registered to|registered under|opened under|under the name|under the name of|on behalf of|attn|attention|care of|c/o|addressed to|assigned to|escalated to|reported by|requested by|written by|created by|approved by|prepared by|handled by|submitted by|reviewed by|met with|my manager is|please contact|please call|please ask|ask for|prescribed by|referred by|interviewed by|represented by|married to|belongs to|issued to|sold to|ship to|bill to|deliver to|delivered to|parcel for|package for|signed for by|forwarded to",
    full: "my husband|my wife|my son|my daughter|my mother|my father|my brother|my sister|my partner|my colleague|my boss|my friend|my neighbour|my neighbor|your agent|your colleague|agent|representative|technician|engineer|driver|nurse|doctor|patient|tenant|customer|client|employee|judge|attorney|lawyer|plaintiff|defendant|witness|manager|supervisor|courier|colleague|please add|add user|remove user|user|caller|it's|it is|contact|cc|mother|father|son|daughter|partner|spouse|sibling|uncle|aunt|cousin|nephew|niece|grandson|granddaughter|grandmother|grandfather|husband|wife|brother|sister|teacher|coach|tutor|landlord|cv of|resume of|resume|cv|who is|mum|mom|dad|brother-in-law|sister-in-law|mother-in-law|father-in-law|son-in-law|daughter-in-law|stepson|stepdaughter|stepmother|stepfather|boyfriend|girlfriend|flatmate|roommate|fiancé|fiancée|passenger|guest|insured|applicant|candidate|owner|author",
    told: "like|liked|dislike|disliked|kudos to|thanks to|shout out to|praise for|complaint about|complain about|complaint against|unhappy with|happy with|pleased with|satisfied with|disappointed with|disappointed in|dealt with|helped by|served by",
    self: "i|i the undersigned|the undersigned",
    greeting:
      "dear|hi|hello|hey|good morning|good afternoon|good evening|hi there|thank you|thanks|thx|welcome|morning|hiya|cheers|sorry|ok|okay|yes|no|bye|goodbye",
    signoff:
      "regards|kind regards|best regards|warm regards|best wishes|many thanks|thanks|thank you|thanks in advance|thanks again|sincerely|yours sincerely|sincerely yours|yours faithfully|yours truly|respectfully|cheers|best|all the best|cordially|warmly|yours|take care|love|xoxo|sent by|signed|kr|rgds|brgds|thx|ty|looking forward to your reply|with best regards|faithfully",
  },
  pt: {
    name: "me chamo|chamo me|meu nome é|meu nome completo é|o meu nome é|nome completo|o nome é|nome do titular|nome do cliente|nome do paciente|nome da mãe|nome social|chama se|se chama|nome|assinado por|sobrenome|apelido",
    maybe:
      "aqui é|aqui é a|aqui é o|aqui fala|aqui fala a|aqui fala o|quem fala é|quem fala é a|quem fala é o|sou|sou a|sou o|eu sou|eu sou a|eu sou o|falei com|falei com a|falei com o|falar com|falar com a|falar com o|conversei com|conversei com a|conversei com o|fui atendido por|fui atendida por|fui atendido pela|fui atendido pelo|fui atendida pela|fui atendida pelo|atendido por|atendida por|atendido pela|atendido pelo|em nome de|no nome de|no nome da|no nome do|titular|está no nome de|registrado em nome de|aos cuidados de|a/c|ac|destinatário|remetente|entregue a|entregue para|encaminhado para|solicitado por|aprovado por|atribuído a|responsável|contato|com a|procurar|procure por|ligar para|liguei para|recebido por|autorizado por|enviado por|prescrito por|encomenda de|encomenda para|pacote para",
    full: "minha esposa|meu marido|meu esposo|minha mulher|meu filho|minha filha|minha mãe|meu pai|meu irmão|minha irmã|meu sócio|minha sócia|meu colega|minha colega|meu chefe|minha chefe|meu amigo|minha amiga|meu vizinho|minha vizinha|a atendente|o atendente|atendente|o técnico|a técnica|técnico|técnica|o gerente|a gerente|gerente|o vendedor|a vendedora|a cliente|o cliente|cliente|paciente|o paciente|a paciente|a enfermeira|o motorista|motorista|entregador|o entregador|advogado|advogada|o funcionário|a funcionária|consultor|consultora|a consultora|o consultor|supervisor|supervisora|colaborador|colaboradora|usuário|usuária|incluam|adicionem|por favor adicionem|vosso colega|inquilino|testemunha|mãe|pai|filho|filha|marido|esposa|esposo|irmão|irmã|tio|tia|primo|prima|sobrinho|sobrinha|avó|avô|neto|neta|cunhado|cunhada|sogro|sogra|genro|nora|namorado|namorada|noivo|noiva|professor|professora|proprietário|proprietária|currículo de|cv de|quem é|passageiro|passageira|hóspede|segurado|segurada|candidato|candidata|autor|autora|companheiro|companheira|é a|é o",
    told: "gostei da|gostei do|gostei de|adorei a|adorei o|amei a|amei o|odiei a|odiei o|detestei a|detestei o|reclamação da|reclamação do|reclamar da|reclamar do|elogiar a|elogiar o|elogio à|elogio ao|parabéns a|parabéns ao|parabéns à|agradecer a|agradecer ao|agradecer à|agradeço a|agradeço ao|agradeço à|obrigado a|obrigada a|atendimento da|atendimento do|satisfeito com a|satisfeita com a|satisfeito com o|satisfeita com o|chama a|chama o|chamar a|chamar o|cadê a|cadê o",
    self: "eu",
    greeting:
      "caro|cara|prezado|prezada|olá|oi|bom dia|boa tarde|boa noite|estimado|estimada|querido|querida|exmo|exma|obrigado|obrigada|valeu|ola|tudo bem",
    signoff:
      "atenciosamente|cordialmente|respeitosamente|abraço|abraços|um abraço|forte abraço|grato|grata|obrigado|obrigada|muito obrigado|muito obrigada|desde já agradeço|att|atte|atc|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|os melhores cumprimentos|saudações|ass|assinado|beijos|bjs|abs|agradecida|agradecido|sem mais|no aguardo",
  },
  es: {
    name: "me llamo|mi nombre es|mi nombre completo es|nombre completo|nombre del titular|nombre y apellidos|nombre del paciente|nombre del cliente|se llama|el nombre es|nombre|firmado por|apellido|apellidos",
    maybe:
      "soy|yo soy|habla|le habla|le saluda|les saluda|hablé con|hable con|hablado con|hablar con|hablando con|converse con|conversé con|me atendió|atendido por|atendida por|a nombre de|en nombre de|al nombre de|registrado a nombre de|titular|a la atención de|att|dirigido a|destinatario|remitente|entregado a|asignado a|solicitado por|aprobado por|autorizado por|enviado por|recibido por|escalado a|preguntar por|contactar con|contactar a|añadan a|agreguen a|agregar a|añadir a|contacto|paquete de|paquete para",
    full: "mi esposa|mi esposo|mi marido|mi mujer|mi hijo|mi hija|mi madre|mi padre|mi hermano|mi hermana|mi socio|mi socia|mi colega|mi compañero|mi compañera|mi jefe|mi jefa|mi amigo|mi amiga|mi vecino|mi vecina|la agente|el agente|agente|el técnico|la técnica|técnico|el gerente|la gerente|gerente|el vendedor|la vendedora|el cliente|la cliente|cliente|paciente|el paciente|la paciente|la enfermera|el conductor|el repartidor|repartidor|abogado|abogada|el empleado|la empleada|asesor|asesora|el asesor|la asesora|supervisor|supervisora|usuario|usuaria|operador|operadora|inquilino|testigo|encargado|encargada|aquí|atención|madre|padre|hijo|hija|marido|esposa|esposo|hermano|hermana|tío|tía|primo|prima|sobrino|sobrina|abuela|abuelo|nieto|nieta|cuñado|cuñada|suegro|suegra|yerno|nuera|novio|novia|profesor|profesora|maestro|maestra|propietario|propietaria|currículum de|cv de|quién es|pasajero|pasajera|huésped|asegurado|asegurada|candidato|candidata|autor|autora|compañero|compañera",
    told: "gustó|gusta|encantó|encanta|odio a|adoro a|queja de|queja sobre|quejarme de|felicitar a|felicidades a|agradecer a|agradezco a|gracias a|contento con|contenta con|satisfecho con|satisfecha con|atención de",
    self: "yo",
    greeting:
      "estimado|estimada|querido|querida|apreciado|apreciada|hola|buenos días|buenas tardes|buenas noches|buenas|buen día|gracias|muchas gracias|perdón",
    signoff:
      "saludos|un saludo|saludos cordiales|un cordial saludo|cordialmente|atentamente|atte|gracias|muchas gracias|un abrazo|abrazos|cordiales saludos|reciba un cordial saludo|reciban un cordial saludo|quedo atento|quedo atenta|sin otro particular|respetuosamente|firmado|gracias de antemano|besos|afectuosamente|mil gracias",
  },
  de: {
    name: "mein name ist|mein name lautet|ich heiße|ich heisse|name ist|sein name ist|ihr name ist|namens|mit namen|vorname|nachname|vor und nachname|name des kunden|name des patienten|kontoinhaber|kontoinhaberin|karteninhaber|karteninhaberin|unterzeichnet von|familienname|name",
    maybe:
      "hier ist|hier spricht|ich bin|ich bin der|ich bin die|es spricht|habe mit|habe gestern mit|habe heute mit|gestern mit|gespräch mit|gesprochen mit|gesprochen habe mit|sprach mit|chatten mit|läuft auf|lautet auf|läuft auf den namen|auf den namen|im namen von|im auftrag von|zu händen|z hd|zuhd|zhd|zu hd|angelegt von|gemeldet von|zugewiesen an|weitergeleitet an|erstellt von|bearbeitet von|genehmigt von|ausgestellt auf|bestellt von|abgegeben bei|ansprechpartner|ansprechpartnerin|empfänger|empfängerin|absender|absenderin|unterschrieben von|entgegengenommen von|wenden sie sich an|paket für|paket an|adressiert an|betreut von|telefonat mit|fragen sie nach|z.hd",
    full: "patient|patientin|meine frau|mein mann|meine gattin|mein gatte|mein sohn|meine tochter|meine mutter|mein vater|mein bruder|meine schwester|mein partner|meine partnerin|mein kollege|meine kollegin|mein chef|meine chefin|mein freund|meine freundin|mein nachbar|meine nachbarin|ihr mitarbeiter|ihre mitarbeiterin|mitarbeiter|mitarbeiterin|der kollege|die kollegin|kollege|kollegin|kollegen|der techniker|techniker|technikerin|der kunde|die kundin|kunde|kundin|berater|beraterin|der fahrer|fahrer|zusteller|anwalt|anwältin|rechtsanwalt|rechtsanwältin|sachbearbeiter|sachbearbeiterin|mieter|mieterin|zeuge|zeugin|bitte|nutzer|nutzerin|geschäftsführer|geschäftsführerin|bearbeiter|bearbeiterin|schwester|pfleger|vermieter|mutter|vater|sohn|tochter|ehemann|ehefrau|mann|frau|bruder|onkel|tante|cousin|cousine|neffe|nichte|oma|opa|enkel|enkelin|schwager|schwägerin|schwiegermutter|schwiegervater|lehrer|lehrerin|eigentümer|eigentümerin|lebenslauf von|wer ist|passagier|gast|versicherter|bewerber|bewerberin|autor|autorin|lebensgefährte|lebensgefährtin|verlobter|verlobte",
    told: "mag|mochte|dank an|danke an|lob an|lob für|beschwerde über|zufrieden mit|unzufrieden mit|enttäuscht von",
    self: "ich",
    greeting:
      "liebe|lieber|hallo|hi|guten tag|guten morgen|guten abend|moin|servus|grüß gott|sehr geehrte|sehr geehrter|werte|werter|danke|hey|na",
    signoff:
      "mit freundlichen grüßen|freundliche grüße|viele grüße|liebe grüße|beste grüße|schöne grüße|herzliche grüße|mit freundlichem gruß|freundlichen grüßen|mit besten grüßen|mit freundlichen gruessen|viele gruesse|mfg|lg|vg|gruß|grüße|gruss|danke|vielen dank|danke im voraus|vielen dank im voraus|besten dank|hochachtungsvoll|herzlichst|gezeichnet|gez|ihr|ihre|dein|deine|bg|servus|tschüss",
  },
  fr: {
    name: "je m'appelle|mon nom est|mon nom complet est|nom complet|il s'appelle|elle s'appelle|s'appelle|nom du titulaire|nom du client|nom du patient|nom et prénom|nom de famille|prénom|nom|le nom est|signé par|signataire",
    maybe:
      "je suis|moi c'est|à l'appareil|j'ai parlé à|j'ai parlé avec|parlé à|parlé avec|discuté avec|échangé avec|au nom de|de la part de|à l'attention de|a l'attention de|attn|att|titulaire|destinataire|expéditeur|livré à|remis à|assigné à|attribué à|demandé par|approuvé par|rédigé par|contacté par|transféré à|colis de|colis pour|adressé à|prescrit par|bénéficiaire|contact|suivi par|envoyé par|ajouter|ajoutez|veuillez ajouter|merci d'ajouter",
    full: "ma femme|mon mari|mon épouse|mon époux|mon fils|ma fille|ma mère|mon père|mon frère|ma soeur|ma sœur|mon associé|mon associée|mon collègue|ma collègue|mon chef|mon ami|mon amie|mon voisin|ma voisine|mon conjoint|ma conjointe|votre agent|votre conseiller|votre conseillère|votre collègue|l'agent|le conseiller|la conseillère|conseiller|conseillère|le technicien|technicien|technicienne|la technicienne|le client|la cliente|client|cliente|patient|patiente|le livreur|livreur|avocat|avocate|employé|employée|locataire|témoin|responsable|utilisateur|utilisatrice|docteur|infirmière|gérant|gérante|directeur|directrice|vendeur|vendeuse|c'est|ici|chez|contacter|mère|père|fils|fille|mari|épouse|époux|frère|soeur|sœur|oncle|tante|cousin|cousine|neveu|nièce|beau-frère|belle-soeur|belle-sœur|beau-père|belle-mère|petit-fils|petite-fille|fiancé|fiancée|professeur|maître|maîtresse|propriétaire|cv de|curriculum vitae de|qui est|passager|passagère|assuré|assurée|candidat|candidate|auteur|autrice|compagnon|compagne|conjoint|conjointe",
    told: "aimé|adoré|détesté|merci à|bravo à|félicitations à|plainte contre|satisfait de|satisfaite de|mécontent de|mécontente de|content de|contente de|déçu par|déçue par",
    self: "je soussigné|je soussignée|moi",
    greeting: "cher|chère|bonjour|bonsoir|salut|coucou|merci|rebonjour|madame|monsieur|re bonjour",
    signoff:
      "cordialement|bien cordialement|bien à vous|sincèrement|cordiales salutations|sincères salutations|salutations|meilleures salutations|salutations distinguées|mes salutations distinguées|respectueusement|merci|merci d'avance|merci beaucoup|à bientôt|bonne journée|bonne réception|amicalement|bises|bien amicalement|cdt|cdlt|bàv|crdlt|signé|dans l'attente de votre réponse|avec mes remerciements",
  },
  it: {
    name: "mi chiamo|il mio nome è|nome completo|nome e cognome|si chiama|nome del titolare|nome del cliente|nome del paziente|nome|cognome|il nome è|firmato da|firmato|intestatario|intestataria",
    maybe:
      "sono|io sono|sono il|sono la|qui è|parlo con|ho parlato con|parlato con|ho parlato ieri con|parlare con|chattando con|a nome di|a nome|per conto di|intestato a|intestata a|all'attenzione di|alla cortese attenzione di|c.a|destinatario|mittente|consegnato a|assegnato a|richiesto da|approvato da|inoltrato a|scritto da|contattare|chiedere di|pacco di|pacco per|rivolgersi a|referente|aggiungere|aggiungete|seguito da|inviato da",
    full: "mia moglie|mio marito|mio figlio|mia figlia|mia madre|mio padre|mio fratello|mia sorella|mio socio|mia socia|il mio collega|la mia collega|mio collega|il mio capo|il mio amico|la mia amica|il mio vicino|la mia vicina|la mia compagna|il mio compagno|il vostro agente|la vostra agente|l'operatore|l'operatrice|operatore|operatrice|l'agente|agente|il tecnico|tecnico|il cliente|la cliente|cliente|paziente|il paziente|la paziente|il corriere|corriere|avvocato|l'impiegato|l'impiegata|inquilino|testimone|responsabile|utente|consulente|infermiera|il signor|la signora|direttore|direttrice|venditore|qui|contatto|madre|padre|figlio|figlia|marito|moglie|fratello|sorella|zio|zia|cugino|cugina|nipote|nonna|nonno|cognato|cognata|suocero|suocera|genero|nuora|fidanzato|fidanzata|maestra|maestro|professoressa|proprietario|proprietaria|cv di|curriculum di|chi è|passeggero|passeggera|ospite|assicurato|assicurata|candidato|candidata|autore|autrice|compagno|compagna",
    told: "piaciuto|piaciuta|adoro|odio|grazie a|complimenti a|reclamo contro|contento di|contenta di|soddisfatto di|soddisfatta di|deluso da|delusa da",
    self: "io|il sottoscritto|la sottoscritta",
    greeting:
      "caro|cara|gentile|egregio|egregia|spettabile|buongiorno|buonasera|ciao|salve|grazie|buona sera|buon giorno|gentilissimo|gentilissima|scusa",
    signoff:
      "cordiali saluti|distinti saluti|saluti|un saluto|cordialmente|in fede|grazie|grazie mille|grazie in anticipo|un cordiale saluto|tanti saluti|a presto|buona giornata|un abbraccio|ringraziando|attendo riscontro|sinceramente|cari saluti|firmato|molte grazie|con i migliori saluti|i miei migliori saluti",
  },
  nl: {
    name: "mijn naam is|ik heet|de naam is|naam van de klant|naam van de patiënt|volledige naam|voornaam|achternaam|voor en achternaam|hij heet|zij heet|rekeninghouder|kaarthouder|naam|genaamd|ondertekend door",
    maybe:
      "ik ben|dit is|je spreekt met|u spreekt met|gesproken met|gisteren met|gebeld met|sprak met|gesprek met|chat met|op naam van|op de naam van|namens|ter attentie van|t.a.v|tav|geadresseerde|afzender|ontvanger|bezorgd bij|afgegeven bij|toegewezen aan|aangevraagd door|goedgekeurd door|geschreven door|doorgestuurd naar|doorgestuurd aan|contactpersoon|vraag naar|pakket voor|pakketje voor|contact met|behandeld door|afgeleverd bij|verstuurd door|staat op naam van|ingediend door|gericht aan|met vriendelijke groet van",
    full: "mijn man|mijn vrouw|mijn zoon|mijn dochter|mijn moeder|mijn vader|mijn broer|mijn zus|mijn partner|mijn collega|mijn baas|mijn vriend|mijn vriendin|mijn buurman|mijn buurvrouw|uw medewerker|uw medewerkster|jullie medewerker|jullie medewerkster|uw collega|medewerker|medewerkster|collega|de monteur|monteur|de klant|klant|patiënt|de patiënt|bezorger|de bezorger|chauffeur|advocaat|adviseur|huurder|getuige|gebruiker|manager|arts|verpleegkundige|de heer|directeur|verkoper|beheerder|voeg|graag|moeder|vader|zoon|dochter|man|vrouw|broer|zus|oom|tante|neef|nicht|oma|opa|kleinzoon|kleindochter|zwager|schoonzus|schoonmoeder|schoonvader|verloofde|partner|echtgenoot|echtgenote|juf|meester|docent|eigenaar|cv van|wie is|passagier|gast|verzekerde|sollicitant|kandidaat|auteur",
    told: "dank aan|bedankt aan|klacht over|tevreden over|ontevreden over|blij met|complimenten aan|complimenten voor|teleurgesteld in",
    self: "ik|ondergetekende",
    greeting:
      "beste|geachte|hallo|hoi|hey|goedemorgen|goedemiddag|goedenavond|goedendag|dag|lieve|bedankt|dank je|dank u|hai",
    signoff:
      "met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|groet|groeten|groetjes|hartelijke groet|hartelijke groeten|met hartelijke groet|hoogachtend|mvg|gr|bedankt|alvast bedankt|dank|dank u|dank u wel|dank je wel|bij voorbaat dank|tot ziens|getekend|liefs|fijne dag|met groet|warme groet",
  },
};

/** Who somebody is, not what they are called: no name after a title, "Sra. Gerente". */
const roles = new Set(
  "customer client manager director president chairman secretary doctor driver officer agent sir madam cliente gerente diretor diretora presidente secretário secretária professor professora doutor doutora advogado director directora presidenta doctor doctora kunde kundin direktor direktorin präsident doktor professor kollege kollegin client cliente directeur directrice président présidente docteur le la les direttore direttrice dottore presidente klant directeur and or und y e et en ou oder o"
    .split(" ")
    .map(foldedHash),
);

/** True when the word of this hash says who somebody is: "Director". */
export function isRole(hash: number): boolean {
  return roles.has(hash);
}

/** Titles that are other words too: only a listed name stands behind them. */
const weakTitles = new Set(
  "hr fr hrn seu dona eng arq ing lic don nurse sir madam maestro mag drs mw mx"
    .split(" ")
    .map(foldedHash),
);

/** True when the word of this hash is a title only in front of a name: "seu Jorge", "HR portal". */
export function isWeakTitle(hash: number): boolean {
  return weakTitles.has(hash);
}

/** The longest cue, in words. */
export const cueWordsMax = 5;

const cues = new Map<number, Cue[]>();
const lastWords = new Set<number>();

/** True when some cue ends in the word of this hash. */
export function endsCue(hash: number): boolean {
  return lastWords.has(hash);
}

/** The cues of this {@link chained} hash, of any language. */
export function cuesOf(chain: number): readonly Cue[] {
  return cues.get(chain) ?? [];
}

/** Hash of a phrase: of its words from the last to the first. */
export function chained(chain: number, hash: number): number {
  return Math.imul(chain ^ (chain >>> 15) ^ hash, 0x2c1b3c6d) ^ (hash >>> 13);
}

for (const [language, kinds] of Object.entries(phrases)) {
  for (const [kind, list] of Object.entries(kinds)) {
    for (const phrase of list.split("|")) {
      const words = phrase.split(/[\s'/.-]+/).map(foldedHash);
      const chain = words.reduceRight(chained, 0);
      lastWords.add(words.at(-1)!);
      const cue = { kind: kind as CueKind, language, wordCount: words.length }; // keys of the type
      cues.set(chain, [...(cues.get(chain) ?? []), cue]);
    }
  }
}
