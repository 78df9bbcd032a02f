// A server of one version that the rows share; every run gets a database of its own on it, copied from its seed's.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerVersion } from "../../src/build/server-binaries.ts";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import type { FaultRow } from "./fault-row.ts";
import { inDatabase } from "./in-database.ts";
import { requireExact, resumeUntilComplete, tableShape } from "./judge-run.ts";
import { layOut, makeMaterial, makeSmallMaterial, type Material } from "./material.ts";
import { Scene, type Effort } from "./scene.ts";

/** No machine loses its power here, only processes are killed: what was written stays written without fsync. */
const SETTINGS = { fsync: "off", max_connections: "60", max_prepared_transactions: "5" };

interface Prepared {
  readonly material: Material;
  readonly smallMaterial: Material;
  readonly expected: string;
}

export class Arena {
  readonly version: ServerVersion;
  readonly #effort: Effort;
  readonly #folder = mkdtempSync(join(tmpdir(), "rowmill-matrix-"));
  readonly #prepared = new Map<number, Prepared>();
  #server: RunningServer | null = null;
  #runs = 0;

  constructor(version: ServerVersion, effort: Effort) {
    this.version = version;
    this.#effort = effort;
  }

  /** One run of a row: faults, resume, judgement. Returns the number of faults; throws when anything is not exact. */
  async run(row: FaultRow, seed: number): Promise<number> {
    const server = await this.#runningServer();
    const prepared = await this.#prepare(server, seed);
    const database = `run_${++this.#runs}`;
    const administer = (sql: string) =>
      inDatabase(server, server.database, (client) => client.query(sql));
    await administer(`CREATE DATABASE ${database} TEMPLATE seed_${seed}`);
    const facts = { version: this.version, seed, effort: this.#effort, baseFolder: this.#folder };
    const scene = new Scene({ ...facts, ...prepared }, server, database);
    scene.expected = prepared.expected;
    try {
      const faults = await carryOut(row, scene);
      await scene.close();
      await administer(`DROP DATABASE ${database} WITH (FORCE)`);
      return faults;
    } catch (error) {
      // Whatever state the shared server is in, the next run gets a new one.
      await scene.close();
      await this.close();
      throw error;
    }
  }

  /** Removes what was made for a seed that does not come again. */
  async forget(seed: number): Promise<void> {
    const prepared = this.#prepared.get(seed);
    if (prepared === undefined || this.#server === null) return;
    this.#prepared.delete(seed);
    rmSync(prepared.material.file);
    rmSync(prepared.smallMaterial.file);
    const server = this.#server;
    await inDatabase(server, server.database, (client) =>
      client.query(`DROP DATABASE seed_${seed}`),
    );
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#prepared.clear();
    await server?.stop("immediate");
  }

  /** For the end of all runs. */
  async remove(): Promise<void> {
    await this.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #runningServer(): Promise<RunningServer> {
    this.#server ??= await startServer({ version: this.version, settings: SETTINGS });
    return this.#server;
  }

  async #prepare(server: RunningServer, seed: number): Promise<Prepared> {
    const known = this.#prepared.get(seed);
    if (known !== undefined) return known;
    const material = await makeMaterial(this.#folder, seed);
    const smallMaterial = await makeSmallMaterial(this.#folder, seed);
    const database = `seed_${seed}`;
    await inDatabase(server, server.database, (client) =>
      client.query(`CREATE DATABASE ${database}`),
    );
    const prepared = {
      material,
      smallMaterial,
      expected: await layOut(server, database, material),
    };
    this.#prepared.set(seed, prepared);
    return prepared;
  }
}

async function carryOut(row: FaultRow, scene: Scene): Promise<number> {
  scene.shapeBefore = await tableShape(scene);
  const faults = await row.run(scene).finally(() => scene.requireFaultsDone());
  await resumeUntilComplete(scene);
  await requireExact(scene);
  return faults;
}
