import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/no-server-side-path.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["a home folder", "COPY orders FROM «'/home/ana/orders.csv'» WITH (FORMAT csv, HEADER);"],
    ["a drive", "COPY orders FROM «'C:\\Users\\Public\\orders.csv'» DELIMITER ',' CSV HEADER;"],
    ["/tmp", "COPY orders FROM «'/tmp/orders.csv'» CSV;"],
    ["a path that is relative to the server's data", "COPY orders FROM «'data/orders.csv'» CSV;"],
    ["a path whose end a template names", "COPY orders FROM «'/data/{{ day }}.csv'» CSV;"],
    [
      "one in host code",
      "cur.execute(\"COPY orders FROM «'/data/orders.csv'» CSV HEADER\")\n",
      { file: "etl/load.py" },
    ],
  ],
  quiet: [
    ["psql's own", "\\copy orders FROM '/home/ana/orders.csv' CSV"],
    ["the client's stream", "COPY orders FROM STDIN CSV;"],
    ["an export", "COPY orders TO '/tmp/orders.csv' CSV;"],
    ["a mount of the image", "COPY orders FROM '/docker-entrypoint-initdb.d/orders.csv' CSV;"],
    [
      "a script that the image runs",
      "COPY orders FROM '/data/orders.csv' CSV;",
      { file: "docker/postgres/init.sql" },
    ],
    [
      "a function, which the server runs",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COPY t FROM '/data/t.csv' CSV; END $$;",
    ],
    ["nothing at all", "COPY orders FROM '/dev/null';"],
    ["a variable", "COPY orders FROM :'file' CSV;"],
    ["a template", "COPY orders FROM '{{ path }}' CSV;"],
    ["the shell's variable", "COPY orders FROM '$DATA/orders.csv' CSV;"],
    ["Redshift", "COPY orders FROM 's3://bucket/orders.csv' IAM_ROLE 'x' CSV;"],
    ["DuckDB", "COPY orders FROM 'orders.parquet' (FORMAT parquet);"],
    ["DuckDB that names itself", "-- duckdb shop.db\nCOPY orders FROM '/data/orders.csv';"],
    [
      "a relative path in host code",
      "con.execute(\"COPY orders FROM 'orders.csv' (HEADER)\")\n",
      { file: "load.py" },
    ],
    [
      "a path that the program fills in",
      "cur.execute(f\"COPY orders FROM '{path}' CSV\")\n",
      { file: "load.py" },
    ],
  ],
  fixes: [
    [
      "a statement of several lines",
      "-- Orders.\nCOPY orders\n  (id, total)\n  FROM '/data/orders.csv'\n  WITH (FORMAT csv);\nSELECT 1;\n",
      "-- Orders.\n\\copy orders (id, total) FROM '/data/orders.csv' WITH (FORMAT csv);\nSELECT 1;\n",
    ],
  ],
});

test.each([
  ["a comment in between", "COPY t -- new\n FROM '/a.csv';\n"],
  ["another statement on the line", "COPY t FROM '/a.csv'; SELECT 1;\n"],
  ["a variable that \\copy would not fill in", "COPY :t FROM '/a.csv';\n"],
])("offers no \\copy with %s", async (_name, text) => {
  const [finding] = await findingsOf(rule, text);
  expect(finding?.fixes ?? []).toEqual([]);
});
