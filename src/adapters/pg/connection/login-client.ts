// The driver's client on a socket that dial.ts made: startup packet as libpq sends it, no look at the process's
// own PG* variables or password file, which the driver would take behind our back.
import type { Socket } from "node:net";
import { Client } from "pg";

export interface Login {
  readonly user: string;
  readonly database: string;
  /** Called only when the server asks for one. */
  readonly password: () => string;
  readonly bindsChannel: boolean;
  /** Further server settings for the startup packet. */
  readonly startup: Readonly<Record<string, string>>;
}

export class LoginClient extends Client {
  readonly #startup: Readonly<Record<string, string>>;

  constructor(socket: Socket, login: Login) {
    super({
      user: login.user,
      database: login.database,
      password: login.password,
      enableChannelBinding: login.bindsChannel,
      stream: () => asUnconnected(socket),
      // Encryption is done already; without these two words the driver would ask the environment.
      ssl: false,
      sslnegotiation: "postgres",
      host: "dialed",
      port: 5432,
    });
    this.#startup = { user: login.user, database: login.database, ...login.startup };
  }

  /** The driver calls this for the startup packet; its own reads PGOPTIONS and PGREPLICATION from the process. */
  getStartupConf(): Readonly<Record<string, string>> {
    return this.#startup;
  }
}

/** The driver wants to connect the stream itself: it is told at once that this is done. */
function asUnconnected(socket: Socket): Socket {
  socket.connect = () => {
    queueMicrotask(() => socket.emit("connect"));
    return socket;
  };
  const emit = socket.emit.bind(socket);
  let isFirst = true;
  // The driver's parser throws on messages it does not know (a server that asks for GSSAPI is enough), and from
  // an event handler that would end the whole process instead of this connection.
  socket.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== "data") return emit(event, ...values);
    try {
      if (isFirst) checkFirst(values[0]);
      isFirst = false;
      return emit(event, ...values);
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)));
      return true;
    }
  };
  return socket;
}

/** Another protocol's bytes would be read as the length of a message of gigabytes, and waited for. */
function checkFirst(bytes: unknown): void {
  const type = bytes instanceof Uint8Array ? String.fromCharCode(bytes[0] ?? 0) : "";
  if (!"RENv".includes(type))
    throw new Error("what listens there does not answer like a PostgreSQL server");
}
