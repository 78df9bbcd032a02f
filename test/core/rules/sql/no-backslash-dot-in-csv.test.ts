import { rule } from "../../../../src/core/rules/sql/no-backslash-dot-in-csv.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["in a field", 'COPY t (a, b) FROM stdin CSV;\n1,"x\n«\\.»\ny"\n\\.\n'],
    ["between rows", "COPY t (a, b) FROM stdin CSV;\n1,2\n«\\.»\n3,4\n\\.\n"],
    [
      "in a field with another quote",
      "COPY t (a, b) FROM stdin (FORMAT csv, QUOTE '''');\n1,'x\n«\\.»\ny'\n\\.\n",
    ],
  ],
  quiet: [
    ["the end of the data", "COPY t (a, b) FROM stdin CSV;\n1,2\n\\.\n\nSELECT 1, 2;\n"],
    [
      "two COPYs",
      "COPY t (a, b) FROM stdin CSV;\n1,2\n\\.\nCOPY u (a, b) FROM stdin CSV;\n3,4\n\\.\n",
    ],
    [
      "a statement with a comma",
      "COPY t (a, b) FROM stdin CSV;\n1,2\n\\.\nSELECT 1,2;\nCOPY u FROM stdin CSV;\n3,4\n\\.\n",
    ],
    ["text format, where it is the end", 'COPY t (a, b) FROM stdin;\n1\t"x\n\\.\n'],
    ["quotes that pair up", 'COPY t (a, b) FROM stdin CSV;\n1,"a ""b"" c"\n\\.\n'],
    ["a backslash and a dot in a row", "COPY t (a, b) FROM stdin CSV;\n1,\\.\n2,x\n\\.\n"],
  ],
});
