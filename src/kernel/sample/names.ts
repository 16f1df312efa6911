import type { Random } from "../../core/base/random.ts";
import type { Language } from "./scene.ts";

const firstNames: Readonly<Record<Language, readonly string[]>> = {
  pt: "Ana Beatriz Camila Carla Cláudia Débora Elaine Fernanda Gabriela Helena Inês Juliana Larissa Letícia Luana Marcela Márcia Patrícia Priscila Renata Rosângela Sônia Tatiane Vera Yasmin André Antônio Bruno Caio Carlos Davi Diego Eduardo Fábio Felipe Gustavo Henrique Igor João José Leandro Luiz Marcelo Mateus Otávio Paulo Rafael Rodrigo Thiago Vinícius".split(
    " ",
  ),
  en: "Alice Amelia Brenda Carol Diana Emily Erin Fiona Grace Hannah Irene Jane Karen Laura Megan Nancy Olivia Paula Rachel Sarah Tina Wendy Alan Andrew Brian Charles Daniel Edward Frank George Harold Ian James Kevin Liam Mark Nathan Oscar Peter Ralph Simon Steven Thomas Victor Walter".split(
    " ",
  ),
};

const surnames: Readonly<Record<Language, readonly string[]>> = {
  pt: "Almeida Alves Andrade Araújo Azevedo Barbosa Batista Campos Cardoso Carvalho Castro Cavalcanti Correia Costa Duarte Farias Fernandes Ferreira Freitas Gomes Gonçalves Leite Lima Lopes Macedo Machado Magalhães Martins Melo Mendes Monteiro Moraes Moura Nascimento Nogueira Nunes Oliveira Peixoto Pereira Pinto Ramos Ribeiro Rocha Sampaio Santana Siqueira Souza Tavares Teixeira Vieira".split(
    " ",
  ),
  en: "Adams Bailey Barnes Bennett Brooks Carter Clarke Coleman Collins Cooper Dawson Edwards Ellis Fisher Fletcher Foster Gibson Grant Griffin Hayes Henderson Holmes Hughes Jenkins Kennedy Lawson Marshall Mason Morgan Murphy Newton Parker Perkins Porter Reynolds Richards Shaw Simmons Spencer Sutton Turner Walsh Watson Webb Whitaker Wood Wright Young".split(
    " ",
  ),
};

/** A company's line of business: its words in Portuguese stand before, in English behind the name. */
export type Segment = { readonly name: string; readonly weight: number } & Readonly<
  Record<Language, readonly string[]>
>;

/** Lines of business; TELECOM and BANKING are the high-value ones. */
export const segments: readonly Segment[] = [
  {
    name: "RETAIL",
    weight: 22,
    pt: ["Mercado", "Loja", "Casa", "Magazine"],
    en: ["Market", "Outfitters", "Home Goods", "Department Store"],
  },
  {
    name: "FOOD_SERVICE",
    weight: 18,
    pt: ["Padaria", "Restaurante", "Cantina", "Café"],
    en: ["Coffee", "Bakery", "Grill", "Kitchen"],
  },
  {
    name: "TELECOM",
    weight: 7,
    pt: ["Telecom", "Conexão", "Fibra"],
    en: ["Telecom", "Mobile", "Broadband"],
  },
  {
    name: "BANKING",
    weight: 7,
    pt: ["Banco", "Cooperativa de Crédito", "Financeira"],
    en: ["Bank", "Credit Union", "Finance"],
  },
  {
    name: "HEALTHCARE",
    weight: 10,
    pt: ["Clínica", "Farmácia", "Laboratório"],
    en: ["Clinic", "Pharmacy", "Dental Care"],
  },
  {
    name: "EDUCATION",
    weight: 7,
    pt: ["Colégio", "Escola de Idiomas", "Faculdade"],
    en: ["Academy", "Language School", "College"],
  },
  {
    name: "ECOMMERCE",
    weight: 12,
    pt: ["Loja Virtual", "Empório", "Ateliê"],
    en: ["Online", "Crafts", "Direct"],
  },
  {
    name: "TRANSPORT",
    weight: 8,
    pt: ["Transportes", "Viação", "Logística"],
    en: ["Logistics", "Transport", "Couriers"],
  },
  {
    name: "HOSPITALITY",
    weight: 9,
    pt: ["Pousada", "Hotel", "Resort"],
    en: ["Inn", "Hotel", "Lodge"],
  },
];

