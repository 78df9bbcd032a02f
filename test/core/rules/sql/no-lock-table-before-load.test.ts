import { rule } from "../../../../src/core/rules/sql/no-lock-table-before-load.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const LOAD = "COPY t FROM '/t.csv' CSV;\nCOMMIT;\n";

ruleTable(rule, {
  reports: [
    ["the strongest mode", `BEGIN;\nLOCK TABLE t «IN ACCESS EXCLUSIVE MODE»;\n${LOAD}`],
    ["it by default", `BEGIN;\n«LOCK TABLE t»;\n${LOAD}`],
    [
      "an INSERT",
      "BEGIN;\nlock t «in access exclusive mode» nowait;\nINSERT INTO t VALUES (1);\nCOMMIT;\n",
    ],
    ["one of two tables", `BEGIN;\nLOCK TABLE u, s.t «IN ACCESS EXCLUSIVE MODE»;\n${LOAD}`],
  ],
  quiet: [
    ["a weaker mode", `BEGIN;\nLOCK TABLE t IN SHARE ROW EXCLUSIVE MODE;\n${LOAD}`],
    ["EXCLUSIVE, which lets readers on", `BEGIN;\nLOCK TABLE t IN EXCLUSIVE MODE;\n${LOAD}`],
    ["another table", `BEGIN;\nLOCK TABLE u IN ACCESS EXCLUSIVE MODE;\n${LOAD}`],
    [
      "a load of a later transaction",
      `BEGIN;\nLOCK TABLE t IN ACCESS EXCLUSIVE MODE;\nCOMMIT;\nBEGIN;\n${LOAD}`,
    ],
    [
      "TRUNCATE, which takes it anyway",
      `BEGIN;\nLOCK TABLE t IN ACCESS EXCLUSIVE MODE;\nTRUNCATE t;\n${LOAD}`,
    ],
    [
      "DDL, which takes it anyway",
      `BEGIN;\nLOCK TABLE t IN ACCESS EXCLUSIVE MODE;\nALTER TABLE t ADD c int;\n${LOAD}`,
    ],
    ["MySQL's", "LOCK TABLES `t` WRITE;\nINSERT INTO `t` VALUES (1);\nUNLOCK TABLES;\n"],
    [
      "a hidden table",
      "BEGIN;\nLOCK TABLE {{ t }} IN ACCESS EXCLUSIVE MODE;\nCOPY {{ t }} FROM '/t';\nCOMMIT;\n",
    ],
  ],
  fixes: [
    [
      "the mode",
      `BEGIN;\nLOCK TABLE t IN ACCESS EXCLUSIVE MODE NOWAIT;\n${LOAD}`,
      `BEGIN;\nLOCK TABLE t IN SHARE ROW EXCLUSIVE MODE NOWAIT;\n${LOAD}`,
    ],
    [
      "the default",
      `BEGIN;\nLOCK TABLE t;\n${LOAD}`,
      `BEGIN;\nLOCK TABLE t IN SHARE ROW EXCLUSIVE MODE;\n${LOAD}`,
    ],
  ],
});
