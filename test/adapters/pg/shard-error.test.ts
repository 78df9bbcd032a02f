// Which SQLSTATE an error of a COPY to a shard stands for: the messages are those of Citus 13.0.5.
import { expect, test } from "vitest";
import { effectiveSqlstate } from "../../../src/adapters/pg/shard-error.ts";

const repeated = { code: "XX000", routine: "ReportCopyError" };
const refused =
  'new row for relation "orders_102011" violates check constraint "orders_price_check"';

test.each([
  ["a check", { ...repeated, message: refused }, "23000"],
  [
    "a key",
    { ...repeated, message: 'duplicate key value violates unique constraint "orders_pkey_102013"' },
    "23000",
  ],
  [
    "a key, in German",
    {
      ...repeated,
      message: "doppelter Schlüsselwert verletzt Unique-Constraint »orders_pkey_102013«",
    },
    "23000",
  ],
  [
    "a node that shuts down",
    { ...repeated, message: "terminating connection due to administrator command" },
    "08006",
  ],
  [
    "a full disk, whose file has a long number",
    {
      ...repeated,
      message: 'could not extend file "base/163840/1638417": No space left on device',
    },
    "08006",
  ],
  [
    "a node that is gone",
    {
      code: "58030",
      routine: "EndRemoteCopy",
      message: "failed to COPY to shard 102011 on n1:5432",
    },
    "08006",
  ],
  [
    "a node that dies in mid-statement",
    {
      code: "XX000",
      routine: "ReportResultError",
      message: "server closed the connection unexpectedly",
    },
    "08006",
  ],
  [
    "a node that died before",
    {
      ...{ code: "XX000", routine: "MarkRemoteTransactionFailed" },
      message: "failure on connection marked as essential: 127.0.0.1:39702",
    },
    "08006",
  ],
  [
    "a disk of this server",
    { code: "58030", routine: "mdread", message: "could not read" },
    "58030",
  ],
  ["a bug of this server", { code: "XX000", routine: "elog", message: refused }, "XX000"],
  [
    "a refusal with its own SQLSTATE",
    { code: "23514", routine: "ExecConstraints", message: refused },
    "23514",
  ],
  ["no routine", { code: "XX000", message: refused }, "XX000"],
])("%s", (_name, error, sqlstate) => {
  expect(effectiveSqlstate(error)).toBe(sqlstate);
});
