const wordsOf = (list: string): string[] => list.split(/\s+/).filter((word) => word !== "");

/** Two or three capitals for a state or province, as they are written after a town. */
export const stateCodes: ReadonlySet<string> = new Set(
  wordsOf(
    `AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY
     NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR GU VI AS MP FM MH PW AA AE AP
     AB BC MB NB NL NS NT NU ON PE QC SK YT
     NSW VIC QLD TAS ACT
     AC AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO
     AGS BCN BCS CAMP CHIS CHIH COAH COL CDMX DGO GTO GRO HGO JAL MEX MICH MOR NAY OAX PUE QRO SLP
     SIN SON TAB TAMPS TLAX VER YUC ZAC`,
  ),
);

/** Countries as they end an address, in seven languages, lower case. */
export const countries: ReadonlySet<string> = new Set(
  `usa|u.s.a|united states|united states of america|estados unidos|vereinigte staaten|états-unis|
   stati uniti|verenigde staten|united kingdom|uk|great britain|england|scotland|wales|
   northern ireland|reino unido|großbritannien|royaume-uni|regno unito|verenigd koninkrijk|ireland|
   irlanda|irland|irlande|ierland|brazil|brasil|brasilien|brésil|brasile|brazilië|portugal|
   portogallo|spain|españa|espanha|spanien|espagne|spagna|spanje|germany|deutschland|alemanha|
   alemania|allemagne|germania|duitsland|austria|österreich|áustria|autriche|oostenrijk|
   switzerland|schweiz|suíça|suiza|suisse|svizzera|zwitserland|france|frança|francia|frankreich|
   frankrijk|italy|italia|itália|italien|italie|italië|netherlands|the netherlands|nederland|
   holanda|países baixos|países bajos|niederlande|pays-bas|paesi bassi|belgium|belgië|belgique|
   belgien|bélgica|belgio|luxembourg|luxemburg|luxemburgo|lussemburgo|mexico|méxico|mexiko|mexique|
   messico|argentina|argentinien|argentine|chile|chili|cile|colombia|colômbia|kolumbien|colombie|
   peru|perú|pérou|perù|uruguay|uruguai|paraguay|paraguai|bolivia|bolívia|ecuador|equador|
   venezuela|costa rica|panama|panamá|guatemala|cuba|honduras|nicaragua|el salvador|
   república dominicana|dominican republic|puerto rico|canada|canadá|kanada|australia|austrália|
   australien|australie|australië|new zealand|nova zelândia|nueva zelanda|neuseeland|
   nouvelle-zélande|nuova zelanda|nieuw-zeeland|denmark|dinamarca|dänemark|danemark|danimarca|
   denemarken|danmark|sweden|suécia|suecia|schweden|suède|svezia|zweden|sverige|norway|noruega|
   norwegen|norvège|norvegia|noorwegen|norge|finland|finlândia|finlandia|finnland|finlande|suomi|
   iceland|islândia|islandia|island|islande|islanda|ijsland|poland|polônia|polonia|polen|pologne|
   polska|czech republic|czechia|república tcheca|tschechien|tchéquie|repubblica ceca|tsjechië|
   slovakia|eslováquia|slowakei|slovaquie|slovacchia|slowakije|hungary|hungria|hungría|ungarn|
   hongrie|ungheria|hongarije|romania|romênia|rumania|rumänien|roumanie|roemenië|bulgaria|bulgária|
   bulgarien|bulgarie|bulgarije|greece|grécia|grecia|griechenland|grèce|griekenland|turkey|turquia|
   turquía|türkei|turquie|turchia|turkije|croatia|croácia|croacia|kroatien|croatie|croazia|kroatië|
   slovenia|eslovênia|slowenien|slovénie|serbia|sérvia|serbien|serbie|ukraine|ucrânia|ucrania|
   ucraina|oekraïne|russia|rússia|rusia|russland|russie|rusland|estonia|estônia|estland|estonie|
   latvia|letônia|letonia|lettland|lettonie|letland|lithuania|lituânia|lituania|litauen|lituanie|
   litouwen|cyprus|chipre|zypern|chypre|cipro|malta|malte|india|índia|indien|inde|china|chine|cina|
   japan|japão|japón|japon|giappone|south korea|coreia do sul|corea del sur|südkorea|
   corée du sud|corea del sud|zuid-korea|israel|israele|egypt|egito|egipto|ägypten|égypte|egitto|
   egypte|morocco|marrocos|marruecos|marokko|maroc|marocco|south africa|áfrica do sul|sudáfrica|
   südafrika|afrique du sud|sudafrica|zuid-afrika|nigeria|nigéria|kenya|quênia|kenia|angola|
   moçambique|mozambique|mosambik|cabo verde|singapore|singapura|singapur|singapour|malaysia|
   malásia|malasia|thailand|tailândia|tailandia|thaïlande|vietnam|vietnã|viêt nam|indonesia|
   indonésia|indonesien|indonésie|philippines|filipinas|philippinen|filippine|filipijnen|
   saudi arabia|arábia saudita|arabia saudí|saudi-arabien|arabie saoudite|united arab emirates|
   emirados árabes unidos|emiratos árabes unidos|greenland|grönland|groenland|faroe islands`
    .split("|")
    .map((name) => name.replaceAll(/\s+/g, " ").trim()),
);
