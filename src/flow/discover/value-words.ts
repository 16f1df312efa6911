import {
  enumerations,
  type Enumeration,
  type EnumerationName,
} from "../../core/domain/enumeration.ts";

/**
 * Words for the values of the enumerations, in six languages, as codes. They are written into the
 * settings, where a person sees and mends them; the enumerations' own synonyms need no entry.
 */
const words: Partial<Record<EnumerationName, Readonly<Record<string, string>>>> = {
  sentiment: {
    POSITIVE: "POS POSITIF POSITIV HAPPY JOY SATISFIED POSITIVA",
    NEUTRAL: "NEU NEUTRE NEUTRALE NEUTRA",
    NEGATIVE: "NEG NEGATIF NEGATIV ANGRY FRUSTRATED UNHAPPY DISSATISFIED NEGATIVA SADNESS ANGER",
    MIXED: "GEMISCHT MIXTE MIXTO",
  },
  priority: {
    LOW: "BAJA BAJO BAIXO NIEDRIG GERING FAIBLE BASSE BASSA BASSO P4 P5 MINOR TRIVIAL LOWEST PLANNING",
    MEDIUM:
      "MED MEDIO MITTEL MOYENNE MOYEN MEDIUM NORMALE STANDARD MODERATE P3 REGULAR AVERAGE MITTLERE",
    HIGH: "ALTO HOCH HAUTE ELEVEE HAUT ELEVE P2 MAJOR IMPORTANT IMPORTANTE ELEVADA",
    CRITICAL:
      "URGENTE KRITISCH CRITIQUE CRITICO CRITICA DRINGEND SEHR_HOCH MUY_ALTA MUITO_ALTA P1 P0 BLOCKER HIGHEST EMERGENCY VERY_HIGH SEVERE URGENTISSIMO IMMEDIATE SOFORT",
  },
  ticket_status: {
    OPEN: "ABERTO ABERTA OFFEN OUVERT OUVERTE ABIERTO ABIERTA APERTO APERTA NOVO NOVA NEU NOUVEAU NUEVO NUEVA NUOVO REOPENED REABERTO UNASSIGNED TODO TO_DO BACKLOG REGISTERED SUBMITTED CREATED ANGELEGT EROFFNET",
    IN_PROGRESS:
      "EM_ANDAMENTO EM_ATENDIMENTO EM_PROGRESSO IN_BEARBEITUNG EN_COURS EN_CURSO EN_PROCESO EN_PROGRESO IN_CORSO IN_LAVORAZIONE WORKING ASSIGNED ACTIVE ONGOING ESCALATED PROCESSING WIP WORK_IN_PROGRESS STARTED ASIGNADO ATRIBUIDO ZUGEWIESEN ESCALADO ESKALIERT UNDER_REVIEW INVESTIGATING",
    PENDING_CUSTOMER:
      "PENDING_CUSTOMER_RESPONSE WAITING WAITING_ON_CUSTOMER WAITING_FOR_CUSTOMER AWAITING_CUSTOMER AWAITING_USER_INFO AWAITING_RESPONSE ON_HOLD HOLD AGUARDANDO AGUARDANDO_CLIENTE PENDENTE WARTEND WARTET WARTET_AUF_KUNDE EN_ATTENTE PENDIENTE IN_ATTESA SNOOZED AUSSTEHEND EN_ESPERA ESPERANDO_CLIENTE",
    RESOLVED:
      "DONE FIXED COMPLETED COMPLETE RESOLVIDO RESOLVIDA SOLUCIONADO GELOST GELOEST RESOLU RESOLUE RESUELTO RESUELTA RISOLTO RISOLTA ERLEDIGT CONCLUIDO CONCLUIDA FINALIZADO ANSWERED COMPLETATO TERMINE BEHOBEN",
    CLOSED:
      "FECHADO FECHADA ENCERRADO ENCERRADA GESCHLOSSEN FERME FERMEE CLOS CLOTURE CERRADO CERRADA CHIUSO CHIUSA ABGESCHLOSSEN ARCHIVED",
    CANCELLED:
      "CANCELADO CANCELADA STORNIERT ABGEBROCHEN ANNULE ANULADO ANNULLATO REJECTED SPAM DUPLICATE ABGELEHNT WITHDRAWN",
  },
  category: {
    TECHNICAL:
      "TECHNICAL_ISSUES TECNICO TECNICA TECHNIK TECHNISCH TECHNIQUE SUPPORT SUPORTE SUPORTE_TECNICO SOPORTE SOPORTE_TECNICO IT_SUPPORT IT SOFTWARE HARDWARE NETWORK BUG INCIDENT PROBLEM SERVICE_OUTAGES_AND_MAINTENANCE TECHNISCHER_SUPPORT ASSISTANCE_TECHNIQUE",
    BILLING:
      "BILLING_INQUIRY BILLING_AND_PAYMENTS PAYMENT PAYMENTS INVOICE REFUND REFUND_REQUEST FINANCEIRO COBRANCA FATURAMENTO FACTURACION FACTURATION RECHNUNG ABRECHNUNG FATTURAZIONE PAGAMENTO PAGO ZAHLUNG FINANCE",
    SALES:
      "VENDAS VENTAS VERTRIEB VENTE VENTES VENDITE COMERCIAL COMMERCIALE PRODUCT_INQUIRY SALES_AND_PRE_SALES PURCHASE PRESALES",
    COMPLAINT: "RECLAMACAO RECLAMO QUEJA BESCHWERDE RECLAMATION RECLAMO COMPLAINTS RECLAMACION",
    INFORMATION:
      "INFORMACAO INFORMACION AUSKUNFT RENSEIGNEMENT INFORMAZIONE INFORMAZIONI QUESTION GENERAL_INQUIRY INQUIRY DUVIDA CONSULTA FRAGE HOW_TO",
    HR: "HUMAN_RESOURCES HR_SUPPORT RH PERSONAL RECURSOS_HUMANOS",
    LEGAL: "JURIDICO RECHT JURIDIQUE LEGALE",
    PRODUCT_FEEDBACK: "FEATURE_REQUEST FEATURE SUGGESTION SUGESTAO SUGERENCIA FEEDBACK VORSCHLAG",
    OTHER: "OUTRO OUTROS OTRO OTROS ANDERE SONSTIGES AUTRE ALTRO MISC MISCELLANEOUS GENERAL",
  },
  channel: {
    EMAIL: "CORREO CORREO_ELECTRONICO COURRIEL E_MAILS POSTA_ELETTRONICA",
    PHONE:
      "TELEFONE TELEFONO TELEFON TELEPHONE VOICE INBOUND_CALL OUTBOUND_CALL PHONE_CALL ANRUF APPEL LLAMADA CHIAMATA LIGACAO",
    CHAT: "LIVE_CHAT WEBCHAT WEB_CHAT MESSENGER MESSAGING ONLINE_CHAT",
    PORTAL:
      "WEBSITE WEB_FORM FORM FORMULARIO WEBFORM FORMULAR SELF_SERVICE SITE WEB_PORTAL FORMULAIRE",
  },
  deal_stage: {
    WON: "CLOSEDWON GEWONNEN GAGNE GANADO GANADA VINTO VENDIDO CONVERTED CLOSED_AND_WON",
    LOST: "CLOSEDLOST VERLOREN PERDU PERDIDA PERSO UNQUALIFIED DISQUALIFIED CLOSED_AND_LOST",
    OPEN: "ABERTO OFFEN OUVERT ABIERTO APERTO NEW NOVO NEU IN_PROGRESS",
  },
  outcome: {
    MEETING: "MEETING_BOOKED REUNIAO REUNION TERMIN RENDEZ_VOUS",
    POSITIVE: "INTERESTED INTERESSADO INTERESADO CONNECTED SUCCESS SUCCESSFUL POSITIVO",
    NO_ANSWER:
      "NO_REPLY LEFT_VOICEMAIL VOICEMAIL MISSED BUSY NICHT_ERREICHT KEINE_ANTWORT SEM_RESPOSTA SIN_RESPUESTA SANS_REPONSE",
    NEUTRAL: "NEUTRO CALLBACK FOLLOW_UP",
  },
  company_size: {
    MICRO: "MIKRO",
    SMALL: "SMB KLEIN PETITE PICCOLA PEQUENO STARTUP",
    MEDIUM: "MITTEL MEDIO MID MID_MARKET MITTELSTAND MOYENNE",
    LARGE: "GROSS GRANDES LARGE_ENTERPRISE",
  },
  account_status: {
    ACTIVE: "AKTIV ACTIF ATIVA ACTIVO ACTIVA ATTIVO CUSTOMER CURRENT",
    INACTIVE:
      "INATIVO INATIVA INAKTIV INACTIF INACTIVO INACTIVA INATTIVO SUSPENDED PAUSED DORMANT GESPERRT",
    CHURNED: "LOST CANCELLED CANCELED CANCELADO GEKUNDIGT RESILIE LEFT EXITED TERMINATED",
  },
  agent_status: {
    ACTIVE: "AKTIV ACTIF ATIVA ACTIVO ATTIVO ONLINE AVAILABLE",
    INACTIVE: "INATIVO INAKTIV INACTIF INACTIVO INATTIVO OFFLINE TERMINATED LEFT",
  },
  author_type: {
    CONTACT:
      "KUNDE CLIENTE END_USER CONSUMER VISITOR REQUESTER LEAD HUMAN CALLER INCOMING INBOUND GUEST BUYER USUARIO SENDER",
    AGENT:
      "ADMIN OPERATOR SUPPORT STAFF AGENTE BERATER MITARBEITER AGENTS CONSEILLER OPERATORE ADVISOR OUTGOING OUTBOUND SELLER EMPLOYEE REPRESENTATIVE",
    SYSTEM: "CHATBOT AUTOMATION AUTO TRIGGER WORKFLOW VIRTUAL_ASSISTANT",
  },
  message_type: {
    MESSAGE: "REPLY PUBLIC TEXT CHAT CHAT_MESSAGE NACHRICHT MENSAGEM MENSAJE PUBLIC_REPLY",
    INTERNAL_NOTE: "PRIVATE PRIVATE_NOTE INTERNAL NOTA_INTERNA NOTIZ NOTE_INTERNE NOTA",
    STATUS_CHANGE: "STATUS EVENT STATUS_UPDATE",
    ATTACHMENT: "FILE IMAGE ANHANG ANEXO",
  },
};

