import { rule } from "../../../../src/core/rules/sql/no-header-row-as-data.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["a header", "COPY t (id, name) FROM stdin (FORMAT csv);\n«id,name»\n1,a\n\\.\n"],
    ["in quotes and capitals", 'COPY t (id, name) FROM stdin CSV;\n«"ID", "Name"»\n1,a\n\\.\n'],
    [
      "with another delimiter",
      "COPY t (id, name) FROM stdin CSV DELIMITER ';';\n«id;name»\r\n1;a\r\n\\.\r\n",
    ],
    ["in text format", "COPY t (id, name) FROM stdin;\n«id\tname»\n1\ta\n\\.\n"],
    [
      "of a table that is known",
      "CREATE TABLE t (id int, name text);\nCOPY t FROM stdin CSV;\n«id,name»\n1,a\n\\.\n",
    ],
    [
      "with HEADER off",
      "COPY t (id, name) FROM stdin (FORMAT csv, HEADER false);\n«id,name»\n\\.\n",
    ],
  ],
  quiet: [
    ["HEADER", "COPY t (id, name) FROM stdin (FORMAT csv, HEADER);\nid,name\n1,a\n\\.\n"],
    ["HEADER match", "COPY t (id, name) FROM stdin (FORMAT csv, HEADER match);\nid,name\n\\.\n"],
    ["other words", "COPY t (id, name) FROM stdin CSV;\n1,name\n\\.\n"],
    ["a word like the only column", "COPY colours (colour) FROM stdin CSV;\ncolour\nred\n\\.\n"],
    ["columns that are not in sight", "COPY t FROM stdin CSV;\nid,name\n1,a\n\\.\n"],
    ["an export", "COPY t (id, name) TO stdout CSV;\n"],
    [
      "a hidden delimiter",
      "COPY t (id, name) FROM stdin (FORMAT csv, DELIMITER '{{ d }}');\nid,name\n\\.\n",
    ],
  ],
  fixes: [
    [
      "a list of options",
      "COPY t (id, name) FROM stdin WITH (FORMAT csv);\nid,name\n\\.\n",
      "COPY t (id, name) FROM stdin WITH (FORMAT csv, HEADER);\nid,name\n\\.\n",
    ],
    [
      "the old spelling",
      "COPY t (id, name) FROM stdin CSV;\nid,name\n\\.\n",
      "COPY t (id, name) FROM stdin CSV HEADER;\nid,name\n\\.\n",
    ],
    [
      "HEADER false",
      "COPY t (id, name) FROM stdin (FORMAT csv, HEADER false);\nid,name\n\\.\n",
      "COPY t (id, name) FROM stdin (FORMAT csv, HEADER);\nid,name\n\\.\n",
    ],
  ],
});
