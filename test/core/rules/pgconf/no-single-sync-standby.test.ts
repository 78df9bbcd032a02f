import { rule } from "../../../../src/core/rules/pgconf/no-single-sync-standby.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["one name", "«synchronous_standby_names = 'replica1'»"],
    ["FIRST 1 of one", "«synchronous_standby_names = 'FIRST 1 (replica1)'»"],
    ["ANY 2 of two", "«synchronous_standby_names = 'ANY 2 (a, b)'»"],
    ["one name twice", "«synchronous_standby_names = 'a, a'»"],
    [
      "ALTER SYSTEM",
      "ALTER SYSTEM SET «synchronous_standby_names = 'replica1'»;",
      { file: "ha.sql" },
    ],
  ],
  quiet: [
    [
      "a demonstration",
      "command: postgres -c synchronous_standby_names=replica1",
      { file: "demo/compose.yml" },
    ],
    ["one of two", "synchronous_standby_names = 'ANY 1 (a, b)'"],
    ["a list: the first that answers", "synchronous_standby_names = 'a, b'"],
    ["nobody", "synchronous_standby_names = ''"],
    ["any standby", "synchronous_standby_names = '*'"],
    ["the name that unnamed standbys share", "synchronous_standby_names = 'walreceiver'"],
    ["a template", "synchronous_standby_names = '{{ standbys }}'"],
    ["a comment", "#synchronous_standby_names = 'replica1'"],
  ],
});