/** Text in upper snake case, as the lake compares values of enumerations. */
function codeOf(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll(/ß/gi, "ss")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

const tables = new Map<EnumerationName, ReadonlyMap<string, string>>();

function tableOf(name: EnumerationName): ReadonlyMap<string, string> {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const table = new Map<string, string>();
  for (const [value, list] of Object.entries(words[name] ?? {}))
    for (const word of list.split(" ")) table.set(word, value);
  tables.set(name, table);
  return table;
}

/** What a source's word means in an enumeration. */
export type Meaning =
  /** The lake knows it by itself. */
  | { known: string }
  /** It needs an entry in the settings; `isGuess` when only a part of it is known. */
  | { means: string; isGuess: boolean };

/** What yes and no mean in columns of a certain name: enumeration, word of the name, yes, no. */
const flags: readonly (readonly [EnumerationName, string, yes: string, no: string])[] = [
  ["account_status", "churn", "CHURNED", "ACTIVE"],
  ["account_status", "active", "ACTIVE", "INACTIVE"],
  ["agent_status", "active", "ACTIVE", "INACTIVE"],
  ["deal_stage", "converted", "WON", "OPEN"],
  ["deal_stage", "won", "WON", "LOST"],
  ["ticket_status", "resolved", "RESOLVED", "OPEN"],
  ["ticket_status", "closed", "CLOSED", "OPEN"],
  ["author_type", "inbound", "CONTACT", "AGENT"],
];

function flagMeaning(
  name: EnumerationName,
  code: string,
  tokens: readonly string[],
): Meaning | undefined {
  const flag = flags.find(([enumeration, token]) => enumeration === name && tokens.includes(token));
  if (flag === undefined) return undefined;
  if (/^(?:YES|Y|TRUE|T|1|SIM|SI|OUI|JA|J)$/.test(code)) return { means: flag[2], isGuess: false };
  if (/^(?:NO|N|FALSE|F|0|NAO|NON|NEIN)$/.test(code)) return { means: flag[3], isGuess: false };
  return undefined;
}

/**
 * The meaning of a word in an enumeration; undefined when it has none.
 *
 * @param tokens - Words of the column's name, by which yes and no have a meaning.
 */
export function meaningOf(
  name: EnumerationName,
  text: string,
  tokens: readonly string[] = [],
): Meaning | undefined {
  const { values, synonyms = {} }: Enumeration = enumerations[name];
  const code = codeOf(text);
  const own = (word: string): string | undefined =>
    values.includes(word) ? word : Object.hasOwn(synonyms, word) ? synonyms[word] : undefined;
  const known = own(code);
  if (known !== undefined) return { known };
  const flagged = flagMeaning(name, code, tokens);
  if (flagged !== undefined) return flagged;
  const table = tableOf(name);
  const listed = table.get(code);
  if (listed !== undefined) return { means: listed, isGuess: false };
  // `1 - High`, `High priority`, `P1 (critical)`: all known parts of it must mean the same.
  const parts = code.split("_").filter((part) => !/^\d+$/.test(part));
  if (parts.length > 3) return undefined;
  const meanings = new Set(parts.flatMap((part) => own(part) ?? table.get(part) ?? []));
  const [single] = meanings;
  if (meanings.size !== 1 || single === undefined) return undefined;
  return { means: single, isGuess: true };
}
