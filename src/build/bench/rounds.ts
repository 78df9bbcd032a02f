// Runs every way once a round, A B C and then C B A, so that a machine that drifts is the same for all of them.
import { setTimeout as sleep } from "node:timers/promises";
import type { RunningServer } from "../server.ts";
import { CpuClock } from "./cpu-clock.ts";
import { OTHERS_MAX, type Measurement } from "./measurement.ts";
import { makeTable, requireWhole } from "./tables.ts";
import type { Way } from "./way.ts";

const BACKEND_END_MS = 100;

/** Prints each run when it ends. */
export async function runRounds(
  server: RunningServer,
  ways: readonly Way[],
  rounds: number,
): Promise<readonly Measurement[]> {
  const measured: Measurement[] = [];
  for (let round = 1; round <= rounds; round++) {
    const due = ways.filter(({ roundsMax = rounds }) => round <= roundsMax);
    for (const way of round % 2 === 1 ? due : due.toReversed()) {
      const one = await runOnce(server, way, round);
      measured.push(one);
      console.log(lineOf(one, way));
    }
  }
  return measured;
}

async function runOnce(server: RunningServer, way: Way, round: number): Promise<Measurement> {
  const { table, records } = way;
  if (table !== null) await makeTable(server, table);
  const clock = new CpuClock(server.pid);
  const startMs = performance.now();
  const usage = await way.run();
  const seconds = usage.seconds ?? (performance.now() - startMs) / 1000;
  // What a backend took counts once it is gone.
  await sleep(BACKEND_END_MS);
  const spent = clock.spent(usage.cpuSeconds);
  if (table !== null && way.isCutShort !== true) await requireWhole(server, table, records);
  const { cpuSeconds, rssMb, copying } = usage;
  return {
    ...{ way: way.name, round, seconds, cpuSeconds, rssMb },
    ...{ rowsPerSecond: records / seconds, gigabytes: way.bytes / 1e9 },
    // Of a run that is cut short the client's own time is not known.
    ...{ serverCpuSeconds: spent.serverSeconds },
    othersShare: way.isCutShort === true ? 0 : spent.othersShare,
    ...(copying === undefined ? {} : { copying }),
  };
}

/** Below this a figure for each gigabyte tells nothing. */
const GIGABYTES_MIN = 0.01;

function lineOf(one: Measurement, { isCutShort = false }: Way): string {
  const isRate = one.gigabytes >= GIGABYTES_MIN && !isCutShort;
  const cpu = (seconds: number): string =>
    isRate ? `${(seconds / one.gigabytes).toFixed(2)} CPU s/GB` : `${seconds.toFixed(2)} CPU s`;
  return [
    `${one.round} ${one.way.padEnd(44)} ${one.seconds.toFixed(2)} s`,
    isRate ? `, ${((one.gigabytes * 1e3) / one.seconds).toFixed(1)} MB/s` : "",
    one.cpuSeconds === 0 ? "" : `, client ${cpu(one.cpuSeconds)}, ${Math.round(one.rssMb)} MB`,
    `, server ${cpu(one.serverCpuSeconds)}`,
    one.copying === undefined
      ? ""
      : `, ANALYZE ${one.copying.analyseSeconds.toFixed(2)} s (CPU ${one.copying.analyseCpuSeconds.toFixed(2)})`,
    one.othersShare > OTHERS_MAX ? `, others took ${Math.round(one.othersShare * 100)} %` : "",
  ].join("");
}
