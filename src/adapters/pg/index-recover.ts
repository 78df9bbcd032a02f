// `rowmill recover`: finds what loads have dropped and not restored, in the ledger and in this machine's mirror files,
// and restores it. Doing it twice does nothing.
import type { ClientBase } from "pg";
import { databaseOf } from "./index-drop.ts";
import { droppedObjects, hasDropped, requireEpoch, type DdlRow } from "./index-ledger.ts";
import { readMirrors, removeMirror, type MirroredLoad } from "./index-mirror.ts";
import { restoreObjects, type RestoreWork } from "./index-restore.ts";
import { readServer } from "./index-server.ts";
import { sessionOf, tuningFor, type IndexWorld } from "./index-step.ts";

export interface RecoveredLoad {
  readonly loadId: string;
  readonly target: string;
  /** Where we know it from; the mirror serves when the ledger has nothing of the load. */
  readonly source: "ledger" | "mirror";
  /** `running`: sessions of the load are at work, and it will restore them itself. */
  readonly state: "restored" | "running" | "left";
  readonly objects: readonly string[];
  /** Why some of them are not restored. */
  readonly problems: readonly string[];
}

/** Builds that run beside each other; `recover` has no plan to say how many. */
const WORKERS = 4;

interface Work {
  readonly world: IndexWorld;
  readonly note: (what: string) => void;
  readonly signal: AbortSignal;
}

/** Only looks when `isListOnly`. */
export async function recoverObjects(
  world: IndexWorld,
  isListOnly: boolean,
  note: (what: string) => void,
  signal: AbortSignal,
): Promise<readonly RecoveredLoad[]> {
  const work: Work = { world, note, signal };
  const rows = await world.withClient((client) => droppedObjects(client, null), signal);
  const results: RecoveredLoad[] = [];
  for (const loadId of new Set(rows.map((row) => row.loadId))) {
    const ofLoad = rows.filter((row) => row.loadId === loadId);
    const running = await world.withClient((client) => sessionsOf(client, loadId), signal);
    if (running > 0) results.push(resultOf(ofLoad, "ledger", "running", []));
    else if (isListOnly) results.push(resultOf(ofLoad, "ledger", "left", []));
    else results.push(await recoverLoad(ofLoad, work));
  }
  for (const mirror of await lostMirrors(work)) {
    const ofLoad = rowsOf(mirror);
    if (isListOnly) results.push(resultOf(ofLoad, "mirror", "left", []));
    else results.push(await recoverMirror(ofLoad, mirror, work));
  }
  return results;
}

/** Takes the load over, so that a run of it that sleeps somewhere does no harm when it wakes. */
async function recoverLoad(rows: readonly DdlRow[], work: Work): Promise<RecoveredLoad> {
  const { world, signal } = work;
  const loadId = rows[0]?.loadId ?? "";
  const epoch = await world.withClient((client) => takeOver(client, loadId), signal);
  const problems = await restore(rows, work, {
    session: sessionOf(world, loadId, epoch),
    fence: (client) => requireEpoch(client, loadId, epoch),
    isInLedger: true,
  });
  if (problems.length === 0) {
    const database = await world.withClient(databaseOf, signal);
    await removeMirror(world.folder, { ...database, loadId });
  }
  return resultOf(rows, "ledger", problems.length === 0 ? "restored" : "left", problems);
}

async function recoverMirror(
  rows: readonly DdlRow[],
  mirror: MirroredLoad,
  work: Work,
): Promise<RecoveredLoad> {
  const problems = await restore(rows, work, {
    session: sessionOf(work.world, mirror.loadId, 0),
    fence: () => Promise.resolve(),
    isInLedger: false,
  });
  if (problems.length === 0) await removeMirror(work.world.folder, mirror);
  return resultOf(rows, "mirror", problems.length === 0 ? "restored" : "left", problems);
}

async function restore(
  rows: readonly DdlRow[],
  { world, note, signal }: Work,
  how: Pick<RestoreWork, "session" | "fence" | "isInLedger">,
): Promise<readonly string[]> {
  const server = await world.withClient(readServer, signal);
  const tuning = tuningFor(rows, WORKERS, server);
  const said = (_state: string, what: string): void => note(what);
  return restoreObjects(rows, { ...how, tuning, note: said }, signal);
}

/** Mirrors of loads that the ledger knows nothing of; one whose load has restored everything is cleared away. */
async function lostMirrors({ world, signal }: Work): Promise<readonly MirroredLoad[]> {
  const database = await world.withClient(databaseOf, signal);
  const lost: MirroredLoad[] = [];
  for (const mirror of await readMirrors(world.folder, database)) {
    const { isKnown, isLeft } = await world.withClient(
      async (client) => ({
        isKnown: await hasDropped(client, mirror.loadId),
        isLeft: (await droppedObjects(client, mirror.loadId)).length > 0,
      }),
      signal,
    );
    if (!isKnown) lost.push(mirror);
    else if (!isLeft) await removeMirror(world.folder, mirror);
  }
  return lost;
}

const rowsOf = (mirror: MirroredLoad): readonly DdlRow[] =>
  mirror.objects.map((object, index) => ({
    loadId: mirror.loadId,
    position: index + 1,
    target: mirror.target,
    problem: null,
    object,
  }));

const resultOf = (
  rows: readonly DdlRow[],
  source: RecoveredLoad["source"],
  state: RecoveredLoad["state"],
  problems: readonly string[],
): RecoveredLoad => ({
  loadId: rows[0]?.loadId ?? "",
  target: rows[0]?.target ?? "",
  source,
  state,
  objects: rows.map(({ object }) => object.name),
  problems:
    problems.length > 0 || state !== "left" ? problems : rows.flatMap((row) => row.problem ?? []),
});

async function sessionsOf(client: ClientBase, loadId: string): Promise<number> {
  const { rows } = await client.query<{ sessions: number }>(SESSIONS, [loadId]);
  return rows[0]?.sessions ?? 0;
}

async function takeOver(client: ClientBase, loadId: string): Promise<number> {
  const { rows } = await client.query<{ epoch: string }>(TAKE_OVER, [loadId]);
  return Number(rows[0]?.epoch);
}

const SESSIONS = `
SELECT pg_catalog.count(*)::int AS sessions FROM pg_catalog.pg_stat_activity
WHERE pg_catalog.starts_with(application_name, 'rowmill/' || $1 || '/') AND datname = pg_catalog.current_database()`;

const TAKE_OVER = `
UPDATE rowmill.load SET epoch = epoch + CASE WHEN status = 'complete' THEN 0 ELSE 1 END,
  status = CASE WHEN status = 'running' THEN 'stopped' ELSE status END
WHERE load_id = $1 RETURNING epoch`;
