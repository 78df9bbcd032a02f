import { rule } from "../../../../src/core/rules/sql/no-silent-copy-errors.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["errors ignored", "COPY t FROM STDIN WITH (FORMAT csv, «ON_ERROR ignore»);"],
    ["in psql", "\\copy t from 't.csv' with (format csv, header, «on_error 'ignore'»)"],
    ["and asked to be silent", "COPY t FROM STDIN (LOG_VERBOSITY silent, «ON_ERROR ignore»);"],
    ["with the default verbosity", "COPY t FROM STDIN («ON_ERROR ignore», LOG_VERBOSITY default);"],
  ],
  quiet: [
    ["each skipped row is logged", "COPY t FROM STDIN (ON_ERROR ignore, LOG_VERBOSITY verbose);"],
    ["there is a limit", "COPY t FROM STDIN (FORMAT csv, ON_ERROR ignore, REJECT_LIMIT 100);"],
    ["errors stop it", "COPY t FROM STDIN (FORMAT csv, ON_ERROR stop);"],
    ["a template decides", "COPY t FROM STDIN (FORMAT csv, ON_ERROR {{ on_error }});"],
    ["a template decides on the log", "COPY t FROM STDIN (ON_ERROR ignore, LOG_VERBOSITY ${v});"],
    ["another product", "COPY t FROM 's3://b/t.csv' (ON_ERROR ignore, IAM_ROLE 'x');"],
  ],
  fixes: [
    [
      "by logging",
      "COPY t FROM STDIN WITH (ON_ERROR ignore /* for now */, FORMAT csv);",
      "COPY t FROM STDIN WITH (ON_ERROR ignore, LOG_VERBOSITY verbose /* for now */, FORMAT csv);",
    ],
    [
      "a silence",
      "COPY t FROM STDIN (ON_ERROR ignore, LOG_VERBOSITY silent);",
      "COPY t FROM STDIN (ON_ERROR ignore, LOG_VERBOSITY verbose);",
    ],
  ],
});
