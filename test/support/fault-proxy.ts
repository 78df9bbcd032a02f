// A proxy between client and server that reads the protocol's messages and breaks connections at a COMMIT:
// the moment where the client cannot know what happened.
import { createServer, connect, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What to do with a COMMIT on its way to the server. */
export type CommitFault =
  /** Forward it and lose the answer. */
  | "answer-lost"
  /** Cut the client off at once and forward it later. */
  | "late"
  /** Never forward it. */
  | "never-sent";

export interface FaultProxy {
  readonly port: number;
  /** Faults done so far, by kind. */
  readonly done: Readonly<Record<CommitFault, number>>;
  close(): Promise<void>;
}

/** `choose` is asked at every COMMIT of a batch; null lets it pass. */
export async function startFaultProxy(
  serverPort: number,
  choose: () => CommitFault | null,
): Promise<FaultProxy> {
  const done: Record<CommitFault, number> = { "answer-lost": 0, late: 0, "never-sent": 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    const reader = new FrontendReader();
    let isCut = false;
    upstream.on("data", (bytes) => isCut || client.write(bytes));
    upstream.on("close", () => client.destroy());
    client.on("close", () => isCut || upstream.destroy());
    client.on("data", (bytes) => {
      if (isCut) return;
      const fault = reader.endsInCommit(bytes) ? choose() : null;
      if (fault === null) {
        upstream.write(bytes);
        return;
      }
      isCut = true;
      done[fault]++;
      void breakCommit(fault, bytes, client, upstream);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: portOf(server), done, close: () => closeAll(server, sockets) };
}

async function breakCommit(
  fault: CommitFault,
  bytes: Buffer,
  client: Socket,
  upstream: Socket,
): Promise<void> {
  if (fault === "answer-lost") upstream.write(bytes);
  if (fault === "answer-lost") await sleep(20);
  client.resetAndDestroy();
  if (fault === "late") {
    await sleep(600);
    upstream.write(bytes);
    await sleep(100);
  }
  upstream.destroy();
}

/** Follows message borders; sees whether the newest bytes complete a query that commits a batch. */
class FrontendReader {
  #rest = Buffer.alloc(0);
  #isStarted = false;

  endsInCommit(bytes: Buffer): boolean {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    let isCommit = false;
    for (;;) {
      const header = this.#isStarted ? 1 : 0;
      if (this.#rest.length < header + 4) return isCommit;
      const length = header + this.#rest.readUInt32BE(header);
      if (this.#rest.length < length) return isCommit;
      const message = this.#rest.subarray(0, length);
      isCommit =
        this.#isStarted &&
        message[0] === 0x51 &&
        message.toString("latin1").includes("UPDATE rowmill.batch");
      // SSLRequest and CancelRequest are followed by another message without a type; the start-up by typed ones.
      if (!this.#isStarted && message.readUInt32BE(4) === 196_608) this.#isStarted = true;
      this.#rest = this.#rest.subarray(length);
    }
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return address.port;
}

function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
