import { rule } from "../../../../src/core/rules/sql/require-copy-option-version.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "HEADER match on 14",
      "COPY t FROM STDIN (FORMAT csv, «HEADER match»);",
      { serverVersion: 14 },
    ],
    ["HEADER in text on 13", "COPY t FROM STDIN («HEADER»);", { serverVersion: 13 }],
    ["DEFAULT on 15", "COPY t FROM STDIN (FORMAT csv, «DEFAULT '\\D'»);", { serverVersion: 15 }],
    ["ON_ERROR on 16", "COPY t FROM STDIN (FORMAT csv, «ON_ERROR stop»);", { serverVersion: 16 }],
    [
      "the first of several, as the server does",
      "COPY t FROM STDIN («LOG_VERBOSITY verbose», ON_ERROR ignore);",
      { serverVersion: 16 },
    ],
    [
      "REJECT_LIMIT on 17",
      "COPY t FROM STDIN (FORMAT csv, ON_ERROR ignore, «REJECT_LIMIT 10»);",
      { serverVersion: 17 },
    ],
    [
      "LOG_VERBOSITY silent on 17",
      "COPY t FROM STDIN (ON_ERROR ignore, «LOG_VERBOSITY silent»);",
      { serverVersion: 17 },
    ],
    [
      "FORCE_NULL * on 16",
      "\\copy t from 'a.csv' (format csv, «force_null *»)",
      { serverVersion: 16 },
    ],
  ],
  quiet: [
    ["nobody said which server", "COPY t FROM STDIN (FORMAT csv, ON_ERROR ignore);"],
    ["HEADER match on 15", "COPY t FROM STDIN (FORMAT csv, HEADER match);", { serverVersion: 15 }],
    ["HEADER in CSV on 13", "COPY t FROM STDIN CSV HEADER;", { serverVersion: 13 }],
    ["HEADER false in text on 13", "COPY t FROM STDIN (HEADER false);", { serverVersion: 13 }],
    [
      "a list of columns on 13",
      "COPY t FROM STDIN (FORMAT csv, FORCE_NULL (a, b));",
      { serverVersion: 13 },
    ],
    ["all of 18", "COPY t FROM STDIN (ON_ERROR ignore, REJECT_LIMIT 9);", { serverVersion: 18 }],
    ["a template", "COPY t FROM STDIN (FORMAT {{ f }}, HEADER {{ h }});", { serverVersion: 13 }],
  ],
});
