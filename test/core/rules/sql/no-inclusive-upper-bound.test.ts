import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/no-inclusive-upper-bound.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const ORDERS =
  "CREATE TABLE orders (id bigint, created_at timestamptz NOT NULL) PARTITION BY RANGE (created_at);";
const IDS = "CREATE TABLE users (id bigint NOT NULL) PARTITION BY RANGE (id);";
const part = (name: string, bound: string, parent = "orders") =>
  `CREATE TABLE ${name} PARTITION OF ${parent} FOR VALUES ${bound};`;

ruleTable(rule, {
  reports: [
    ["a year", part("o25", "FROM ('2025-01-01') TO («'2025-12-31'»)")],
    ["a month of 31 days", part("o2501", "FROM ('2025-01-01') TO («'2025-01-31'»)")],
    ["a month of 30 days", part("o2504", "FROM ('2025-04-01') TO («'2025-04-30'»)")],
    ["February", part("o2502", "FROM ('2025-02-01') TO («'2025-02-28'»)")],
    ["February of a leap year", part("o2402", "FROM ('2024-02-01') TO («'2024-02-29'»)")],
    ["a quarter", part("o25q1", "FROM ('2025-01-01') TO («'2025-03-31'»)")],
    [
      "from the middle of a year to its end",
      part("o25", "FROM ('2025-06-15') TO («'2025-12-31'»)"),
    ],
    ["all before a New Year", part("old", "FROM (MINVALUE) TO («'2024-12-31'»)")],
    ["the last second", part("o25", "FROM ('2025-01-01 00:00:00') TO («'2025-12-31 23:59:59'»)")],
    [
      "the last microsecond",
      part("o25", "FROM ('2025-01-01') TO («'2025-12-31 23:59:59.999999'»)"),
    ],
    [
      "the last minute of a day",
      part("o0102", "FROM ('2025-01-02 00:00') TO («'2025-01-02 23:59'»)"),
    ],
    ["with a zone", part("o25", "FROM ('2025-01-01 00:00:00+00') TO («'2025-12-31 23:59:59+00'»)")],
    ["with T", part("o25", "FROM ('2025-01-01T00:00:00Z') TO («'2025-12-31T23:59:59Z'»)")],
    ["a cast", part("o25", "FROM ('2025-01-01'::date) TO («'2025-12-31'::date»)")],
    ["a type in front", part("o25", "FROM (DATE '2025-01-01') TO («DATE '2025-12-31'»)")],
    [
      "ATTACH",
      "ALTER TABLE orders ATTACH PARTITION o25 FOR VALUES FROM ('2025-01-01') TO («'2025-12-31'»);",
    ],
    [
      "in a DO block",
      `DO $$ BEGIN ${part("o25", "FROM ('2025-01-01') TO («'2025-12-31'»)")} END $$;`,
    ],
    [
      "half-typed behind it",
      "CREATE TABLE o25 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO («'2025-12-31'»)",
    ],
    [
      "weeks, proved by the next one",
      `${ORDERS}\n${part("w1", "FROM ('2025-01-06') TO («'2025-01-12'»)")}\n${part("w2", "FROM ('2025-01-13') TO ('2025-01-20')")}`,
    ],
    [
      "weeks whose parent is nowhere to be seen",
      `${part("w1", "FROM ('2025-01-06') TO («'2025-01-12'»)")}\n${part("w2", "FROM ('2025-01-13') TO ('2025-01-20')")}`,
    ],
    [
      "proved by a partition of another file",
      part("w1", "FROM ('2025-01-06') TO («'2025-01-12'»)"),
      { workspace: `${ORDERS}\n${part("w2", "FROM ('2025-01-13') TO ('2025-01-20')")}` },
    ],
    [
      "numbers, proved by the next one",
      `${IDS}\n${part("u0", "FROM (1) TO («100»)", "users")}\n${part("u1", "FROM (101) TO («200»)", "users")}\n${part("u2", "FROM (201) TO (300)", "users")}`,
    ],
    [
      "numbers in quotes",
      `${IDS}\n${part("u0", "FROM ('0') TO («'999999'»)", "users")}\n${part("u1", "FROM ('1000000') TO (MAXVALUE)", "users")}`,
    ],
  ],
  quiet: [
    ["the first of the next month", part("o2501", "FROM ('2025-01-01') TO ('2025-02-01')")],
    [
      "the first of the next year",
      part("o25", "FROM ('2025-01-01 00:00:00') TO ('2026-01-01 00:00:00')"),
    ],
    ["the last day by itself", part("d31", "FROM ('2025-12-31') TO ('2026-01-01')")],
    ["days, one of which ends on the last", part("d30", "FROM ('2025-12-30') TO ('2025-12-31')")],
    ["a week that ends on the last", part("w52", "FROM ('2025-12-24') TO ('2025-12-31')")],
    [
      "the next partition starts on that very day",
      `${part("o25", "FROM ('2025-01-01') TO ('2025-12-31')")}\n${part("rest", "FROM ('2025-12-31') TO ('2027-01-01')")}`,
    ],
    [
      "thirty days each",
      `${ORDERS}\n${part("a", "FROM ('2025-01-01') TO ('2025-01-31')")}\n${part("b", "FROM ('2025-01-31') TO ('2025-03-02')")}`,
    ],
    [
      "the next partition starts there in another file",
      part("o25", "FROM ('2025-01-01') TO ('2025-12-31')"),
      { workspace: `${ORDERS}\n${part("last", "FROM ('2025-12-31') TO ('2026-01-01')")}` },
    ],
    [
      "days with one missing between them",
      `${ORDERS}\n${part("d1", "FROM ('2025-01-01') TO ('2025-01-02')")}\n${part("d3", "FROM ('2025-01-03') TO ('2025-01-04')")}`,
    ],
    ["nines without a proof", `${IDS}\n${part("u0", "FROM (0) TO (999999)", "users")}`],
    [
      "numbers that meet",
      `${IDS}\n${part("u0", "FROM (0) TO (99)", "users")}\n${part("u1", "FROM (99) TO (198)", "users")}`,
    ],
    ["a key of two columns", part("t1", "FROM (1, '2025-01-01') TO (1, '2025-12-31')")],
    ["a template", part("o25", "FROM ('{{ start }}') TO ('{{ end }}')")],
    [
      "an expression",
      part(
        "o25",
        "FROM (to_date('2025-01-01', 'YYYY-MM-DD')) TO (to_date('2025-12-31', 'YYYY-MM-DD'))",
      ),
    ],
    ["no date of the calendar", part("o25", "FROM ('2025-01-01') TO ('2025-06-31')")],
    [
      "a key that is text",
      "CREATE TABLE t (month text) PARTITION BY RANGE (month);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2025-12-31');",
    ],
    ["a list", "CREATE TABLE t1 PARTITION OF t FOR VALUES IN ('2025-12-31');"],
    ["up to the end of time", part("rest", "FROM ('2025-01-01') TO (MAXVALUE)")],
    ["the end of time", part("rest", "FROM ('2025-01-01') TO ('9999-12-31')")],
    ["infinity", part("rest", "FROM ('2025-01-01') TO ('infinity')")],
  ],
  fixes: [
    [
      "a leap day",
      part("o", "FROM ('2024-02-01') TO ('2024-02-29')"),
      part("o", "FROM ('2024-02-01') TO ('2024-03-01')"),
    ],
    [
      "a time with its zone",
      part("o", "FROM ('2025-01-01 00:00:00-03') TO ('2025-12-31 23:59:59.999-03')"),
      part("o", "FROM ('2025-01-01 00:00:00-03') TO ('2026-01-01 00:00:00-03')"),
    ],
    [
      "minutes",
      part("o", "FROM ('2025-01-01 00:00') TO ('2025-01-31 23:59')"),
      part("o", "FROM ('2025-01-01 00:00') TO ('2025-02-01 00:00')"),
    ],
    [
      "a cast",
      part("o", "FROM ('2025-01-01'::date) TO ('2025-12-31'::date)"),
      part("o", "FROM ('2025-01-01'::date) TO ('2026-01-01'::date)"),
    ],
    [
      "slashes",
      part("o", "FROM ('2025/01/01') TO ('2025/12/31')"),
      part("o", "FROM ('2025/01/01') TO ('2026/01/01')"),
    ],
    [
      "a comment beside it",
      part("o", "FROM ('2025-01-01') TO (/* end */ '2025-12-31' /* of year */)"),
      part("o", "FROM ('2025-01-01') TO (/* end */ '2026-01-01' /* of year */)"),
    ],
  ],
});

test("the owner's lesson, word for word", async () => {
  const [finding] = await findingsOf(
    rule,
    "CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-12-31');",
  );
  expect(finding?.message).toEqual({
    en: "The upper bound is exclusive: 31 December 2025 belongs to no partition. Its rows fail with 23514. Write TO ('2026-01-01')",
    ptBr: "O limite superior é exclusivo: 31 de dezembro de 2025 não pertence a nenhuma partição. Suas linhas falham com 23514. Escreva TO ('2026-01-01')",
  });
  expect(finding?.fixes).toMatchObject([{ safety: "safe" }]);
});

test("with a DEFAULT partition the rows do not fail, and the message says so", async () => {
  const [finding] = await findingsOf(
    rule,
    `${ORDERS}\n${part("o25", "FROM ('2025-01-01') TO ('2025-12-31')")}\nCREATE TABLE o_rest PARTITION OF orders DEFAULT;`,
  );
  expect(finding?.message.en).toContain("go to the DEFAULT partition");
});
