// The digest in the ledger: what xxh128sum prints of the file, and SHA-256 still good for loads that have it.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonOf, rowmill } from "../support/rowmill.ts";
import { startDatabase, type TestDatabase } from "../support/test-database.ts";

const TEXT = "id,name\n1,a\n2,b\n";
/** `xxh128sum` of TEXT. */
const XXH128 = "05afc10a8fc25d1a140a338bbdb313d3";

let on: TestDatabase;
let file: string;

beforeAll(async () => {
  on = await startDatabase();
  await on.client.query("CREATE TABLE t (id int, name text)");
  file = on.file("t.csv", TEXT);
});
afterAll(() => on.close());

const load = () =>
  rowmill(["load", file, "--into", "t", "--load-id", "hashed", "--json"], on.server);

test("a new load records the digest that xxh128sum prints", async () => {
  expect(jsonOf(await load())).toMatchObject({ status: "complete", loaded: 2 });
  expect(await on.rows("SELECT content_hash FROM rowmill.load")).toEqual([[XXH128]]);
  expect((await rowmill(["verify", "hashed"], on.server)).exitCode).toBe(0);
});

test("a load that an earlier version recorded is verified and known again by its SHA-256", async () => {
  const sha256 = createHash("sha256").update(TEXT).digest("hex");
  await on.client.query(
    "UPDATE rowmill.load SET plan = plan::jsonb - 'contentHash', content_hash = $1",
    [sha256],
  );
  expect((await rowmill(["verify", "hashed"], on.server)).exitCode).toBe(0);
  expect((await load()).exitCode).toBe(0);
  expect(await on.rows("SELECT FROM t")).toHaveLength(2);
  on.file("t.csv", TEXT.replace("a", "x"));
  expect((await rowmill(["verify", "hashed"], on.server)).exitCode).not.toBe(0);
});
