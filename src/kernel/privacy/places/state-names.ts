/** States, provinces and regions with their full names, small letters, in their own languages. */
export const stateNames: ReadonlySet<string> = new Set(
  `alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|
   idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|
   minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|
   new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|
   south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|
   wisconsin|wyoming|puerto rico|
   alberta|british columbia|manitoba|new brunswick|newfoundland|nova scotia|ontario|
   prince edward island|quebec|québec|saskatchewan|yukon|nunavut|
   new south wales|victoria|queensland|south australia|western australia|tasmania|
   acre|alagoas|amapá|amazonas|bahia|ceará|distrito federal|espírito santo|goiás|maranhão|
   mato grosso|mato grosso do sul|minas gerais|pará|paraíba|paraná|pernambuco|piauí|rio de janeiro|
   rio grande do norte|rio grande do sul|rondônia|roraima|santa catarina|são paulo|sergipe|tocantins|
   aguascalientes|baja california|baja california sur|campeche|chiapas|chihuahua|
   ciudad de méxico|coahuila|colima|durango|guanajuato|guerrero|hidalgo|jalisco|estado de méxico|
   michoacán|morelos|nayarit|nuevo león|oaxaca|puebla|querétaro|quintana roo|san luis potosí|
   sinaloa|sonora|tabasco|tamaulipas|tlaxcala|veracruz|yucatán|zacatecas|
   antioquia|arauca|atlántico|bolívar|boyacá|caldas|caquetá|casanare|cauca|cesar|chocó|córdoba|
   cundinamarca|guainía|guaviare|huila|la guajira|magdalena|meta|nariño|norte de santander|
   putumayo|quindío|risaralda|santander|sucre|tolima|valle del cauca|vaupés|vichada|
   buenos aires|catamarca|chaco|chubut|corrientes|entre ríos|formosa|jujuy|la pampa|mendoza|
   misiones|neuquén|río negro|salta|san juan|san luis|santa cruz|santa fe|santiago del estero|
   tierra del fuego|tucumán|
   andalucía|aragón|asturias|cantabria|castilla y león|castilla-la mancha|cataluña|catalunya|
   comunidad valenciana|extremadura|galicia|la rioja|navarra|país vasco|euskadi|murcia|
   islas baleares|illes balears|baleares|canarias|islas canarias|álava|albacete|alicante|almería|
   ávila|badajoz|barcelona|burgos|cáceres|cádiz|castellón|ciudad real|cuenca|girona|gerona|granada|
   guadalajara|guipúzcoa|gipuzkoa|huelva|huesca|jaén|león|lleida|lérida|lugo|madrid|málaga|ourense|
   palencia|las palmas|pontevedra|salamanca|segovia|sevilla|soria|tarragona|tenerife|teruel|toledo|
   valencia|valladolid|vizcaya|bizkaia|zamora|zaragoza|ceuta|melilla|la coruña|a coruña|
   baden-württemberg|bayern|bavaria|berlin|brandenburg|bremen|hamburg|hessen|
   mecklenburg-vorpommern|niedersachsen|nordrhein-westfalen|rheinland-pfalz|saarland|sachsen|
   sachsen-anhalt|schleswig-holstein|thüringen|
   burgenland|kärnten|niederösterreich|oberösterreich|salzburg|steiermark|tirol|vorarlberg|wien|
   aargau|appenzell|graubünden|luzern|solothurn|thurgau|tessin|ticino|valais|wallis|vaud|waadt|
   auvergne-rhône-alpes|bourgogne-franche-comté|bretagne|centre-val de loire|corse|grand est|
   hauts-de-france|île-de-france|normandie|nouvelle-aquitaine|occitanie|pays de la loire|
   provence-alpes-côte d'azur|alsace|lorraine|aquitaine|
   abruzzo|basilicata|calabria|campania|emilia-romagna|friuli-venezia giulia|lazio|liguria|
   lombardia|marche|molise|piemonte|puglia|sardegna|sicilia|toscana|trentino-alto adige|umbria|
   valle d'aosta|veneto|
   drenthe|flevoland|friesland|gelderland|groningen|limburg|noord-brabant|noord-holland|overijssel|
   utrecht|zeeland|zuid-holland|antwerpen|vlaanderen|wallonie|vlaams-brabant|henegouwen|
   aveiro|beja|braga|bragança|castelo branco|coimbra|évora|faro|guarda|leiria|lisboa|portalegre|
   porto|santarém|setúbal|viana do castelo|vila real|viseu|açores|madeira|algarve|alentejo|
   bedfordshire|berkshire|buckinghamshire|cambridgeshire|cheshire|cornwall|cumbria|derbyshire|devon|
   dorset|durham|east sussex|essex|gloucestershire|greater london|greater manchester|hampshire|
   herefordshire|hertfordshire|kent|lancashire|leicestershire|lincolnshire|merseyside|norfolk|
   northamptonshire|northumberland|nottinghamshire|oxfordshire|rutland|shropshire|somerset|
   staffordshire|suffolk|surrey|tyne and wear|warwickshire|west midlands|west sussex|
   west yorkshire|wiltshire|worcestershire|north yorkshire|south yorkshire|east yorkshire|gwynedd|
   powys|dyfed|fife|aberdeenshire|county antrim|county down`
    .split("|")
    .map((name) => name.replaceAll(/\s+/g, " ").trim()),
);
