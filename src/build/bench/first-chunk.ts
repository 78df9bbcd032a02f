// How long it takes from the start of the program until the first rows are on their way, seen from outside: a proxy
// before the server reads the client's messages up to the first large one with data, and then ends the client.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { RunningServer } from "../server.ts";

/** Less than any chunk of rows, more than the header of a COPY. */
const CHUNK_BYTES_MIN = 4096;
const COPY_DATA = "d".charCodeAt(0);

/** Seconds. `args` is the program's command line but for the server to connect to. */
export async function secondsToFirstChunk(
  server: RunningServer,
  args: readonly string[],
): Promise<number> {
  const proxy = await startProxy(server.port);
  try {
    const startMs = performance.now();
    const dsn = server.dsn.replace(`:${server.port}/`, `:${proxy.port}/`);
    const child = spawn(process.execPath, [...args, "--dsn", dsn], {
      env: { ...process.env, ...server.env },
      stdio: "ignore",
    });
    const ended = once(child, "exit").then(() => "ended" as const);
    const first = await Promise.race([proxy.firstChunkMs, ended]);
    if (first === "ended") throw new Error("the load ended without sending a chunk");
    child.kill("SIGKILL");
    await ended;
    return (first - startMs) / 1000;
  } finally {
    proxy.close();
  }
}

async function startProxy(serverPort: number) {
  const sockets = new Set<Socket>();
  let note: (atMs: number) => void = () => undefined;
  const firstChunkMs = new Promise<number>((resolve) => (note = resolve));
  const proxy = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    const messages = new ClientMessages();
    client.on("data", (bytes) => {
      if (messages.hasChunk(bytes)) note(performance.now());
    });
    // The client is killed on purpose; whatever is under way then fails on both sides.
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true).on("error", () => socket.destroy()));
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    firstChunkMs,
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

/** The client's side of one connection, message by message; of a long one only the header is kept. */
export class ClientMessages {
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of the message under way that are still to come. */
  #missing = 0;

  /** Whether a message with many bytes of data begins in these bytes. */
  hasChunk(bytes: Buffer): boolean {
    const passed = Math.min(this.#missing, bytes.length);
    this.#missing -= passed;
    this.#rest = Buffer.concat([this.#rest, bytes.subarray(passed)]);
    while (this.#missing === 0 && this.#rest.length >= 5) {
      const type = this.#rest.readUInt8(0);
      // Before the login is done a message has no type, and the first byte of its length is 0.
      const length = type === 0 ? this.#rest.readUInt32BE(0) : 1 + this.#rest.readUInt32BE(1);
      this.#missing = Math.max(0, length - this.#rest.length);
      this.#rest = this.#rest.subarray(length);
      if (type === COPY_DATA && length >= CHUNK_BYTES_MIN) return true;
    }
    return false;
  }
}