const properNames: Readonly<Record<Language, readonly string[]>> = {
  pt: [
    "Aurora",
    "Três Irmãos",
    "Ipê Amarelo",
    "Sabiá",
    "Mar Azul",
    "Bela Serra",
    "Jequitibá",
    "Nova Estação",
    "Estrela do Sul",
    "Dona Lurdes",
    "Pedra Alta",
    "Vila Serena",
    "Girassol",
    "Rio Manso",
    "Beira Mar",
    "Cajueiro",
    "Flor de Lis",
    "Santa Rita",
    "Boa Safra",
    "Ouro Verde",
  ],
  en: [
    "Blue Harbor",
    "Copper Hill",
    "Maple Row",
    "Silver Creek",
    "Old Mill",
    "Red Lantern",
    "Green Valley",
    "Stonebridge",
    "Lakeside",
    "Northgate",
    "Willow Park",
    "Sunny Corner",
    "Amber Field",
    "Foxglove",
    "Pine Street",
    "Riverside",
    "Golden Oak",
    "White Anchor",
    "Cedar Point",
    "Harvest Moon",
  ],
};

/** A city with its macro-region and telephone area code. */
export type Place = { readonly city: string; readonly region: string; readonly areaCode: string };

/** Cities people write from. */
export const places: readonly Place[] = [
  { city: "São Paulo", region: "Southeast", areaCode: "11" },
  { city: "Campinas", region: "Southeast", areaCode: "19" },
  { city: "Rio de Janeiro", region: "Southeast", areaCode: "21" },
  { city: "Belo Horizonte", region: "Southeast", areaCode: "31" },
  { city: "Curitiba", region: "South", areaCode: "41" },
  { city: "Florianópolis", region: "South", areaCode: "48" },
  { city: "Porto Alegre", region: "South", areaCode: "51" },
  { city: "Salvador", region: "Northeast", areaCode: "71" },
  { city: "Recife", region: "Northeast", areaCode: "81" },
  { city: "Fortaleza", region: "Northeast", areaCode: "85" },
  { city: "Brasília", region: "Midwest", areaCode: "61" },
  { city: "Goiânia", region: "Midwest", areaCode: "62" },
  { city: "Manaus", region: "North", areaCode: "92" },
  { city: "Belém", region: "North", areaCode: "91" },
];

/** A full name that `taken` does not hold yet; adds it there. */
export function newFullName(random: Random, language: Language, taken: Set<string>): string {
  const surname = (): string => random.pick(surnames[language]);
  let name = `${random.pick(firstNames[language])} ${surname()}`;
  while (taken.has(name)) name = `${random.pick(firstNames[language])} ${surname()} ${surname()}`;
  taken.add(name);
  return name;
}

/** A full name, free to occur again; for people who are only mentioned. */
export function anyFullName(random: Random, language: Language): string {
  return `${random.pick(firstNames[language])} ${random.pick(surnames[language])}`;
}

/** A company name in its segment that `taken` does not hold yet; adds it there. */
export function newCompanyName(
  random: Random,
  segment: Segment,
  { language, taken }: { language: Language; taken: Set<string> },
): string {
  for (;;) {
    const words = [random.pick(segment[language]), random.pick(properNames[language])];
    const name = (language === "pt" ? words : words.toReversed()).join(" ");
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

/** Lower-case letters and digits only, accents dropped: `Café Três Irmãos` to `cafetresirmaos`. */
export function slug(text: string): string {
  return plain(text)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}

/** The text without accents. */
export function plain(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "");
}
