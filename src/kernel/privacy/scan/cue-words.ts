/** What a word before a value says that the value is. */
export const cueKinds = [
  "none",
  "filler",
  "phone",
  "order",
  "account",
  "passport",
  "birth",
  "ssn",
  "cpf",
  "cnpj",
  "card",
  "iban",
  "wallet",
  "hardware",
  "secret",
  "other",
  "day",
  "version",
  "copula",
  "number",
] as const;

export type CueKind = (typeof cueKinds)[number];

/**
 * Words in English, Portuguese, Spanish, German, French, Italian and Dutch, in lower case and
 * without accents. `filler` says nothing by itself, as in "order *number* 4711", nor does `copula`;
 * `other` says that the value is none of ours, as in "*invoice* 4711", `day` that a day is nobody's
 * birth, `version` that four numbers with dots are no address, and `number` is like a filler but
 * for phones.
 */
export const cueWords: Readonly<Partial<Record<CueKind, string>>> = {
  filler: `
    no nr num nbr nummern id ids ident code codes codigo
    codigos cod codice the on at dat data date datum datas full a an my your our his her their of for with new old under to
    ending s
    o os as da do de dos das com meu minha seu sua nosso nossa novo nova para ao em sob
    el la los las del mi su nuestro nuestra tu con nuevo nueva al bajo
    der die das den dem des mein meine meiner meinem meinen ihr ihre unser
    unsere zum zur von vom mit neue neuer neuen fur unter kennung
    le les du au aux mon ma mes votre notre sous avec pour nouveau nouvelle l d n
    il lo gli un una mio mia suo sua nostro nostra con per nuovo nuova alla allo dal
    mijn uw zijn haar ons onze het een van voor met nieuw nieuwe
    am op il
  `,
  phone: `
    phone phones telephone tel tels mobile mobil cell cellphone cellular call calls called calling
    callback dial ring reach reached text texted sms whatsapp whats wpp wa zap fax desk landline
    hotline helpline answering answer message messages contact phoned ph signal telegram viber
    telefone telefones tlf tlm tlmv celular celulares cel telemovel ligar ligue liguem liga ligo
    ligou ligacao ligaram fone fones contato contacto contatar contactar recado movel
    telefono telefonos movil moviles llamar llame llamen llamenme llameme llamarme llamadme llamad
    llama llamo llamaron fijo
    telefon telefonnummer telefonnr telefonisch tele handy handynummer handynr mobilnummer
    mobilfunk mobilfunknummer mobiltelefon festnetz festnetznummer rufnummer rufen rufe ruf anrufen
    anruf anzurufen angerufen ruckruf zuruckrufen durchwahl erreichbar erreichen erreiche erreicht
    hotlinenummer kontakt
    telephonique portable portables appeler appelez appelle appelait joindre joignable rappeler
    rappelez rappel fixe numerotez gsm telecopie port
    cellulare cellulari chiamare chiamate chiamatemi chiami chiama chiamami chiamo richiamare
    richiamatemi fisso recapito recapiti contattare contattatemi contattarmi telefonare telefonico
    raggiungibile squillo
    telefoon telefoonnummer telefoonnr telnr mobiel mobiele bellen bel belt gebeld terugbellen
    bereikbaar bereiken mobieltje toestel faxnummer
  `,
  order: `
    order orders ordernumber orderno orderid purchase po booking reservation pnr
    pedido pedidos encomenda encomendas compra compras reserva reservas
    bestellung bestellungen bestellnummer bestellnr bestell auftrag auftrage auftrags
    auftragsnummer auftragsnr bestellcode buchung buchungsnummer buchungsnr reservierung
    commande commandes achat
    ordine ordini acquisto prenotazione
    bestelling bestellingen bestelnummer bestelnr ordernummer ordernr aankoop boeking boekingsnummer reservering
  `,
  account: `
    account accounts acct acc accountnumber customer customerid member membership memberid client
    clients userid subscriber login flyer loyalty policyholder
    conta contas cliente clientes assinante associado matricula cadastro contrato fidelidade
    cuenta cuentas usuario socio abonado afiliado suscriptor fidelidad
    konto kontos kontonummer kontonr kundenkonto kundenkontos kundennummer kundennr kunden kunde
    kundin kdnr kundenkennung mitglied mitgliedsnummer mitgliedsnr benutzerkonto nutzerkonto
    vertragskonto vielflieger vielfliegernummer bonuskarte
    compte comptes client adherent abonne membre fidelite
    conto utente abbonato iscritto tessera utenza fedelta
    rekening rekeningnummer klant klantnummer klantnr klantrekening klantaccount lidnummer lid
    gebruiker accountnummer klantcode relatienummer klantenkaart
  `,
  passport: `
    passport passports passportnumber passeport passeports passaporte passaportes pasaporte
    pasaportes passaporto passaporti paspoort paspoorten paspoortnummer paspoortnr reisepass
    reisepasses reisepassnummer reisepassnr passnummer passnr pass pasnummer
  `,
  birth: `
    birth born dob birthday birthdate bday dateofbirth
    nascimento nasci nasceu nascido nascida nasc aniversario dn
    nacimiento naci nacio nacido nacida nac cumpleanos fnac fn
    geburtsdatum geburtstag geburtsdaten geboren geb gebdatum
    naissance naiss ne nee nes ddn anniversaire
    nascita nato nata nati nacque compleanno
    geboortedatum geboorte geboortedag gebdat verjaardag
  `,
  ssn: `ssn ssns social sozialversicherungsnummer`,
  cpf: `cpf cpfs contribuinte`,
  cnpj: `cnpj cnpjs`,
  card: `
    card cards cc creditcard visa mastercard amex
    cartao cartoes tarjeta tarjetas karte karten kreditkarte kreditkartennummer kartennummer carte
    cartes carta carte kaart kaarten creditcardnummer kaartnummer creditcardnummer
  `,
  iban: `iban ibans`,
  wallet: `
    wallet wallets bitcoin btc ethereum eth litecoin ltc tron usdt crypto solana dogecoin
    carteira billetera monedero cartera krypto wallets portefeuille portafoglio portemonnee
  `,
  hardware: `mac macs`,
  secret: `
    secret secrets token tokens apikey apikeys bearer key keys credential credentials
    segredo chave chaves clave claves llave secreto schlussel geheimnis zugangsschlussel cle cles
    jeton chiave chiavi segreto sleutel sleutels geheim
    password passwords passwort passwd pwd passphrase passcode senha senhas contrasena contrasenas
    kennwort motdepasse wachtwoord wachtwoorden
  `,
  other: `
    sku ref reference referencia referenz reference
    invoice invoices rechnung rechnungsnummer rechnungsnr factura facture fatura fattura factuur
    factuurnummer nf nfe nota fiscal protocol protocolo protokoll error fehler erro trace hash
    commit checksum sha md5 uuid guid timestamp epoch isbn ean gtin upc price preis preco precio
    prix prezzo prijs amount betrag valor importe montant importo bedrag total usd eur brl gbp chf
    tracking rastreio rastreamento seguimiento sendungsnummer suivi tracciamento
    zip plz cep cap postleitzahl postcode cp serial seriennummer model modelo modell line page
    seite pagina zeile ticket issue case caso fall aktenzeichen dossier zaak processo proceso lote
    lot batch part teil artikel artigo articulo articolo article item produto product producto
    produkt imei imsi iccid vin barcode barras boleto nhs bsn svnr nif nie dni rg cnh pis nit curp
    rfc cuit cuil rut vat ustid steuernummer utente
  `,
  day: `
    since desde seit depuis dal sinds vanaf
    delivered delivery deliver scheduled shipped arrives expires expired expiry expiration valid
    appointment purchased bought ordered issued due opened closed installed signed started ended
    entrega entregue enviado validade valido vence vencimento vencimiento vigencia comprado comprei
    compre emitido emision emissao caduca agendado cita consulta
    lieferung geliefert gultig ablauf termin gekauft bestellt ausgestellt
    livraison livre expedie valable expire achete delivre
    consegna consegnato scadenza acquistato ordinato rilasciato
    levering geleverd bezorgd bezorging geldig gekocht besteld afgegeven verloopt
  `,
  version: `
    version versions v ver versao versie versione release build firmware kernel
    chapter section kapitel abschnitt capitulo seccion secao chapitre capitolo sezione hoofdstuk
    paragraf paragraph clause ziffer bios sdk driver
  `,
  number: `number numbers numero numeros nummer`,
  copula: `is was are es e eh est ist lautet lautete era war son sono sao`,
};

