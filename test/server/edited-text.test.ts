// However a text is changed, it stays equal to one that is made anew: the text, its lines, and the one edit
// that stands for all changes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";

import { applyEdits } from "../../src/core/text/edit.ts";
import { EditedText } from "../../src/server/edited-text.ts";

/** Short texts in which line ends meet often. */
const text = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom("a", "é", "\n", "\r", "\r\n", "💾"), maxLength });
const change = fc.record({ from: fc.nat(30), length: fc.nat(8), inserted: text(5) });

test("after any changes: the text, each position, and the edit since the text was taken", () => {
  fc.assert(
    fc.property(text(25), fc.array(change, { maxLength: 6 }), fc.nat(6), (first, changes, take) => {
      const edited = new EditedText(first);
      let [expected, taken] = [first, first];
      changes.forEach(({ from, length, inserted }, index) => {
        const start = Math.min(from, expected.length);
        const end = Math.min(start + length, expected.length);
        edited.replace(start, end, inserted);
        expected = applyEdits(expected, [{ range: { start, end }, text: inserted }]);
        if (index === take) {
          edited.take();
          taken = expected;
        }
      });
      expect(edited.text).toBe(expected);
      const { changes: since } = edited;
      expect(applyEdits(taken, since === undefined ? [] : [since])).toBe(expected);
      expectSamePlaces(edited, expected);
    }),
    { seed: 20261122, numRuns: 3_000 },
  );
});

/** The protocol's own document is the oracle. */
function expectSamePlaces(edited: EditedText, expected: string): void {
  const oracle = TextDocument.create("file:///x", "sql", 1, expected);
  for (let offset = 0; offset <= expected.length + 1; offset++)
    expect(edited.positionAt(offset)).toEqual(oracle.positionAt(offset));
  for (let line = 0; line <= oracle.lineCount + 1; line++) {
    for (const character of [0, 1, 2, 99]) {
      const place = { line, character };
      expect([place, edited.offsetAt(place)]).toEqual([place, oracle.offsetAt(place)]);
    }
  }
}

test("typing is one insertion", () => {
  const edited = new EditedText("INSERT");
  edited.replace(6, 6, " ");
  edited.replace(7, 7, "I");
  expect(edited.changes).toEqual({ range: { start: 6, end: 6 }, text: " I" });
});

test("a text that is handed over is held", () => {
  const edited = new EditedText("a");
  edited.replace(1, 1, "b");
  edited.take("ab");
  expect([edited.text, edited.changes]).toEqual(["ab", undefined]);
});
