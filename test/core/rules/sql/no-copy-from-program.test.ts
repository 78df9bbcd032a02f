import { rule } from "../../../../src/core/rules/sql/no-copy-from-program.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["a decompressor", "COPY t FROM PROGRAM «'zcat /data/t.gz'» CSV HEADER;"],
    [
      "a download",
      "copy geo.places(id, name) from program «'curl -s https://example.org/p.csv'» with csv;",
    ],
    [
      "one in a function",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COPY t FROM PROGRAM «'cat /x'»; END $$;",
    ],
    [
      "one in host code",
      "cur.execute(\"COPY t FROM PROGRAM «'zcat /data/t.gz'» WITH CSV\")\n",
      { file: "load.py" },
    ],
  ],
  quiet: [
    ["the client's own program", "\\copy t FROM PROGRAM 'zcat t.gz' CSV"],
    ["an export through a program", "COPY t TO PROGRAM 'gzip > /backup/t.gz';"],
    ["a file", "COPY t FROM '/data/t.csv';"],
    ["a table called program", "COPY program FROM STDIN;"],
  ],
});
