import { rule } from "../../../../src/core/rules/sql/no-parameter-overflow.ts";
import { ruleTable } from "../../../support/check-rule.ts";

/** An INSERT with a numbered parameter for each value. */
const insert = (rows: number): string => {
  const row = (at: number): string => `($${2 * at + 1}, $${2 * at + 2})`;
  return `INSERT INTO t (a, b) VALUES ${Array.from({ length: rows }, (_, at) => row(at)).join(", ")};`;
};

ruleTable(rule, {
  reports: [
    ["the first that is too many", insert(32_768).replace("$65536", "«$65536»")],
    ["in PL/pgSQL's neighbourhood too", "INSERT INTO t (a) VALUES («$70000»)"],
    [
      "a string in a program",
      'await client.query("INSERT INTO t (a, b) VALUES ($1, «$65536»)");',
      { file: "load.ts" },
    ],
  ],
  quiet: [
    ["just enough", insert(32_767)],
    ["a price in a string", "INSERT INTO t (a) VALUES ('costs $100000');"],
    ["a dollar quote", "INSERT INTO t (a) VALUES ($tag$ $99999 $tag$);"],
    ["no parameters", "INSERT INTO t (a) VALUES (100000);"],
  ],
});
