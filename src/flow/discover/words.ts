/**
 * Words that headers are made of, in English, Portuguese, Spanish, German, French and Italian,
 * lower case and without accents, behind the one word that stands for all of them here.
 */
const vocabulary: Readonly<Record<string, string>> = {
  id: "id ids cod number numbers num no nr nummer numero code codigo codice key uuid guid pk identifier identificador identifiant identificativo kennung schluessel schlussel ref reference referenz referencia riferimento",
  name: "name names nome nombre nom bezeichnung denominazione designacao denominacion",
  first:
    "first vorname prenom firstname erste erster erstes primeiro primeira primera primer primo prima premier premiere initial",
  last: "last surname sobrenome apellido apellidos nachname cognome lastname familyname letzte ultimo ultima dernier derniere",
  full: "full completo complet voll vollstaendig",
  email: "email emails mail correo courriel",
  phone:
    "phone telephone telefone telefono telefon mobile celular movil handy cell fone tel cellulare portable rufnummer whatsapp",
  company:
    "company companies account accounts organization organisation organizations org empresa empresas firma unternehmen firmen societe entreprise azienda compania business merchant conta cuenta konto mandant razao",
  customer:
    "customer customers client clients cliente clientes kunde kunden clienti kaufer buyer comprador acheteur consumer consumidor shopper",
  user: "user users usuario usuarios benutzer utilisateur utente nutzer member subscriber passenger",
  contact:
    "contact contacts person persons people contato contacto contatto kontakt ansprechpartner requester submitter reporter requestor solicitante sender remetente absender melder expediteur anrufer respondent guest patient student reviewer",
  agent:
    "agent agents assignee owner rep operator atendente agente operador bearbeiter sachbearbeiter mitarbeiter berater consultant advisor vendedor vendeur verkaufer commerciale salesperson seller staff employee funcionario tecnico technician responsavel responsable zustandig zustaendig handler operatore addetto conseiller gestionnaire asesor analista analyst",
  team: "team teams squad equipe equipo gruppe group groupe gruppo grupo",
  department:
    "department departments queue dept departamento abteilung departement reparto dipartimento fila cola setor bereich",
  ticket:
    "ticket tickets tkt tkts case cases incident incidents issue issues request requests chamado chamados incidencia incidencias caso casos solicitud solicitudes solicitacao anfrage anfragen vorgang stoerung storung fall meldung demande demandes richiesta richieste inquiry inquiries enquiry complaint complaints reclamacao reclamo queja beschwerde reclamation reclami segnalazione protocolo protocollo protocole atendimento atendimentos helpdesk",
  conversation:
    "conversation conversations chat chats convo dialogue dialog dialogs dialogues thread session conversa conversas conversacion conversaciones gesprach gesprache unterhaltung conversazione discussion interaction discussao",
  call: "call calls ligacao ligacoes llamada llamadas anruf anrufe appel appels chiamata chiamate telefonat cdr",
  message:
    "message messages mensagem mensagens mensaje mensajes nachricht nachrichten messaggio messaggi utterance turn turns tweet tweets post",
  activity:
    "activity activities touch touchpoint atividade atividades actividad aktivitat aktivitaten activite attivita interaction interactions interacao interacoes task meeting visit besuch",
  lead: "lead leads opportunity opportunities deal deals prospect prospects oportunidade oportunidades negocio negocios oportunidad oportunidades chance affaire opportunite opportunita trattativa verkaufschance mql pipeline",
  product:
    "product products item items produto produtos producto productos produkt produkte produit produits prodotto prodotti artikel article articulo sku plan catalogue catalog catalogo katalog",
  feedback:
    "feedback feedbacks review reviews survey surveys avaliacao avaliacoes resena resenas opinion opiniones rezension rezensionen bewertung bewertungen avis recensione recensioni umfrage encuesta pesquisa enquete sondage sondaggio sondaggi testimonial opiniao",
  nps: "nps promoter recommend recomiende recomendaria recomendar empfehlen recommander recommanderiez consiglieresti likely probable wahrscheinlich likelihood",
  order:
    "order orders pedido pedidos encomenda bestellung bestellungen commande commandes ordine ordini purchase purchased auftrag compra kauf achat",
  invoice: "invoice fatura factura rechnung facture fattura",
  status: "status situacao situacion statut stand",
  state: "state estado etat stato zustand",
  priority: "priority prio prioridade prioridad prioritat prioritaet priorite priorita",
  urgency: "urgency urgencia dringlichkeit urgence urgenza",
  severity: "severity severidade severidad schweregrad severite gravita impact",
  category:
    "category categoria kategorie categorie categories classification klassifizierung reason motivo grund motif razon motivos",
  subcategory:
    "subcategory subcategoria unterkategorie subcategorie subtype subissue sottocategoria subject_detail",
  type: "type tipo typ art genre kind class",
  topic: "topic tema thema theme argomento intent label",
  channel:
    "channel canal kanal canale via medium origin origem origen herkunft ursprung source_channel eingangskanal",
  source: "source fonte fuente quelle leadsource",
  subject:
    "subject assunto asunto betreff sujet objet oggetto title titulo titel titre titolo headline betreffzeile summary",
  description:
    "description descricao descripcion beschreibung descrizione details detalhes detalle problem problema schilderung narrative detail anliegen",
  text: "text texto body content conteudo contenido inhalt contenu testo comment comments comentario comentarios kommentar commentaire commento remark verbatim snippet transcript freitext notes answer",
  created:
    "created creation create criado criada criacao creado creada creacion erstellt erstellung erfasst angelegt cree creee creato creata creazione opened open opening aberto aberta abertura abierto apertura eroffnet eroeffnet eroffnung ouvert ouverture aperto submitted submission received registered reported logged raised entered inserted registro cadastro eingang eingegangen erstelldatum recebido",
  updated:
    "updated modified changed update atualizado atualizacao actualizado actualizacion aktualisiert geandert modifie aggiornato modifica aenderung",
  closed:
    "closed close closing fechado fechamento encerrado encerramento cerrado cierre geschlossen schliessung ferme fermeture cloture chiuso chiusura abgeschlossen",
  resolved:
    "resolved resolution solved solution resolvido resolucao resuelto resolucion gelost geloest losung loesung resolu risolto risoluzione erledigt completed fixed",
  response:
    "response reply replies answered answer_time antwort resposta respuesta reponse risposta responded",
  sent: "sent enviado envio enviada gesendet envoye envoi inviato invio posted written said geschrieben",
  due: "due vencimento vencimiento fallig faellig echeance scadenza deadline",
  date: "date day data fecha datum giorno dia tag jour dates",
  time: "time timestamp datetime hora zeit uhrzeit heure ora zeitpunkt zeitstempel horario when ts",
  start: "start started begin began inicio beginn debut inizio gestartet",
  end: "end ended finish fim fin ende fine beendet ended_at termino",
  duration: "duration duracao duracion dauer duree durata length handle talk elapsed",
  minutes: "minutes minute min mins minutos minuten minuti",
  hours: "hours hour hrs h horas stunden heures ore std",
  seconds: "seconds second secs sec segundos sekunden secondes secondi",
  rating:
    "rating ratings stars star estrelas estrellas sterne etoiles stelle valoracion puntuacion calificacion valutazione bewertungspunkte grade voto sternebewertung likert",
  score: "score scores nota note punkte punteggio pontuacao puntaje points",
  satisfaction:
    "satisfaction csat satisfacao satisfaccion zufriedenheit soddisfazione satisfacción kundenzufriedenheit",
  sentiment: "sentiment sentimento sentimiento stimmung humeur polarity emotion",
  tags: "tags tag_list labels etiquetas schlagworte schlagwoerter etiquettes etichette keywords marcadores",
  price: "price preco precio preis prix prezzo cost tarif",
  amount:
    "amount valor value importe betrag montant importo wert valore volume_value dealvalue forecast",
  revenue:
    "revenue umsatz receita ingresos fatturato faturamento chiffre turnover charges spend mrr arr",
  currency: "currency moeda moneda wahrung waehrung devise valuta iso",
  stage: "stage etapa fase phase etape pipelinestage",
  outcome: "outcome result resultado ergebnis resultat esito disposition",
  branch: "branch branches filiale filial sucursal",
  industry:
    "industry sector branche ramo industria industrie secteur settore sektor vertical segmento_mercado",
  segment: "segment segmento tier",
  size: "size tamanho tamano grosse groesse taille dimensione porte employees mitarbeiterzahl headcount",
  region:
    "region regiao regione bundesland uf provincia province territory territorio gebiet county",
  country: "country geography pais land pays paese location",
  city: "city cidade ciudad stadt ort ville citta municipio wohnort",
  address:
    "address endereco direccion adresse anschrift indirizzo strasse street rua calle rue via_address",
  zip: "zip postcode postal plz cep cap codepostal",
  birth:
    "birth nascimento nacimiento geburt geburts naissance nascita dob birthdate birthday geboren geburtstag",
  tax: "tax cnpj vat cif siret siren ust ustid steuer fiscal partita iva ein",
  national: "national cpf ssn dni nie nif passport ausweis rg curp rut fiscale",
  contract: "contract contrato vertrag contrat contratto subscription",
  volume: "volume transaction transactions transacoes",
  monthly: "monthly mensal mensual monatlich mensuel mensile month monat mes",
  churn: "churn churned churnlabel exited attrition kundigung",
  risk: "risk risco riesgo risiko risque rischio",
  role: "role cargo funcao puesto position job rolle fonction ruolo jobtitle",
  specialization:
    "specialization specialisation especialidade especialidad skill spezialgebiet specialite",
  author:
    "author autor auteur autore speaker from role_name von de_quem who participant verfasser wer",
  inbound: "inbound incoming direction richtung eingehend",
  sla: "sla slo",
  breached: "breached breach violated violado verletzt missed violation",
  target: "target ziel meta objetivo",
  language: "language lang idioma sprache langue lingua locale",
  gender: "gender sex sexo geschlecht sexe genere",
  age: "age idade edad alter eta",
  capacity: "capacity capacidade capacidad kapazitat",
  parent: "parent in_response_to subsidiary",
  list: "list liste lista elenco stamm verzeichnis log logs verlauf history historico historique storico",
  count: "count qty quantity quantidade cantidad anzahl menge quantite numeroof",
};

