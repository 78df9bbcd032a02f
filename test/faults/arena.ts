// A server of one version that the rows share; every run gets a database of its own on it, copied from its seed's.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerVersion } from "../../src/build/server-binaries.ts";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import type { FaultRow } from "./fault-row.ts";
import { inDatabase } from "./in-database.ts";
import { requireExact, resumeUntilComplete, tableShape } from "./judge-run.ts";
import { layOut, type Expectation } from "./lay-out.ts";
import { makeMaterial, makeSmallMaterial, type Material } from "./material.ts";
import { Scene, type Effort } from "./scene.ts";
import { variantOf, type Variant } from "./variant.ts";

/** No machine loses its power here, only processes are killed: what was written stays written without fsync. */
const SETTINGS = { fsync: "off", max_connections: "60", max_prepared_transactions: "5" };

interface Prepared {
  readonly material: Material;
  readonly smallMaterial: Material;
  readonly expected: Expectation;
  /** The database that runs are copied from. */
  readonly template: string;
}

export class Arena {
  readonly version: ServerVersion;
  readonly #effort: Effort;
  readonly #folder = mkdtempSync(join(tmpdir(), "rowmill-matrix-"));
  /** By seed and what of the variant decides file and table. */
  readonly #prepared = new Map<string, Prepared>();
  #server: RunningServer | null = null;
  #runs = 0;
  #templates = 0;

  constructor(version: ServerVersion, effort: Effort) {
    this.version = version;
    this.#effort = effort;
  }

  /** One run of a row: faults, resume, judgement. Returns the number of faults; throws when anything is not exact. */
  async run(row: FaultRow, seed: number): Promise<number> {
    const server = await this.#runningServer();
    const variant = variantOf(row, seed, this.version);
    const prepared = await this.#prepare(server, seed, variant);
    const database = `run_${++this.#runs}`;
    const administer = (sql: string) =>
      inDatabase(server, server.database, (client) => client.query(sql));
    await administer(`CREATE DATABASE ${database} TEMPLATE ${prepared.template}`);
    const facts = { version: this.version, seed, effort: this.#effort, baseFolder: this.#folder };
    const scene = new Scene({ ...facts, ...prepared }, server, database);
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

  /** Removes what was made for the seeds so far, when they do not come again. */
  async forget(): Promise<void> {
    const server = this.#server;
    for (const { material, smallMaterial, template } of this.#prepared.values()) {
      rmSync(material.file, { force: true });
      rmSync(smallMaterial.file, { force: true });
      if (server === null) continue;
      await inDatabase(server, server.database, (client) =>
        client.query(`DROP DATABASE ${template}`),
      );
    }
    this.#prepared.clear();
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

  async #prepare(server: RunningServer, seed: number, variant: Variant): Promise<Prepared> {
    const { mode, isAtomic, partitions } = variant;
    const key = [seed, mode, isAtomic, partitions === "none"].join("_");
    const known = this.#prepared.get(key) ?? (await this.#prepareAnew(server, seed, variant));
    this.#prepared.set(key, known);
    const { material, smallMaterial } = known;
    return {
      ...known,
      material: { ...material, variant },
      smallMaterial: { ...smallMaterial, variant },
    };
  }

  async #prepareAnew(server: RunningServer, seed: number, variant: Variant): Promise<Prepared> {
    const material = await makeMaterial(this.#folder, seed, variant);
    const smallMaterial = await makeSmallMaterial(this.#folder, seed, variant);
    const template = `seed_${seed}_${++this.#templates}`;
    await inDatabase(server, server.database, (client) =>
      client.query(`CREATE DATABASE ${template}`),
    );
    const expected = await layOut(server, template, material);
    return { material, smallMaterial, expected, template };
  }
}

async function carryOut(row: FaultRow, scene: Scene): Promise<number> {
  scene.shapeBefore = await tableShape(scene);
  const faults = await row.run(scene).finally(() => scene.requireFaultsDone());
  await resumeUntilComplete(scene);
  await requireExact(scene);
  return faults;
}
