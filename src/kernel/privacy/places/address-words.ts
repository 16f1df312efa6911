const wordsOf = (list: string): ReadonlySet<string> =>
  new Set(list.split(/\s+/).filter((word) => word !== ""));

/** Small words inside the name of a street or town: `Praia da Rocha`, `Frankfurt am Main`. */
export const connectors = wordsOf(
  `de da do das dos del della dello dei degli delle di du des d la le les las los el lo l e y i und
   et von vom van der den dem ter ten 't op aan a à am an im in ob bei sur sous en lès lez aux au
   zu zum zur the of na nas no nos upon`,
);

/** Connectors that may begin a town or district: `80720 da Rocha`. */
export const leadingConnectors = wordsOf(
  "de da do das dos del la le les las los el den du des di della delle dello dei degli von van der the",
);

/** Small words that lead to an address as often as they stand inside one: `Enviar a Borgo …`. */
export const prepositions = wordsOf(
  "a à an en em in op aan na no nas nos au aux on at to im am zu zum zur auf e y i o und et",
);

/** First words of German streets that are otherwise small words: `Am Markt`, `Unter den Linden`. */
export const germanFirst = wordsOf("am an auf im in zum zur unter hinter vor bei beim neben");

/** Parts of a building, each followed by a number or letter. */
export const unitWords = wordsOf(
  `apt apartment suite ste unit flat floor fl room rm studio building bldg block
   apto apartamento ap bloco bl casa cs lote lt quadra qd sala sl conj cj conjunto andar torre
   edifício edificio edif ed loja fração lado
   piso puerta pta escalera esc bajo planta depto dpto departamento interior int exterior local
   oficina manzana mz mza
   wohnung whg etage stock stiege top tür hinterhaus app appartement
   étage etage bâtiment bâtiment bat bât escalier porte appt lot cedex
   interno scala piano appartamento palazzina edificio
   verdieping kamer huis bus huisnummer box
   level lvl shop tower penthouse bodega nave galpão galpao bureau bur büro kantoor ufficio`,
);

/** Words between a street and its number: `Rua Augusta, nº 12`. */
export const numberWords = wordsOf("nº n° no nr num número numero nro n number hausnummer km #");

/** Words before a postcode. */
export const postcodeWords = wordsOf("cep cp c.p plz postcode zip cap codice postal código codigo");

/** Short forms whose full stop belongs to them. */
export const abbreviations = wordsOf(
  `st str ave av rd ln dr blvd apt ste bldg fl rm hwy pkwy sq ct pl r trav rod al pça ap bl ed
   avda ctra pza cl pta esc dpto depto int edif of no nr n num whg bd bât bat appt v c p sta sto sr
   sra gen prof eng dom frei mt ft hl sankt dto esq izq izda dcha ste u ul km pq jd vl qd lt cj conj col fracc nro`,
);

/** First words of what follows an address rather than belonging to it. */
export const afterwords = wordsOf(
  `thanks thank thx regards best kind kindly cheers sincerely please pls hello hi dear my the i it we
   our your this that he she they if and but when what why where phone tel telephone mobile cell
   email e-mail fax cpf cnpj rg ssn order account card
   obrigado obrigada grato grata atenciosamente att abraço abraços olá oi meu minha o a os as eu se
   por favor telefone celular fone cliente pedido conta não
   gracias saludos atentamente un hola mi mis el teléfono móvil correo pedido cuenta yo por no
   danke vielen viele mit freundlichen mfg grüße gruß liebe hallo mein meine ich bitte telefon
   handy tel die der das wir sie es am wann
   merci cordialement bien bonjour mon ma je le la téléphone courriel commande nous vous
   grazie cordiali distinti saluti ciao buongiorno il mio mia telefono cellulare ordine
   bedankt dank groet groeten met vriendelijke hallo mijn ik telefoon bestelling`,
);

/** Words that say that an address comes, and are no part of it though capitalised. */
export const addressLabels = wordsOf(
  `address addresses adresse anschrift lieferadresse rechnungsadresse wohnadresse wohnort wohnhaft
   endereço endereco morada residência residencia dirección direccion domicilio domicílio indirizzo
   residenza adres bezorgadres woonadres factuuradres domicile livraison location home office
   ship send deliver mail return moved to at in herr frau familie firma from`,
);

/** Nouns that follow a number of things and would pass for a town, mostly German. */
export const countedThings = wordsOf(
  `euro eur usd brl gbp chf us-dollar dollar dollars reais uhr kunden stück stueck meter kilometer
   tage stunden minuten sekunden wochen monate jahre prozent personen mitarbeiter punkte zeichen
   zeilen nutzer tickets nachrichten seiten watt volt grad liter kilo gramm gb mb kb tb mhz ghz
   bit bits byte bytes pro max plus ultra mini lite pm utc gmt cet januar februar märz april mai
   juni juli august september oktober november dezember january february march may june july
   october december users customers people items pieces`,
);

/** Things counted in small letters, which capitalised may be a town: `2586 Ans`. */
export const smallCounted = wordsOf(
  `hours days weeks months years minutes times persons calls answers
   pessoas horas dias semanas meses anos vezes ligações chamadas minutos metros itens unidades
   personas días años veces llamadas
   personnes heures jours semaines mois ans fois appels
   persone ore giorni settimane mesi anni volte chiamate
   mensen uur dagen weken maanden jaar keer
   wochen anrufe anrufen uhr`,
);

/** Words before an English `Drive` and the like that make it no street. */
export const noStreetNames = wordsOf(
  `google usb hard flash cloud one tb gb mb ssd hdd test tape shared team pen zip star way
   iphone galaxy windows office android ios version`,
);

/** Points of the compass and the like after an English street. */
export const directions = wordsOf("n s e w ne nw se sw north south east west nw. o");
