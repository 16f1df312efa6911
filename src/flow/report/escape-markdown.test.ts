import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { escapeMarkdown } from "./escape-markdown.ts";

describe("escapeMarkdown", () => {
  it.each([
    ["plain words, 12.5 % of TKT_1!", "plain words, 12.5 % of TKT_1!"],
    ["write to [EMAIL_1] or [PHONE_2].", "write to [EMAIL_1] or [PHONE_2]."],
    ["[EMAIL_1](https://evil.example)", "\\[EMAIL_1\\](https\\://evil.example)"],
    ["[EMAIL_1]: /x", "\\[EMAIL_1\\]: /x"],
    ["[totals]", "\\[totals\\]"],
    ["![x](y)", "\\!\\[x\\](y)"],
    ["a | b", "a \\| b"],
    ["one\ntwo\r\n\tthree\u2028four", "one two three four"],
    ["`code` and ```sql", "\\`code\\` and \\`\\`\\`sql"],
    ["**bold** _it_ ~~gone~~", "\\*\\*bold\\*\\* \\_it\\_ \\~\\~gone\\~\\~"],
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["&lt;b&gt; & co", "&amp;lt;b&amp;gt; & co"],
    ["# head", "\\# head"],
    ["- item", "\\- item"],
    ["back\\slash", "back\\\\slash"],
    ["www.evil.example", "www\\.evil.example"],
    ["\u202eright to left\u0000\u001b[2J", "right to left\\[2J"],
    ["", ""],
  ])("turns %j into %j", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  const pieces = ["[", "]", "(", "|", "`", "*", "<b>", "\\", "\n", "[EMAIL_1]", "!", "&lt;", "x"];
  const texts = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...pieces)).map((list) => list.join("")),
  );

  it("leaves one line without cells, code, tags and links, whatever the text", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const bare = escapeMarkdown(text).replaceAll(/\\[!-/:-@[-`{-~]/g, "x");
        expect(bare).not.toMatch(/[\n\r|`*<>]/);
        expect(bare).not.toMatch(/\]\(|\]\[/);
      }),
    );
  });
});
