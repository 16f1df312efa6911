import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { normalise } from "./normalise.ts";

describe("normalise", () => {
  it.each([
    ["plain text: ann@example.com", "plain text: ann@example.com"],
    ["Olá José, “já” chegou… 5 €", "Olá José, “já” chegou… 5 €"],
    ["Привет, меня зовут Анна", "Привет, меня зовут Анна"],
    ["4111\u200b1111\u00ad1111\ufeff1111", "4111111111111111"],
    ["\u202eann@example.com\u202c", "ann@example.com"],
    ["４１１１　ＡＢ＠ｘ．ｃｏｍ", "4111 AB@x.com"],
    ["\u{1d7d8}\u{1d7e1}\u{1d7ec} \u{1d400}\u{1d41a}", "090 Aa"],
    ["٤١١١ ۴۱ ४१ ৪১ ๔๑", "4111 41 41 41 41"],
    ["\u{116d9}\u{116da}\u{116e3}", "909"],
    ["1‐2‑3‒4–5−6", "1-2-3-4-5-6"],
    ["wait—what, 5—6, 7 — 8", "wait—what, 5-6, 7 - 8"],
    ["a\u00a0b\u2009c\u202fd\u3000e\u2028f", "a b c d e\nf"],
    ["Jose\u0301 Mu\u0308ller", "José Müller"],
    ["4\u03361\u03361\u0336 1\ufe0f\u20e3", "411 1"],
    ["\u0301ann", "ann"],
    ["ﬁn\u200dal ①", "final 1"],
    ["аnn@ехаmрlе.com, DЕ89", "ann@example.com, DE89"],
    ["АТ79 3313 и А4 формат", "AT79 3313 и А4 формат"],
    ["Пётр.ann и т.д.", "Пётр.ann и т.д."],
    ["ann (at) example dot com", "ann@example.com"],
    ["ann[at]mail[dot]example[dot]com!", "ann@mail.example.com!"],
    ["ana arroba example ponto com ponto br", "ana@example.com.br"],
    ["ANN (AT) EXAMPLE.COM and bob{at}x.org", "ANN@EXAMPLE.COM and bob@x.org"],
    ["ann at example dot com", "ann@example.com"],
    ["mail ann dot lee (dot) x (at) example dot com", "mail ann.lee.x@example.com"],
    [" dot ann (at) example dot com", " dot ann@example.com"],
    ["look at example.com (at home)", "look at example.com (at home)"],
    ["👩\u200d💻 \ud83d ok", "👩💻 \ud83d ok"],
  ])("turns %j into %j", (text, expected) => {
    expect(normalise(text).text).toBe(expected);
  });

  it.each([
    ["to a\u200bnn@x.co\u00adm.", "ann@x.com", "a\u200bnn@x.co\u00adm"],
    ["to \u200bann\u200b.", "ann", "ann"],
    ["x Jose\u0301 y", "José", "Jose\u0301"],
    ["\u{1d7d8}\u{1d7e1} x", "09", "\u{1d7d8}\u{1d7e1}"],
    ["\u200bann (at) ex\u200bample dot com!", "ann@example.com", "ann (at) ex\u200bample dot com"],
    ["a (at) b dot co, c (at) d dot co", "c@d.co", "c (at) d dot co"],
  ])("finds the way back: in %j the stretch %j is %j", (text, part, expected) => {
    const plain = normalise(text);
    const start = plain.text.indexOf(part);
    const range = plain.original({ start, end: start + part.length });
    expect(text.slice(range.start, range.end)).toBe(expected);
  });

  it("maps every stretch to a stretch whose plain form it is, whatever the text", () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary", maxLength: 3 }),
      fc.constantFrom(
        "a",
        "9",
        " ",
        "\u200b",
        "\u0301",
        "Ａ",
        "٣",
        "\u{1d7d8}",
        " (at) ",
        " dot ",
        "\ud83d",
        "е",
      ),
    );
    const texts = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (text, from, length) => {
        const plain = normalise(text);
        if (plain.text === "") return;
        const start = from % plain.text.length;
        const end = Math.min(plain.text.length, start + 1 + (length % 6));
        const whole = plain.original({ start: 0, end: plain.text.length });
        const range = plain.original({ start, end });
        expect(range.start).toBeGreaterThanOrEqual(whole.start);
        expect(range.end).toBeLessThanOrEqual(whole.end);
        expect(range.end).toBeGreaterThan(range.start);
        expect(whole.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it("moves what is plain as it is, whatever stands around it", () => {
    const noise = fc
      .string({ unit: "binary", maxLength: 8 })
      .map((text) => text.replaceAll(/[\w.@+-]/g, ""));
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        const text = `${before} ann@example.com ${after}`;
        const plain = normalise(text);
        const start = plain.text.indexOf("ann@example.com");
        const range = plain.original({ start, end: start + 15 });
        expect(text.slice(range.start, range.end)).toBe("ann@example.com");
      }),
    );
  });
});
