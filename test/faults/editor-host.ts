// Stands for the extension host, as a process that can be killed: forks the load's process and runs a load in it.
import { startLoadProcess } from "../../src/adapters/load-process/client.ts";
import type { ConnectionParts } from "../../src/adapters/load-process/messages.ts";
import { silentLog } from "../../src/core/base/log.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../src/core/load/request.ts";

interface Order {
  readonly entry: string;
  readonly connection: ConnectionParts;
  readonly request: Pick<
    LoadRequest,
    "file" | "files" | "into" | "lane" | "workers" | "batchBytes"
  >;
}

const isOrder = (value: unknown): value is Order =>
  typeof value === "object" && value !== null && "entry" in value && "request" in value;

async function main(): Promise<void> {
  const order: unknown = JSON.parse(process.env["ROWMILL_TEST_EDITOR"] ?? "");
  if (!isOrder(order)) throw new Error("ROWMILL_TEST_EDITOR is not an order");
  const request = { ...DEFAULT_REQUEST, ...order.request, rejectsMax: null };
  const never = new AbortController().signal;
  const load = startLoadProcess(order.entry, silentLog);
  const plan = await load.prepare(order.connection, request, () => undefined, never);
  await load.run(order.connection, plan, () => undefined, never);
  load.dispose();
}

void main();
