import { seededRandom } from "../../src/core/base/random.ts";
import { splitOf } from "./own-texts.ts";

/** A text that says nothing a desk could act on, or says it in a language that no model learns. */
export type Noise = {
  readonly text: string;
  readonly language: string;
  readonly split: "train" | "held-out";
};

/** One-word answers and openings in the six languages. */
const short = `hi|hey|hello?|yes|no|ok|okay|sure|maybe|test|help|please|thanks|thx|what|why|call me|hm|k|y|n|done
  |oi|olá|sim|não|nao|talvez|ajuda|teste|obrigado|obg|vlw|tá|certo|me liga|opa|alô
  |hola|sí|no sé|ayuda|prueba|gracias|vale|buenas tardes|llámame
  |hallo|ja|nein|hilfe|danke|moin|vielleicht|bitte|test 1|ruf mich an
  |bonjour|oui|non|aide|merci|d'accord|salut|peut-être|essai
  |ciao|sì|forse|aiuto|grazie|prova|va bene|buonasera|salve
  |I have a question|can you help me?|tenho uma dúvida|pode me ajudar?|tengo una pregunta|me puede ayudar
  |ich habe eine frage|können Sie mir helfen|j'ai une question|pouvez-vous m'aider|ho una domanda|mi può aiutare`;

/** Some in languages that the models don't know, whatever they are about. */
const foreign = `Waar blijft mijn pakket?|Ik wil graag mijn geld terug|Kunt u mij terugbellen?|De app doet het niet meer
  |Var är min beställning?|Jag vill säga upp mitt avtal|Appen fungerar inte längre|Hvor er pakken min?|Hvordan bytter jeg passord?
  |Gdzie jest moja paczka?|Aplikacja przestała działać|Proszę o zwrot pieniędzy|Kde je moje objednávka?|Chci vrátit peníze
  |Где мой заказ?|Приложение не работает|Верните мне деньги|Де моє замовлення?|Siparişim nerede?|Uygulama açılmıyor|Paramı geri istiyorum
  |我的订单在哪里|我要退款|应用程序打不开|注文した商品が届きません|アプリが開きません|返金してください|주문한 물건이 안 왔어요|환불해 주세요
  |أين طلبي؟|التطبيق لا يعمل|मेरा ऑर्डर कहाँ है|ऐप नहीं चल रहा है|Πού είναι η παραγγελία μου;|האפליקציה לא עובדת
  |Pesanan saya di mana?|Aplikasinya tidak bisa dibuka|Đơn hàng của tôi ở đâu|Tôi muốn hoàn tiền|Missä tilaukseni on?|Hol van a rendelésem?`;

const emoji = ["👍", "🙏", "😂", "😡", "❤️", "🤔", "😭", "👀", "🔥", "🎉"];
const letters = "abcdefghijklmnopqrstuvwxyz";
const keyRows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const latin = `lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore`;

/** How many texts of random letters there are. */
const randomCount = 240;

/** Texts that make no sense, the same each time; a third is held out by its hash. */
export function readNoise(): Noise[] {
  const random = seededRandom("noise");
  const mashed = Array.from({ length: randomCount }, (_, index) => {
    const words = Array.from({ length: random.integer(1, 5) }, () => {
      const from = index % 2 === 0 ? letters : random.pick(keyRows);
      return Array.from({ length: random.integer(2, 9) }, () => random.pick(from.split(""))).join(
        "",
      );
    });
    return words.join(" ");
  });
  const pictures = Array.from({ length: 30 }, () => {
    const some = Array.from({ length: random.integer(1, 3) }, () => random.pick(emoji)).join("");
    return random.chance(0.5) ? `${some} ${random.pick(["ok", "x", "lol", "kkk", "haha"])}` : some;
  });
  const filler = Array.from({ length: 20 }, () =>
    random.shuffled(latin.split(" ")).slice(0, random.integer(3, 7)).join(" "),
  );
  const written = [short, foreign].flatMap((texts) => texts.split("|").map((text) => text.trim()));
  return [...new Set([...written, ...mashed, ...pictures, ...filler])].map((text) => ({
    text,
    language: "none",
    split: splitOf(`noise/${text}`),
  }));
}
