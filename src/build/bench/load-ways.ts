// The ways in which the files get into their tables: ours, the server's own, other loaders, and INSERT.
import { inRoot } from "../root.ts";
import type { RunningServer } from "../server.ts";
import { withClient } from "../server-client.ts";
import { secondsToFirstChunk } from "./first-chunk.ts";
import { insertWays } from "./insert-ways.ts";
import type { HalvedFile, LoadFiles } from "./load-files.ts";
import type { LoadPeers } from "./load-peers.ts";
import { peerWays } from "./peer-ways.ts";
import { withCopying } from "./statement-log.ts";
import { NO_CLIENT, runProgram, way, type LoadFile, type Usage, type Way } from "./way.ts";

export interface Programs extends LoadPeers {
  readonly bareCopy: string;
}

/** What is known well enough after fewer rounds. */
const FEWER_ROUNDS = 3;

export function waysOf(
  server: RunningServer,
  files: LoadFiles,
  programs: Programs,
): readonly Way[] {
  return [
    ...serverWays(server, files),
    ...ourWays(server, files),
    ...exactlyOnceWays(server, files, programs.bareCopy),
    ...startWays(server, files),
    ...peerWays(server, files, programs),
    ...insertWays(server, files.large),
  ];
}

function serverWays(server: RunningServer, { large, monthly, wide }: LoadFiles): readonly Way[] {
  const copy = ({ table }: LoadFile, path: string, header = "") =>
    withClient(server, (client) =>
      client.query(`COPY ${table.name} FROM '${path}' (FORMAT csv${header})`),
    );
  const both = (file: HalvedFile) => () =>
    Promise.all(file.halves.map((path) => copy(file, path))).then(() => NO_CLIENT);
  return [
    way("server-side COPY, 2 backends", large, both(large)),
    {
      ...way("server-side COPY, 2 backends, 60 columns", wide, both(wide)),
      roundsMax: FEWER_ROUNDS,
    },
    {
      ...way("server-side COPY, 2 backends, 24 partitions", monthly, both(monthly)),
      roundsMax: FEWER_ROUNDS,
    },
    way("server-side COPY, 1 backend", large, () =>
      copy(large, large.path, ", HEADER").then(() => NO_CLIENT),
    ),
  ];
}

function ourWays(
  server: RunningServer,
  { large, small, monthly, wide }: LoadFiles,
): readonly Way[] {
  const ours = (name: string, file: LoadFile, lane: Lane, workers: number | "auto"): Way =>
    way(name, file, () => load(server, file, lane, workers));
  const logged = (name: string, file: LoadFile): Way =>
    way(name, file, () => withCopying(server, () => load(server, file, "text", 2)));
  return [
    ours("ours binary, N = 2", large, "auto", 2),
    ours("ours binary, N = 1", large, "auto", 1),
    ours("ours text, N = 2", large, "text", 2),
    ours("ours binary, N = 2, small file", small, "auto", 2),
    { ...logged("ours text, N = 2, 60 columns", wide), roundsMax: FEWER_ROUNDS },
    { ...logged("ours text, N = 2, 24 partitions", monthly), roundsMax: FEWER_ROUNDS },
    { ...ours("ours binary, workers by default", large, "auto", "auto"), roundsMax: FEWER_ROUNDS },
    { ...ours("ours text, workers by default", large, "text", "auto"), roundsMax: FEWER_ROUNDS },
  ];
}

type Lane = "auto" | "text";

const load = (server: RunningServer, file: LoadFile, lane: Lane, workers: number | "auto") =>
  runProgram(
    process.execPath,
    [
      ...[inRoot("dist/cli.mjs"), "load", file.path, "--into", file.table.name],
      ...["--lane", lane, "--workers", String(workers), "--dsn", server.dsn],
    ],
    server.env,
  );

/** The same bytes by the same reader with and without the promise, and what starting both costs. */
function exactlyOnceWays(
  server: RunningServer,
  { large, tiny }: LoadFiles,
  bareCopy: string,
): readonly Way[] {
  const { host, port, user, database } = server;
  const env = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database };
  const bare = (file: LoadFile): Promise<Usage> =>
    runProgram(process.execPath, [bareCopy, file.path, file.table.name, "2", inRoot("dist/wasm")], {
      ...server.env,
      ...env,
    });
  const logged = (name: string, file: LoadFile, run: (file: LoadFile) => Promise<Usage>): Way => ({
    ...way(name, file, () => withCopying(server, () => run(file))),
    roundsMax: FEWER_ROUNDS,
  });
  const text = (file: LoadFile) => load(server, file, "text", 2);
  return [
    logged("ours text, N = 2, logged", large, text),
    logged("bare reader, N = 2", large, bare),
    logged("ours text, start only", tiny, text),
    logged("bare reader, start only", tiny, bare),
  ];
}

function startWays(server: RunningServer, { large, tiny }: LoadFiles): readonly Way[] {
  const first = (name: string, file: LoadFile): Way => ({
    ...way(name, file, async () => {
      const args = [inRoot("dist/cli.mjs"), "load", file.path, "--into", file.table.name];
      return { ...NO_CLIENT, seconds: await secondsToFirstChunk(server, args) };
    }),
    isCutShort: true,
  });
  return [first("first chunk, tiny file", tiny), first("first chunk, large file", large)];
}
