import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { answerForm } from "./answer-form.ts";
import { gradeItems, readItems } from "./read-answer.ts";

const answer = z.object({
  label: z.enum(["POSITIVE", "PRODUCT_FEEDBACK"]),
  note: z.string().optional(),
});
const form = answerForm(answer);
const right = '{"items":[{"id":1,"label":"POSITIVE"},{"id":2,"label":"PRODUCT_FEEDBACK"}]}';

function grade(text: string, count = 2): unknown[] {
  return gradeItems(readItems(text, count === 1 ? 1 : undefined), { count, form, answer });
}

const positive = { answer: { label: "POSITIVE" } };
const feedback = { answer: { label: "PRODUCT_FEEDBACK" } };
const missing = { problem: "no item had this id" };

describe("readItems and gradeItems", () => {
  it.each<[string, string, unknown[]]>([
    ["as asked", right, [positive, feedback]],
    ["in a fence", `Sure:\n\`\`\`json\n${right}\n\`\`\`\nBye {x}`, [positive, feedback]],
    ["with words around", `It's "done": ${right} I hope that helps.`, [positive, feedback]],
    ["a bare list", right.slice(9, -1), [positive, feedback]],
    ["by id", '{"1":{"label":"POSITIVE"},"2":{"label":"PRODUCT_FEEDBACK"}}', [positive, feedback]],
    ["under another name", right.replace("items", "results"), [positive, feedback]],
    ["ids as text", right.replaceAll(/"id":(\d)/g, '"id":"$1"'), [positive, feedback]],
    ["cut off", right.slice(0, -20), [positive, missing]],
    ["one item broken", right.replace('"POSITIVE"', "POSITIVE"), [missing, feedback]],
    [
      "in another order",
      '[{"id":2,"label":"product feedback"},{"id":1,"label":" positive."}]',
      [positive, feedback],
    ],
    ["an unknown id", right.replace('"id":2', '"id":7'), [positive, missing]],
    ["the same twice", right.replace("}]", '},{"id":1,"label":"POSITIVE"}]'), [positive, feedback]],
    [
      "contradicting",
      right.replace("}]", '},{"id":1,"label":"PRODUCT_FEEDBACK"}]'),
      [{ problem: "two items had this id and said different things" }, feedback],
    ],
    [
      "a label outside the list",
      right.replace('"POSITIVE"', '"ANGRY"'),
      [{ problem: "wrong value of label" }, feedback],
    ],
    [
      "null where nothing need be",
      right.replace('"POSITIVE"', '"POSITIVE","note":null'),
      [positive, feedback],
    ],
    ["nothing", "", [missing, missing]],
    ["a refusal", "I can't help with {that}.", [missing, missing]],
  ])("reads an answer %s", (_, text, expected) => {
    expect(grade(text)).toEqual(expected);
  });

  it("reads the only answer without its id", () => {
    expect(grade('{"label":"POSITIVE"}', 1)).toEqual([positive]);
    expect(grade('{"items":[]}', 1)).toEqual([missing]);
  });

  it("takes the outermost item, not what lies within it", () => {
    const text = 'Here: {"id":1,"label":"POSITIVE","parts":[{"id":2,"label":"POSITIVE"}]} and {';
    expect(grade(text)).toEqual([positive, missing]);
  });

  it("finds every item that is whole, wherever the answer is cut", () => {
    const items = Array.from({ length: 8 }, (_, index) => ({
      id: index + 1,
      label: "POSITIVE",
      note: '}"{',
    }));
    const whole = JSON.stringify({ items });
    const ends = items.map(
      (_, index) => JSON.stringify({ items: items.slice(0, index + 1) }).length - 2,
    );
    const good = { answer: { label: "POSITIVE", note: '}"{' } };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (end) => {
        const graded = grade(whole.slice(0, end), 8);
        const wholeCount = ends.filter((itemEnd) => itemEnd <= end).length;
        expect(graded).toEqual(items.map((_, index) => (index < wholeCount ? good : missing)));
      }),
    );
  });

  it("never throws, whatever a model writes", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string({ unit: fc.constantFrom("{", "}", "[", "]", '"', "\\", ":", ",", "1", "id") }),
        ),
        (text) => {
          expect(grade(text)).toHaveLength(2);
        },
      ),
    );
  });
});