const stopWords = new Set(
  "at of the a an and or de do da dos das del della dello di du des der die das den dem el la le les lo il l d e y und et em en on in by por par von vom fur para to is was um zum zur am your you please what how after apres nach depois despues dopo utc gmt record us we our are es que nos tan".split(
    " ",
  ),
);

const concepts = new Map(
  Object.entries(vocabulary).flatMap(([concept, words]) =>
    words.split(" ").map((word) => [word, concept] as const),
  ),
);

/** What may stand between the parts of a German compound. */
const links = ["s", "n", "en", "es", "er", ""];

/**
 * A header as words of the {@link vocabulary}, in their order and each once: `Kundennummer`,
 * `customer_id` and `IDCliente` are all customer and id. Words that are not known stay as they are.
 */
export function headerTokens(header: string): string[] {
  const plain = header
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/\be-mail/gi, "email")
    .replaceAll("#", " id ")
    .replace(/(?<![\p{L}\p{N}])n[º°o]\.?(?=[\s_]|$)/giu, " id ")
    .toLowerCase();
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "" && !/^\d+$/.test(word));
  const found = words.flatMap((word) => (stopWords.has(word) ? [] : conceptsOf(word)));
  return [...new Set(found)];
}

/** Whether a word of a header is one of the vocabulary. */
export function isConcept(token: string): boolean {
  return Object.hasOwn(vocabulary, token);
}

