// Rows 29 to 31: the password or certificate changes, the file changes under the load, an archive is corrupt.
import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { isBatchClaim, isBatchCommit } from "../support/protocol-messages.ts";
import type { CliResult } from "../support/rowmill.ts";
import { endText, requireEnd } from "./cli-end.ts";
import type { FaultRow } from "./fault-row.ts";
import { resumeUntilComplete } from "./judge-run.ts";
import type { Scene } from "./scene.ts";

/** A load that meets `fault` at its n-th COMMIT, which then goes on. */
async function loadMeeting(
  scene: Scene,
  n: number,
  fault: () => unknown,
): Promise<CliResult & { readonly committedAfter: number }> {
  let commits = 0;
  const through = await scene.proxy(async (message) => {
    if (isBatchCommit(message) && ++commits === n) await fault();
    return null;
  });
  const result = await scene.load({ through });
  if (commits < n) throw new Error(`the load had no ${n} COMMITs: ${endText(result)}`);
  return { ...result, committedAfter: commits - n };
}

const password: FaultRow = {
  number: 29,
  fault: "password or certificate changed in mid-run",
  varies: "reading",
  injection:
    "ALTER ROLE ... PASSWORD, then all sessions terminated; the failed logins in the server's log are counted",
  async run(scene) {
    const server = scene.server;
    const role = `changing_${scene.database}`;
    await scene.query(`CREATE ROLE ${role} LOGIN PASSWORD '${server.password}';
      GRANT CREATE ON DATABASE ${scene.database} TO ${role}; GRANT INSERT, SELECT ON orders TO ${role}`);
    scene.onClose(() => scene.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
    const logBefore = readFileSync(server.logFile, "utf8").length;
    let left = 4;
    const through = await scene.proxy(async (message) => {
      if (!isBatchClaim(message) || --left !== 0) return null;
      await scene.query(`ALTER ROLE ${role} PASSWORD 'another'`);
      await scene.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`,
      );
      return null;
    });
    const dsn = scene.dsnAt(through.port).replace(`//${server.user}@`, `//${role}@`);
    requireEnd(await scene.load({ dsn }), [2], /refused the password/);
    const log = readFileSync(server.logFile, "utf8").slice(logBefore);
    const logins = log.split(`password authentication failed for user "${role}"`).length - 1;
    // Every worker once, and the ledger's connection; with sslmode=prefer nothing is sent twice.
    if (logins > scene.material.workers + 2) throw new Error(`${logins} failed logins: a storm`);
    await scene.query(`ALTER ROLE ${role} PASSWORD '${server.password}'`);
    requireEnd(await scene.load({ dsn }), [0]);
    return 1;
  },
};

/** How a file may change while it is read. Each is undone, and the load resumed. */
const CHANGES: readonly { readonly name: string; readonly change: (file: string) => void }[] = [
  { name: "appended to", change: (file) => appendFileSync(file, "one,more\n") },
  {
    name: "truncated",
    change: (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2)),
  },
  {
    name: "replaced",
    change: (file) => {
      writeFileSync(`${file}.new`, readFileSync(file).reverse());
      renameSync(`${file}.new`, file);
    },
  },
  {
    name: "rewritten in place",
    change: (file) => {
      const text = readFileSync(file);
      writeFileSync(file, text.fill(0x39, text.length - 40, text.length - 2));
    },
  },
];

const sourceChanged: FaultRow = {
  number: 30,
  fault: "source changed, truncated, replaced in mid-run",
  varies: "lane",
  injection: `at a COMMIT the file is ${CHANGES.map(({ name }) => name).join(", ")}; no later batch may commit`,
  async run(scene) {
    const good = join(scene.folder, "good.csv");
    copyFileSync(scene.file, good);
    for (const { name, change } of CHANGES) {
      await scene.clear();
      const { committedAfter, ...result } = await loadMeeting(scene, 3, () => change(scene.file));
      requireEnd(result, [2], /changed while it was read|is not the file this load began with/);
      // Each worker may hold a batch that was read before the change, and one more is read ahead of them.
      if (committedAfter > scene.material.workers + 1)
        throw new Error(`${name}: ${committedAfter} batches were committed after the change`);
      copyFileSync(good, scene.file);
      await resumeUntilComplete(scene);
    }
    return CHANGES.length;
  },
};

const archive: FaultRow = {
  number: 31,
  fault: "gz corrupt at its end, truncated",
  varies: "lane",
  injection:
    "a bit of the CRC is flipped; the last kilobyte is cut off; then the archive has one record that differs, and then it is whole again, packed on another level",
  async run(scene) {
    const plain = scene.file;
    const text = readFileSync(plain);
    const whole = gzipSync(text);
    scene.files = [`${plain}.gz`];
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 8] = (flipped[flipped.length - 8] ?? 0) ^ 1;
    for (const broken of [flipped, whole.subarray(0, whole.length - 1_024)]) {
      await scene.clear();
      writeFileSync(scene.file, broken);
      requireEnd(await scene.load(), [2], /is corrupt at or shortly before its byte/);
      if ((await scene.batchesCommitted()) === 0) throw new Error("no batch was committed");
      // Still as long as it was, in a record of the first batch.
      const other = Buffer.from(text);
      other[other.indexOf("\n") + 1] = 0x20;
      writeFileSync(scene.file, gzipSync(other, { level: 1 }));
      requireEnd(await scene.load(), [2], /batch 0 was loaded from another text/);
      writeFileSync(scene.file, gzipSync(text, { level: 1 }));
      await resumeUntilComplete(scene);
    }
    return 2;
  },
};

export const sourceChanges: readonly FaultRow[] = [password, sourceChanged, archive];
