// `rowmill check --dsn`: findings that only a connected database can prove, on a real server.
import { afterAll, beforeAll, expect, test } from "vitest";
import { rowmill } from "../support/rowmill.ts";
import { asRole, startDatabase, type TestDatabase } from "../support/test-database.ts";

let on: TestDatabase;

beforeAll(async () => {
  on = await startDatabase();
  await on.client.query(`CREATE TABLE orders (id int PRIMARY KEY, note text);
    CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT SELECT ON orders TO reader`);
});
afterAll(() => on.close());

test("the database's keys are known, and without it the file is quiet", async () => {
  const path = on.file(
    "upsert.sql",
    "INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (note) DO NOTHING;\n",
  );
  const alone = await rowmill(["check", path], null);
  expect(alone.stdout).not.toContain("require-conflict-target-index");
  const connected = await rowmill(["check", path], on.server);
  expect(connected.stdout).toContain("error sql/require-conflict-target-index");
  expect(connected.exitCode).toBe(1);
});

test("a right that the role lacks is found before the load fails", async () => {
  const path = on.file("load.sql", "INSERT INTO orders (id, note) VALUES (2, 'y');\n");
  const { stdout } = await rowmill(["check", path], asRole(on.server, "reader"));
  expect(stdout).toContain("error live/insufficient-privilege");
});

test("a password that is refused is the user's input", async () => {
  const path = on.file("a.sql", "SELECT 1;\n");
  const reader = asRole(on.server, "reader", "wrong");
  const { exitCode, stderr } = await rowmill(["check", path], reader);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/refused the password of user reader/);
});