function conceptsOf(word: string): string[] {
  const known = [word, ...singulars(word), umlaut(word)].flatMap(
    (form) => concepts.get(form) ?? [],
  )[0];
  if (known !== undefined) return [known];
  return (word.length > 40 ? undefined : split(word)) ?? [word.replace(/\d+$/, "") || word];
}

/** Endings of many, and of one, in the six languages. */
const plurals: readonly (readonly [many: RegExp, one: string])[] = [
  [/(?<=.{3})(?:es|s)$/, ""],
  [/(?<=.{3})oes$/, "ao"],
  [/(?<=.{3})e?n$/, ""],
  [/(?<=.{4})i$/, "o"],
  [/(?<=.{4})i$/, "e"],
  [/(?<=.{4})e$/, "a"],
];

function singulars(word: string): string[] {
  return plurals.flatMap(([many, one]) => (many.test(word) ? [word.replace(many, one)] : []));
}

function umlaut(word: string): string {
  return word.replace(/([aou])e/g, "$1");
}

/** A compound as the concepts of its parts, fewest parts first; undefined when a part is unknown. */
function split(word: string): string[] | undefined {
  for (let end = word.length - 1; end >= 3; end--) {
    const concept = concepts.get(word.slice(0, end));
    if (concept === undefined) continue;
    for (const link of links) {
      if (!word.startsWith(link, end)) continue;
      const rest = word.slice(end + link.length);
      if (rest === "" || stopWords.has(rest)) return [concept];
      if (rest.length < 3 && rest !== "id" && rest !== "nr") continue;
      const whole = concepts.get(rest);
      const parts = whole === undefined ? split(rest) : [whole];
      if (parts !== undefined) return [concept, ...parts];
    }
  }
  return undefined;
}
