// Loads in this process: planned, run and resumed with the request's defaults but for what a test is about.
import { prepareLoad, resumeLoad, runPlannedLoad } from "../../src/adapters/load-job.ts";
import type { LoadJobOptions, ResumeChanges } from "../../src/adapters/load-job.ts";
import type { ServerOptions } from "../../src/build/server.ts";
import type { LoadEvent, LoadReport } from "../../src/core/load/events.ts";
import type { LoadPlan } from "../../src/core/load/plan.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../src/core/load/request.ts";
import { loadOptions } from "./load-options.ts";
import { startDatabase, type TestDatabase } from "./test-database.ts";
import { putWasm } from "./wasm.ts";

/** What a request says besides its file. */
export type LoadFacts = Partial<Omit<LoadRequest, "file">>;

/** Sees what happens, and may stop the run. */
export type OnEvent = (event: LoadEvent, stop: (reason: Error) => void) => void;

/** Stops the run once `batches` are committed. */
export function stopAfter(batches: number): OnEvent {
  let committed = 0;
  return (event, stop) => {
    if (event.type === "batch-committed" && ++committed === batches) stop(new Error("stop"));
  };
}

export interface Loads {
  /** Into table t, if `facts` do not name another. */
  plan(file: string, facts?: LoadFacts): Promise<LoadPlan>;
  run(plan: LoadPlan, onEvent?: OnEvent): Promise<LoadReport>;
  /** Plans and runs. */
  load(file: string, facts?: LoadFacts, onEvent?: OnEvent): Promise<LoadReport>;
  resume(loadId: string, changes?: ResumeChanges): Promise<LoadReport>;
}

/** Loads of another role, or over another way to the server, than a test database's own. */
export function loadsBy(options: LoadJobOptions): Loads {
  const never = new AbortController().signal;
  const nothing = (): void => undefined;
  const loads: Loads = {
    plan: (file, facts = {}) =>
      prepareLoad({ ...DEFAULT_REQUEST, into: "t", ...facts, file }, options, nothing, never),
    run(plan, onEvent = nothing) {
      const stop = new AbortController();
      const emit = (event: LoadEvent): void => onEvent(event, (reason) => stop.abort(reason));
      return runPlannedLoad(plan, options, emit, stop.signal);
    },
    load: async (file, facts, onEvent) => loads.run(await loads.plan(file, facts), onEvent),
    resume: (loadId, changes) => resumeLoad({ loadId, ...changes }, options, nothing, never),
  };
  return loads;
}

export interface TestLoads extends TestDatabase, Loads {
  readonly options: LoadJobOptions;
  /** As `load`, of a new file with this text. */
  loadText(text: string | Uint8Array, facts?: LoadFacts, onEvent?: OnEvent): Promise<LoadReport>;
}

export interface TestLoadsOptions extends ServerOptions {
  /** The WebAssembly modules are there: values are encoded. */
  readonly hasWasm?: boolean;
}

export async function startLoads({
  hasWasm = false,
  ...server
}: TestLoadsOptions = {}): Promise<TestLoads> {
  const database = await startDatabase(server);
  const options = {
    ...(await loadOptions(database.server)),
    ...(hasWasm ? { wasmFolder: await putWasm(database.folder) } : {}),
  };
  const loads = loadsBy(options);
  let texts = 0;
  return {
    ...database,
    ...loads,
    options,
    loadText: (text, requested, onEvent) =>
      loads.load(database.file(`${(texts += 1)}.csv`, text), requested, onEvent),
  };
}
