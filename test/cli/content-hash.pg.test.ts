// The digest in the ledger: what xxh128sum prints of the file, and SHA-256 still good for loads that have it.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { withClient } from "../../src/build/server-client.ts";
import { jsonOf, rowmill } from "../support/rowmill.ts";

const TEXT = "id,name\n1,a\n2,b\n";
/** `xxh128sum` of TEXT. */
const XXH128 = "05afc10a8fc25d1a140a338bbdb313d3";

const folder = mkdtempSync(join(tmpdir(), "rowmill-hash-"));
const file = join(folder, "t.csv");
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(file, TEXT);
  server = await startServer();
  await withClient(server, (client) => client.query("CREATE TABLE t (id int, name text)"));
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const load = () => rowmill(["load", file, "--into", "t", "--load-id", "hashed", "--json"], server);

test("a new load records the digest that xxh128sum prints", async () => {
  expect(jsonOf(await load())).toMatchObject({ status: "complete", loaded: 2 });
  const { rows } = await withClient(server, (client) =>
    client.query("SELECT content_hash FROM rowmill.load"),
  );
  expect(rows).toEqual([{ content_hash: XXH128 }]);
  expect((await rowmill(["verify", "hashed"], server)).exitCode).toBe(0);
});

test("a load that an earlier version recorded is verified and known again by its SHA-256", async () => {
  const sha256 = createHash("sha256").update(TEXT).digest("hex");
  await withClient(server, (client) =>
    client.query("UPDATE rowmill.load SET plan = plan::jsonb - 'contentHash', content_hash = $1", [
      sha256,
    ]),
  );
  expect((await rowmill(["verify", "hashed"], server)).exitCode).toBe(0);
  expect((await load()).exitCode).toBe(0);
  const rows = await withClient(server, (client) => client.query("SELECT FROM t"));
  expect(rows.rowCount).toBe(2);
  writeFileSync(file, TEXT.replace("a", "x"));
  expect((await rowmill(["verify", "hashed"], server)).exitCode).not.toBe(0);
});
