// What a load says of standbys, with real ones: a primary that two follow.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readReplication } from "../../../src/adapters/pg/replication.ts";
import { startServer, type RunningServer } from "../../../src/build/server.ts";
import { withClient } from "../../../src/build/server-client.ts";
import { startStandby } from "../../../src/build/standby.ts";
import { asRole } from "../../support/test-database.ts";

let primary: RunningServer;
const standbys: RunningServer[] = [];

beforeAll(async () => {
  primary = await startServer();
  for (const name of ["left", "right"]) standbys.push(await startStandby(primary, { name }));
});
afterAll(async () => {
  for (const standby of standbys) await standby.stop("immediate");
  await primary.stop();
});

const replication = () => withClient(primary, readReplication);
const set = (sql: string) =>
  withClient(primary, async (client) => {
    await client.query(sql);
    await client.query("SELECT pg_reload_conf()");
  });

test("standbys follow, and are named with their states", async () => {
  await expect.poll(replication, { timeout: 20_000 }).toEqual({
    standbyNames: "",
    standbys: [
      { name: "left", state: "streaming", syncState: "async" },
      { name: "right", state: "streaming", syncState: "async" },
    ],
  });
});

test("a quorum shows, once it is set", async () => {
  await set(`ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 ("left", "right")'`);
  await expect.poll(replication, { timeout: 20_000 }).toEqual({
    standbyNames: 'ANY 1 ("left", "right")',
    standbys: [
      { name: "left", state: "streaming", syncState: "quorum" },
      { name: "right", state: "streaming", syncState: "quorum" },
    ],
  });
  await set("ALTER SYSTEM RESET synchronous_standby_names");
});

test("an ordinary role sees that they are there", async () => {
  await withClient(primary, (client) => client.query("CREATE ROLE plain LOGIN PASSWORD 'plain'"));
  const found = await withClient(asRole(primary, "plain"), readReplication);
  expect(found.standbys).toEqual([
    { name: "left", state: null, syncState: null },
    { name: "right", state: null, syncState: null },
  ]);
});
