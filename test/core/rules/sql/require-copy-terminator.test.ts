import { rule } from "../../../../src/core/rules/sql/require-copy-terminator.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["a statement behind the data", "COPY t (a, b) FROM «stdin» CSV;\n1,2\n3,4\nSELECT 1;\n"],
    ["tabs", "COPY t (a, b) FROM «stdin»;\n1\t2\n3\t4\n\nCREATE INDEX ON t (a);\n"],
    ["no list of columns", "COPY t FROM «STDIN» CSV;\n1,2\n\nSELECT 1;\n"],
  ],
  quiet: [
    ["data with its end", "COPY t (a, b) FROM stdin CSV;\n1,2\n\\.\nSELECT 1;\n"],
    ["data up to the end of the file, which psql takes", "COPY t (a, b) FROM stdin CSV;\n1,2\n"],
    ["data that a driver sends", "COPY t (a, b) FROM stdin CSV;\n"],
    ["the next statement right behind", "COPY t (a, b) FROM stdin CSV;\nSELECT 1, 2;\n"],
    ["a line that may be anything", "COPY t (a, b) FROM stdin CSV;\nGO\nSELECT 1;\n"],
    ["lines of another width", "COPY t (a, b) FROM stdin CSV;\n@x,y,z\nSELECT 1;\n"],
    ["a template", "COPY t (a, b) FROM stdin CSV;\n{{ rows }}\nSELECT 1;\n"],
    ["a file", "\\copy t from 'a.csv' csv\nSELECT 1;\n"],
  ],
  fixes: [
    [
      "behind the last row",
      "COPY t (a, b) FROM stdin CSV;\n1,2\n3,4\n\nSELECT 1;\n",
      "COPY t (a, b) FROM stdin CSV;\n1,2\n3,4\n\\.\n\nSELECT 1;\n",
    ],
  ],
});
