// rowmill.yaml as a value: what it sets, and what is said of each mistake.
import { expect, test } from "vitest";
import { isProblem, readPolicy } from "../../../src/core/analysis/policy-file.ts";

const IDS = ["sql/require-column-list", "sql/no-commit-in-loop", "python/no-insert-in-loop"];

test("an empty file leaves every default", () => {
  expect(readPolicy(null, IDS)).toMatchObject({ rules: {}, ignore: [], server: undefined });
});

test("all fields", () => {
  const policy = readPolicy(
    {
      version: 1,
      server: 16,
      rules: {
        "sql/require-column-list": "off",
        "python/*": "info",
        "sql/no-commit-in-loop": false,
      },
      thresholds: { runLength: 20 },
      dialects: { "hive/**": "hive" },
      ignore: ["vendor/**"],
      includeTests: true,
    },
    IDS,
  );
  expect(policy).toMatchObject({
    server: 16,
    rules: { "sql/require-column-list": "off", "python/*": "info", "sql/no-commit-in-loop": "off" },
    thresholds: { runLength: 20, batchRows: 1000 },
    dialects: [{ files: "hive/**", dialect: "hive" }],
    ignore: ["vendor/**"],
    includeTests: true,
  });
});

test.each([
  ["a list", [], [], "fields with values are expected"],
  ["an unknown field", { rule: {} }, ["rule"], "no field is called rule; did you mean rules?"],
  [
    "an unknown rule",
    { rules: { "sql/require-colum-list": "off" } },
    ["rules", "sql/require-colum-list"],
    "no rule is called sql/require-colum-list; did you mean sql/require-column-list?",
  ],
  [
    "an unknown severity",
    { rules: { "sql/*": "fatal" } },
    ["rules", "sql/*"],
    "error, warning, info or off is expected",
  ],
  [
    "a threshold of nothing",
    { thresholds: { runLength: 0 } },
    ["thresholds", "runLength"],
    "a whole number of at least 1 is expected",
  ],
  ["a version to come", { version: 2 }, ["version"], "1 is expected"],
  ["a word for a server", { server: "16" }, ["server"], "a major version such as 16 is expected"],
  ["a name of an object's own", { constructor: {} }, ["constructor"], undefined],
])("refuses %s", (_name, content, path, problem) => {
  const read = readPolicy(content, IDS);
  expect(isProblem(read) && read.path).toEqual(path);
  if (problem !== undefined) expect(read).toMatchObject({ problem });
});
