// What a commit waits for, said for each kind of server.
import { expect, test } from "vitest";
import { planDurability, type Standby } from "../../../src/core/load/durability.ts";
import { readStandbyNames } from "../../../src/core/load/standby-names.ts";

const standby = (name: string, syncState: string | null, state: string | null = "streaming") => ({
  ...{ name, syncState, state },
});

test.each([
  ["", null],
  ["a", { count: 1, isQuorum: false, names: ["a"] }],
  ["a, b", { count: 1, isQuorum: false, names: ["a", "b"] }],
  ["*", { count: 1, isQuorum: false, names: ["*"] }],
  ["2 (a, b, c)", { count: 2, isQuorum: false, names: ["a", "b", "c"] }],
  ["FIRST 2 (a,b)", { count: 2, isQuorum: false, names: ["a", "b"] }],
  ["any 1 (a, b)", { count: 1, isQuorum: true, names: ["a", "b"] }],
  [
    'ANY 2 ("odd, name", "a""b", c)',
    { count: 2, isQuorum: true, names: ["odd, name", 'a"b', "c"] },
  ],
])("synchronous_standby_names = %j", (setting, rule) => {
  expect(readStandbyNames(setting)).toEqual(rule);
});

const two = [standby("a", "quorum"), standby("b", "quorum")];

test.each<[string, "on" | "remote_apply" | "off", string, readonly Standby[], string]>([
  ["alone", "on", "", [], "a commit waits for this server's disk; it has no standby"],
  [
    "asynchronous",
    "on",
    "",
    [standby("a", "async")],
    "a commit waits for this server's disk; 1 asynchronous standby may lack the last ones after a failover, and a resume loads those again",
  ],
  [
    "two synchronous, quorum 1",
    "on",
    "ANY 1 (a, b)",
    two,
    "a commit waits until 1 of 2 synchronous standbys has it on its disk (quorum 1)",
  ],
  [
    "applied",
    "remote_apply",
    "FIRST 1 (a)",
    [standby("a", "sync"), standby("c", "async")],
    "a commit waits until 1 of 1 synchronous standby has applied it (the first in the list 1)",
  ],
  [
    "a role that does not see the states",
    "on",
    "ANY 1 (a, b)",
    [standby("a", null, null), standby("b", null, null)],
    "a commit waits until 1 of 2 synchronous standbys has it on its disk (quorum 1)",
  ],
  [
    "off",
    "off",
    "ANY 1 (a)",
    [],
    "a commit waits for no disk: a crash of the server takes back the last ones, and a resume loads them again",
  ],
])("%s", (_name, durability, standbyNames, standbys, evidence) => {
  const { decision } = planDurability(durability, false, { standbyNames, standbys });
  expect(decision).toEqual({ what: "durability", value: durability, origin: "default", evidence });
});

test.each<[string, readonly Standby[], string]>([
  ["ANY 1 (a)", [], "no such standby is connected"],
  ["FIRST 2 (a, b)", [standby("a", "sync")], "only 1 of them is connected"],
  ["a", [standby("c", "async")], "no such standby is connected"],
])("commits that would wait for ever are refused: %s", (standbyNames, standbys, words) => {
  expect(() => planDurability("on", true, { standbyNames, standbys })).toThrow(words);
});

test.each<[string, "on" | "remote_apply", string, readonly Standby[], readonly string[]]>([
  [
    "remote_apply without a rule",
    "remote_apply",
    "",
    [standby("a", "async")],
    [
      "durability remote_apply waits for no standby: synchronous_standby_names is empty on this server",
    ],
  ],
  [
    "one catches up",
    "on",
    "ANY 1 (a, b)",
    [standby("a", "quorum", "catchup"), standby("b", "quorum")],
    ["standby a is not up to date (catchup)"],
  ],
  ["all is well", "on", "ANY 1 (a, b)", two, []],
])("warnings: %s", (_name, durability, standbyNames, standbys, warnings) => {
  expect(planDurability(durability, true, { standbyNames, standbys }).warnings).toEqual(warnings);
});
