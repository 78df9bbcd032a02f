// A proxy between client and server that reads the protocol's messages in both directions. A judge sees each message
// before it goes on, may hold it while something happens, and may cut the connection there in several ways.
import { createServer, connect, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { MessageReader, type Direction, type Message } from "./protocol-messages.ts";

/** What becomes of a connection at a message. */
export interface Cut {
  /**
   * `reset` and `end` close both sides, `half-open` only the client's: the server keeps the session for a while.
   * `silence` tells the client nothing and swallows everything, as a network does that lost its way.
   */
  readonly how: "reset" | "end" | "half-open" | "silence";
  /** What becomes of the message; late means that it arrives so many milliseconds after the cut. */
  readonly message: "dropped" | "delivered" | { readonly lateMs: number };
}

/** A server that is left alone with a session notices by itself, by its keepalives; here it is told so late. */
const ABANDONED_MS = 20_000;

/** null lets the message pass. While a promise is pending, this direction of the connection waits. */
export type Verdict = Cut | null;
export type Judge = (message: Message) => Verdict | Promise<Verdict>;

export interface Pace {
  /** Bytes are written on in pieces of this size; 1 is the smallest. */
  readonly pieceBytes?: number;
  /** Every message waits so long. */
  readonly delayMs?: number;
}

export interface FaultProxy {
  readonly port: number;
  /** Messages seen, by direction. */
  readonly seen: Readonly<Record<Direction, number>>;
  close(): Promise<void>;
}

/** The three faults at a COMMIT whose outcome the client cannot know. */
export const COMMIT_CUTS = {
  "answer-lost": { how: "reset", message: "delivered" },
  late: { how: "reset", message: { lateMs: 600 } },
  "never-sent": { how: "reset", message: "dropped" },
} as const satisfies Readonly<Record<string, Cut>>;
export type CommitFault = keyof typeof COMMIT_CUTS;

export async function startFaultProxy(
  serverPort: number,
  judge: Judge,
  pace: Pace = {},
): Promise<FaultProxy> {
  const seen: Record<Direction, number> = { "to-server": 0, "to-client": 0 };
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    const count = (direction: Direction): number => (seen[direction] += 1);
    new Link(client, upstream, { number: ++connections, count, judge, pace });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: portOf(server), seen, close: () => closeAll(server, sockets) };
}

interface LinkOptions {
  readonly number: number;
  readonly count: (direction: Direction) => number;
  readonly judge: Judge;
  readonly pace: Pace;
}

/** One client's connection and its own to the server. */
class Link {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #options: LinkOptions;
  readonly #reader: MessageReader;
  #isCut = false;

  constructor(client: Socket, upstream: Socket, options: LinkOptions) {
    this.#client = client;
    this.#upstream = upstream;
    this.#options = options;
    this.#reader = new MessageReader(options.number, options.count);
    this.#forward("to-server", client, upstream);
    this.#forward("to-client", upstream, client);
  }

  #forward(direction: Direction, from: Socket, to: Socket): void {
    let queue = Promise.resolve();
    from.on("data", (bytes) => {
      if (this.#isCut) return;
      from.pause();
      queue = queue
        .then(() => this.#handle(direction, to, bytes))
        // A judge that fails is a bug of the harness, which must not look like a fault of the network.
        .finally(() => from.resume());
    });
    from.on("close", () => {
      void queue.then(() => this.#endUnlessCut(to));
    });
  }

  /** After a cut it is the cut that decides what is closed. */
  #endUnlessCut(to: Socket): void {
    if (!this.#isCut) to.end();
  }

  async #handle(direction: Direction, to: Socket, bytes: Buffer): Promise<void> {
    for (const message of this.#reader.messagesIn(direction, bytes)) {
      if (this.#isCut) return;
      const verdict = await this.#options.judge(message);
      if (verdict !== null) {
        if (this.#beginCut()) await this.#cut(verdict, to, message.bytes);
        return;
      }
      await this.#write(to, message.bytes);
    }
  }

  /** False when the other direction was faster. */
  #beginCut(): boolean {
    if (this.#isCut) return false;
    this.#isCut = true;
    return true;
  }

  async #cut({ how, message }: Cut, to: Socket, bytes: Buffer): Promise<void> {
    const isLate = typeof message !== "string";
    if (message === "delivered") {
      await this.#write(to, bytes);
      // Long enough to arrive, and for the server to act on it.
      await sleep(20);
    }
    if (how === "silence" || how === "half-open")
      setTimeout(() => this.#upstream.destroy(), ABANDONED_MS).unref();
    if (how === "silence") {
      if (isLate) await this.#deliverLate(message.lateMs, to, bytes);
      return;
    }
    if (how === "end") this.#client.end();
    else this.#client.resetAndDestroy();
    if (isLate) await this.#deliverLate(message.lateMs, to, bytes);
    if (how === "end") this.#upstream.end();
    else if (how === "reset") this.#upstream.destroy();
  }

  async #deliverLate(lateMs: number, to: Socket, bytes: Buffer): Promise<void> {
    await sleep(lateMs);
    await this.#write(to, bytes);
    await sleep(100);
  }

  async #write(to: Socket, bytes: Buffer): Promise<void> {
    const { pieceBytes = bytes.length, delayMs = 0 } = this.#options.pace;
    if (delayMs > 0) await sleep(delayMs);
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      if (to.destroyed) return;
      if (to.write(bytes.subarray(start, start + pieceBytes))) continue;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          to.off("drain", done).off("close", done);
          resolve();
        };
        to.on("drain", done).on("close", done);
      });
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
