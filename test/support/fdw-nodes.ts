// Several servers that stand for a cluster: on each but the first, table and ledger are foreign tables of the first, so that
// the rows and the ledger row of a batch are one transaction there, whichever server takes it. Citus' catalog is imitated.
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { withClient } from "../../src/build/server-client.ts";
import type { ConnectionSettings } from "../../src/adapters/pg/connection/settings.ts";
import { Secret } from "../../src/core/base/secret.ts";
import { CITUS_CATALOG, citusRows, type CitusNode } from "./citus-catalog.ts";

export interface FdwNodes {
  readonly first: RunningServer;
  readonly others: readonly RunningServer[];
  /** The port of a proxy, and that of the server behind it. */
  readonly behind: Map<number, number>;
  /** Each server has a password of its own. */
  withPasswords(settings: ConnectionSettings): ConnectionSettings;
  stop(): Promise<void>;
}

const TARGET = [{ logicalrelid: "t", shardid: 102008 }];
const LEDGER = [
  { logicalrelid: "rowmill.batch", shardid: 102016 },
  { logicalrelid: "rowmill.load", shardid: 102017 },
  { logicalrelid: "rowmill.reject", shardid: 102018 },
];

/** The ledger must be there on the first server when the others are made: `makeLedger` does that. */
export async function startFdwNodes(
  count: number,
  makeLedger: (first: RunningServer) => Promise<void>,
): Promise<FdwNodes> {
  const first = await startServer();
  // What came over which server is in a column that the load does not know.
  await sql(
    first,
    `CREATE TABLE t (id int CHECK (id >= 0), b text, via text DEFAULT current_setting('application_name'))`,
  );
  await makeLedger(first);
  const others: RunningServer[] = [];
  for (let number = 2; number <= count; number++) others.push(await startOther(first, number));
  const nodes = [first, ...others].map(nodeOf);
  for (const [group, server] of [first, ...others].entries()) {
    await sql(server, CITUS_CATALOG);
    await sql(server, citusRows(group, nodes, group === 0 ? TARGET : [...TARGET, ...LEDGER]));
  }
  await sql(
    first,
    `INSERT INTO pg_dist_partition VALUES ('t', 'h', '{VAR :varno 1 :varattno 1}', 1, 's')`,
  );
  const behind = new Map<number, number>();
  const passwordOf = (port: number): Secret => {
    const server = others.find((other) => other.port === (behind.get(port) ?? port));
    return new Secret((server ?? first).password);
  };
  return {
    ...{ first, others, behind },
    withPasswords: (settings) => ({
      ...settings,
      passwordFor: ({ port }) => passwordOf(port),
    }),
    async stop() {
      for (const server of [...others, first]) await server.stop("immediate");
    },
  };
}

const sql = (server: RunningServer, text: string) =>
  withClient(server, (client) => client.query(text));

const nodeOf = ({ host, port }: RunningServer, groupid: number): CitusNode => ({
  ...{ groupid, nodename: host, nodeport: port, noderole: "primary" },
  ...{ hasmetadata: true, metadatasynced: true, isactive: true, shouldhaveshards: true },
});

/** A foreign table cannot be locked, and a partitioned table with a foreign partition can. */
async function startOther(first: RunningServer, number: number): Promise<RunningServer> {
  const server = await startServer();
  await sql(
    server,
    `CREATE EXTENSION postgres_fdw;
     CREATE SERVER one FOREIGN DATA WRAPPER postgres_fdw OPTIONS (
       host '${first.host}', port '${first.port}', dbname '${first.database}', application_name 'node ${number}');
     CREATE USER MAPPING FOR CURRENT_USER SERVER one OPTIONS (user '${first.user}', password '${first.password}');
     CREATE SCHEMA rowmill;
     IMPORT FOREIGN SCHEMA rowmill LIMIT TO (load, batch, reject) FROM SERVER one INTO rowmill OPTIONS (import_default 'true');
     CREATE TABLE t (id int, b text) PARTITION BY RANGE (id);
     CREATE FOREIGN TABLE t_all PARTITION OF t DEFAULT SERVER one OPTIONS (table_name 't')`,
  );
  return server;
}