/** Unknown words that may stand between a cue and its value. */
export const cueReach: Readonly<Partial<Record<CueKind, number>>> = {
  phone: 5,
  order: 2,
  account: 3,
  passport: 2,
  birth: 4,
  ssn: 3,
  cpf: 3,
  cnpj: 3,
  card: 3,
  iban: 2,
  wallet: 4,
  hardware: 3,
  secret: 1,
  other: 1,
  day: 2,
  version: 1,
};

/** Names of the months in the same languages, without accents, with their short forms. */
export const monthWords = `
  january february march april may june july august september october november december
  jan feb mar apr jun jul aug sep sept oct nov dec
  janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
  fev abr mai ago set out dez
  enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre
  diciembre ene dic
  januar februar marz april mai juni juli august september oktober november dezember janner mrz okt
  maerz feber
  janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
  janv fevr avr juil
  gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
  gen mag giu lug sett ott
  januari februari maart april mei juni juli augustus september oktober november december mrt
`;

/** Words before `:` or `=` whose value is a secret; joined words are written as one. */
export const secretNames = `
  password passwords passwort passwd pwd pass passphrase passcode senha senhas contrasena
  contrasenya clave kennwort motdepasse mdp wachtwoord parola parolachiave secret secretkey
  secretaccesskey clientsecret apikey apisecret apitoken accesskey accesstoken authtoken
  authorization auth token bearer bearertoken refreshtoken privatekey sessiontoken sharedsecret
  signingsecret webhooksecret encryptionkey masterkey chaveapi chavedeapi clavedeapi clavesecreta
  clavedeacceso schlussel apischlussel clesecrete clapi cleapi chiaveapi chiavesegreta apisleutel
  dbpassword dbpass userpassword rootpassword adminpassword accountkey connectionpassword
`;
