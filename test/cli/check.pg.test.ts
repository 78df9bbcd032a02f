// `rowmill check --dsn`: findings that only a connected database can prove, on a real server.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { withClient } from "../../src/build/server-client.ts";
import { rowmill } from "../support/rowmill.ts";

let server: RunningServer;
let folder: string;

beforeAll(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), "rowmill-check-dsn-"));
  await withClient(server, (client) =>
    client.query(`CREATE TABLE orders (id int PRIMARY KEY, note text);
      CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT SELECT ON orders TO reader`),
  );
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test("the database's keys are known, and without it the file is quiet", async () => {
  const path = file(
    "upsert.sql",
    "INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (note) DO NOTHING;\n",
  );
  const alone = await rowmill(["check", path], null);
  expect(alone.stdout).not.toContain("require-conflict-target-index");
  const connected = await rowmill(["check", path], server);
  expect(connected.stdout).toContain("error sql/require-conflict-target-index");
  expect(connected.exitCode).toBe(1);
});

test("a right that the role lacks is found before the load fails", async () => {
  const path = file("load.sql", "INSERT INTO orders (id, note) VALUES (2, 'y');\n");
  const { stdout } = await rowmill(["check", path, "--dsn", dsnFor("reader")], null, {
    PGPASSWORD: "reader",
  });
  expect(stdout).toContain("error live/insufficient-privilege");
});

const dsnFor = (user: string): string =>
  `host=${server.host} port=${server.port} dbname=${server.database} user=${user}`;

test("a password that is refused is the user's input", async () => {
  const path = file("a.sql", "SELECT 1;\n");
  const { exitCode, stderr } = await rowmill(["check", path, "--dsn", dsnFor("reader")], null, {
    PGPASSWORD: "wrong",
  });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/refused the password of user reader/);
});
