import { rule } from "../../../../src/core/rules/sql/no-dynamic-insert-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const loop = (body: string): string =>
  `DO $$\nDECLARE\n  r record;\nBEGIN\n  FOR r IN SELECT id, name FROM staging LOOP\n    ${body}\n  END LOOP;\nEND $$;`;

ruleTable(rule, {
  reports: [
    ["a concatenated text", loop("«EXECUTE 'INSERT INTO t (id) VALUES ('» || r.id || ')';")],
    ["USING", loop("«EXECUTE 'INSERT INTO t (id) VALUES ($1)'» USING r.id;")],
    ["format", loop("«EXECUTE format('INSERT INTO t (name) VALUES (%L)'», r.name);")],
    [
      "a table that is the same each time",
      loop("«EXECUTE format('INSERT INTO %I.%I (name) VALUES (%L)'», p_schema, p_table, r.name);"),
    ],
    [
      "a value that was computed",
      loop("v := upper(r.name);\n    «EXECUTE 'INSERT INTO t (name) VALUES ($1)'» USING v;"),
    ],
  ],
  quiet: [
    [
      "another table each turn",
      loop("EXECUTE format('INSERT INTO %I (id) VALUES (%s)', r.name, r.id);"),
    ],
    ["a name that is concatenated", loop("EXECUTE 'INSERT INTO ' || r.name || ' VALUES (1)';")],
    ["a part of a name", loop("EXECUTE 'INSERT INTO t_' || r.id || ' VALUES (' || r.id || ')';")],
    ["INSERT … SELECT", loop("EXECUTE format('INSERT INTO t (id) SELECT id FROM %I', r.name);")],
    ["DDL", loop("EXECUTE format('CREATE TABLE %I PARTITION OF t DEFAULT', r.name);")],
    ["outside a loop", "DO $$ BEGIN EXECUTE 'INSERT INTO t (id) VALUES ($1)' USING 1; END $$;"],
    ["a text from elsewhere", loop("EXECUTE r.name;")],
    ["a plain INSERT", loop("INSERT INTO t (id) VALUES (r.id);")],
  ],
});
