/**
 * How much a street word says: a strong one with a number beside it is an address, a weak one
 * (`park`, `Platz`) needs a postcode, a town or a cue.
 */
export type StreetStrength = 0 | 1 | 2;

const wordsOf = (list: string): string[] => list.split(/\s+/).filter((word) => word !== "");

function strengths(strong: string, weak: string): ReadonlyMap<string, StreetStrength> {
  const map = new Map<string, StreetStrength>();
  for (const word of wordsOf(weak)) map.set(word, 1);
  for (const word of wordsOf(strong)) map.set(word, 2);
  return map;
}

/** Street words that stand before the name: Portuguese, Spanish, French, Italian, Polish. */
export const streetFirst = strengths(
  `rua avenida av travessa trav alameda rodovia rod ladeira beco praça praca praceta estrada calçada
   azinhaga r servidão viela povoado urbanização largo blvd
   calle avda avenida paseo plaza carrera carretera ctra rambla travesía travesia callejón
   callejon glorieta calzada bulevar pasaje cañada urbanización polígono pza cl cra cr kr dg tv tr transversal
   rue avenue boulevard bd bld impasse chemin allée allee quai ruelle sentier
   venelle sente
   viale v.le piazza piazzale p.zza p.le corso c.so vicolo strada contrada lungomare lungotevere
   ul ulica`,
  `ronda cuesta campo loteamento estação estacao fazenda vila passarela residencial via trecho conjunto sítio
   parque lagoa distrito trevo vereda lago favela feira jardim morro núcleo nucleo pátio praia
   quadra recanto setor viaduto colônia chácara condomínio aeroporto área esplanada bairro quinta herdade lugar
   jd vl pq
   vial pasadizo privada retorno circuito circunvalación circunvalacion andador cerrada
   prolongación prolongacion periférico periferico ampliación ampliacion diagonal eje peatonal
   corredor continuación viaducto camino acceso arroyo barranco barrio cuadra senda parque puente
   residencia sección autopista
   place cours square route passage villa hameau cité résidence residence faubourg montée voie
   esplanade lieu-dit lotissement rond-point promenade mail clos
   borgo rotonda incrocio canale stretto salita galleria località localita frazione
   traversa calle campo`,
);

/** Words of {@link streetFirst} that are written small in running text: `12, rue de Lyon`. */
export const smallStreetFirst: ReadonlySet<string> = new Set(
  wordsOf(
    `rua avenida av travessa alameda rodovia praça praca estrada
     calle avda paseo plaza carrera carretera calzada callejón callejon pasaje polígono
     rue avenue boulevard bd impasse chemin allée allee quai ruelle place cours square route passage
     sentier faubourg montée voie venelle
     via viale piazza piazzale corso vicolo strada largo contrada ul blvd`,
  ),
);

/** English words of {@link streetLast} as they are written small: `12 oak street`. */
export const smallStreetLast: ReadonlySet<string> = new Set(
  wordsOf("street st avenue ave road rd lane boulevard blvd drive close crescent court terrace"),
);

/** Street words that stand after the name, each its own word: English, and German `Straße`. */
export const streetLast = strengths(
  `street st str avenue ave av road rd lane ln boulevard blvd crescent terrace parkway pkwy mews
   straße strasse gasse allee ufer damm chaussee straat laan gracht kade dijk plein singel
   utca tér út katu gatan vägen gata vej gade veien`,
  `drive dr court ct close place pl square sq way circle cir highway hwy expressway freeway
   alley annex arcade bayou beach bend bluff bluffs bottom branch bridge brook brooks burg burgs
   bypass camp canyon cape causeway center centre centers circles cliff cliffs club common commons
   corner corners course courts cove coves creek crest crossing crossroad crossroads curve dale dam
   divide drives estate estates extension extensions fall falls ferry field fields flat flats ford
   fords forest forge forges fork forks fort garden gardens gateway glen glens green greens grove
   groves harbor harbour harbors haven heights hill hills hollow inlet island islands isle junction
   junctions key keys knoll knolls lake lakes land landing light lights loaf lock locks lodge loop
   mall manor manors meadow meadows mill mills mission motorway mount mountain mountains neck
   orchard oval overpass park parks parkways pass passage path pike pine pines plain plains plaza
   plazas point points port ports prairie radial ramp ranch rapid rapids rest ridge ridges river
   roads route row rue run shoal shoals shore shores skyway spring springs spur spurs squares
   station stravenue stream streets summit throughway trace track trafficway trail trails tunnel
   turnpike underpass union unions valley valleys via viaduct view views village villages ville
   vista walk walks wall ways well wells yard gait wharf wynd rise parade quay esplanade
   weg platz ring steig stieg promenade markt hof park graben wall berg tor brücke zeile kai gürtel
   steeg pad dreef plantsoen baan hof park markt singel boulevard tie kuja u`,
);

const endings = strengths(
  `straße strasse str gasse allee ufer damm chaussee straat laan gracht kade dijk plein singel steeg
   plantsoen dreef boulevard gatan vägen katu`,
  `weg platz ring steig stieg promenade markt hof park graben wall berg tor brücke zeile kai gürtel
   lände pad baan vej vejen veien gata gade tie kuja tér utca`,
);
/** How the endings of streets themselves end. */
export const streetTails: ReadonlySet<string> = new Set(
  [...endings.keys()].map((ending) => ending.slice(-3)),
);
const endingLengths = [...new Set([...endings.keys()].map(({ length }) => length))].toSorted(
  (one, other) => other - one,
);

// Everyday words that end like a street.
const noStreet: ReadonlySet<string> = new Set(
  wordsOf(
    `arbeitsplatz speicherplatz parkplatz steckplatz stellplatz sitzplatz schauplatz
     ausweg umweg holzweg unterwegs hering hosting monitoring engineering spring string wiring
     supermarkt arbeitsmarkt baumarkt bahnhof freizeitpark fuhrpark vektor sektor motor faktor
     doktor autor direktor monitor editor generator moderator tutor sensor investor datum
     sackgasse onderweg vliegveld zweistraße administrator operator translator connector factor
     vector sector actor author iphone firestorm tor`,
  ),
);

/** What a single word says of being a street by its ending: `Hauptstraße`, `Jansenlaan`. */
export function streetEnding(lower: string): StreetStrength {
  if (lower.length < 6 || !streetTails.has(lower.slice(-3)) || noStreet.has(lower)) return 0;
  for (const length of endingLengths) {
    const strength = lower.length < length + 3 ? 0 : (endings.get(lower.slice(-length)) ?? 0);
    if (strength > 0) return strength;
  }
  return 0;
}
