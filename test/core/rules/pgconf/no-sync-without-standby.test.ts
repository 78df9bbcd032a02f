import { rule } from "../../../../src/core/rules/pgconf/no-sync-without-standby.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const settings = { synchronous_standby_names: "ANY 1 (a, b)", synchronous_commit: "on" };
const standby = { name: "r1", state: null, syncState: null, lagBytes: null };
const text = "synchronous_standby_names = 'ANY 1 (a, b)'";

ruleTable(rule, {
  reports: [
    ["no standby", `«${text}»`, { snapshot: { settings } }],
    [
      "any of none",
      "«synchronous_standby_names = '*'»",
      { snapshot: { settings: { synchronous_standby_names: "*" } } },
    ],
  ],
  quiet: [
    ["no connection", text],
    [
      "a standby, though this role may not see its state",
      text,
      { snapshot: { settings, standbys: [standby] } },
    ],
    [
      "a server with other names: another file's",
      text,
      { snapshot: { settings: { synchronous_standby_names: "" } } },
    ],
    [
      "commits that wait for nobody",
      text,
      { snapshot: { settings: { ...settings, synchronous_commit: "local" } } },
    ],
    ["a standby has none of its own", text, { snapshot: { settings, isReadOnly: true } }],
    [
      "an empty list",
      "synchronous_standby_names = ''",
      { snapshot: { settings: { synchronous_standby_names: "" } } },
    ],
  ],
});
