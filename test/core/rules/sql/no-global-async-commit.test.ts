import { rule } from "../../../../src/core/rules/sql/no-global-async-commit.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["the server", "«ALTER SYSTEM SET synchronous_commit = off»;"],
    ["a database", "«ALTER DATABASE shop SET synchronous_commit TO 'off'»;"],
    ["false", "«alter system set synchronous_commit = false»;"],
  ],
  quiet: [
    ["the transaction", "SET LOCAL synchronous_commit = off;"],
    ["the session", "SET synchronous_commit TO off;"],
    ["the role that loads", "ALTER ROLE loader SET synchronous_commit = off;"],
    ["local, which waits for the disk", "ALTER SYSTEM SET synchronous_commit = local;"],
    ["on", "ALTER DATABASE shop SET synchronous_commit = on;"],
    ["a template", "ALTER SYSTEM SET synchronous_commit = {{ sync }};"],
  ],
  fixes: [
    [
      "by the session",
      "ALTER SYSTEM SET synchronous_commit = off; -- load\n",
      "SET synchronous_commit = off; -- load\n",
    ],
  ],
});
