// Where the comment that silences a rule is put, and that it does silence it.
import { expect, test } from "vitest";

import { readSuppressions } from "../../src/core/analysis/suppress.ts";
import { applyEdits } from "../../src/core/text/edit.ts";
import { fileComment, lineComment, type CommentPlace } from "../../src/server/suppression-edits.ts";

const place = (mark: CommentPlace["mark"], sql = ""): CommentPlace => ({
  mark,
  isInSql: () => sql !== "",
});
const comment = { rule: "sql/no-x", reason: "nine rows" };

/** The finding is at the first §, which is not part of the text. */
function silencedLine(marked: string, where: CommentPlace): string {
  const text = marked.replace("§", "");
  return applyEdits(text, [lineComment(text, marked.indexOf("§"), where, comment)]);
}

test.each([
  [
    "SQL",
    "a;\n§INSERT",
    place("--"),
    "a;\n-- rowmill-disable-next-line sql/no-x: nine rows\nINSERT",
  ],
  [
    "the first line",
    "§INSERT",
    place("--"),
    "-- rowmill-disable-next-line sql/no-x: nine rows\nINSERT",
  ],
  [
    "the first line with an empty one below",
    "§\nINSERT",
    place("--"),
    "-- rowmill-disable-next-line sql/no-x: nine rows\n\nINSERT",
  ],
  [
    "an indented line",
    "for x:\n    cur.§execute()",
    place("#"),
    "for x:\n    # rowmill-disable-next-line sql/no-x: nine rows\n    cur.execute()",
  ],
  [
    "a line of SQL inside a string",
    '"""\n  §INSERT\n"""',
    place("#", "sql"),
    '"""\n  -- rowmill-disable-next-line sql/no-x: nine rows\n  INSERT\n"""',
  ],
  [
    "CRLF",
    "a();\r\n  §b();\r\n",
    place("//"),
    "a();\r\n  // rowmill-disable-next-line sql/no-x: nine rows\r\n  b();\r\n",
  ],
])("above %s", (_name, before, where, after) => {
  expect(silencedLine(before, where)).toBe(after);
});

test("the comment is one that the engine reads, over the finding's line", () => {
  const text = "SELECT 1;\n  INSERT INTO t VALUES (1);\n";
  const after = applyEdits(text, [lineComment(text, 12, place("--"), comment)]);
  const [suppression] = readSuppressions(after);
  expect(suppression).toMatchObject({ rule: "sql/no-x", reason: "nine rows" });
  expect(after.slice(suppression?.lines?.start)).toMatch(/^ {2}INSERT/u);
});

test.each([
  ["an empty file", "", "--", "-- rowmill-disable-file sql/no-x: nine rows\n"],
  ["code", "import x\n", "#", "# rowmill-disable-file sql/no-x: nine rows\nimport x\n"],
  [
    "a script",
    "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nimport x\n",
    "#",
    "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# rowmill-disable-file sql/no-x: nine rows\nimport x\n",
  ],
] as const)("at the head of %s", (_name, before, mark, after) => {
  expect(applyEdits(before, [fileComment(before, place(mark), comment)])).toBe(after);
});
