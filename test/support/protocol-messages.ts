// Message borders of the PostgreSQL protocol, both directions of one connection, and what the faults aim at in them.

export type Direction = "to-server" | "to-client";

export interface Message {
  /** Number of the connection, from 1. */
  readonly connection: number;
  /** What the startup packet calls itself; "" before it. */
  readonly application: string;
  readonly direction: Direction;
  /** The protocol's letter; "startup", "ssl" and "cancel" have none, and "N" alone may answer "ssl". */
  readonly kind: string;
  /** Counts this direction's messages over all connections, from 1. */
  readonly number: number;
  /** The text of a query or a statement to parse, else "". */
  readonly sql: string;
  readonly bytes: Buffer;
}

/** A worker of a load; the ledger's own connection is not one. */
const isWorker = ({ application }: Message): boolean => application.startsWith("rowmill/");

/** The COMMIT of a batch. */
export const isBatchCommit = (message: Message): boolean =>
  isWorker(message) && /\bCOMMIT;?\s*$/.test(message.sql);

/** The claim of a batch, which opens its transaction. */
export const isBatchClaim = (message: Message): boolean =>
  isWorker(message) && message.sql.includes("INSERT INTO rowmill.batch");

/** The merge's claim of its place in the ledger, and its counts, just before its COMMIT. */
export const isMergeWork = (message: Message): boolean =>
  isWorker(message) && /to_jsonb\(merge\)|UPDATE rowmill\.merge/.test(message.sql);

/** Rows on their way into the table. */
export const isCopyData = (message: Message): boolean =>
  isWorker(message) && message.direction === "to-server" && message.kind === "d";

const START_UP = 196_608;
const SSL_REQUEST = 80_877_103;

export class MessageReader {
  readonly #connection: number;
  readonly #count: (direction: Direction) => number;
  readonly #rest: Record<Direction, Buffer> = {
    "to-server": Buffer.alloc(0),
    "to-client": Buffer.alloc(0),
  };
  #application = "";
  /** Until the startup packet, the client's packets have no letter. */
  #isStarted = false;
  /** The answer to an SSLRequest is one byte without a length. */
  #awaitsSslAnswer = false;

  constructor(connection: number, count: (direction: Direction) => number) {
    this.#connection = connection;
    this.#count = count;
  }

  /** The messages that `bytes` complete; the part of one that is begun waits for the next call. */
  *messagesIn(direction: Direction, bytes: Buffer): Generator<Message, void, void> {
    this.#rest[direction] = Buffer.concat([this.#rest[direction], bytes]);
    for (;;) {
      const rest = this.#rest[direction];
      const length = this.#lengthOf(direction, rest);
      if (length === null || rest.length < length) return;
      this.#rest[direction] = rest.subarray(length);
      yield this.#messageOf(direction, rest.subarray(0, length));
    }
  }

  #lengthOf(direction: Direction, rest: Buffer): number | null {
    if (rest.length === 0) return null;
    if (direction === "to-client" && this.#awaitsSslAnswer) return 1;
    const letter = direction === "to-client" || this.#isStarted ? 1 : 0;
    return rest.length < letter + 4 ? null : letter + rest.readUInt32BE(letter);
  }

  #messageOf(direction: Direction, bytes: Buffer): Message {
    const kind = this.#kindOf(direction, bytes);
    const facts = { connection: this.#connection, number: this.#count(direction) };
    const sql = direction === "to-server" ? sqlOf(kind, bytes) : "";
    return { ...facts, application: this.#application, direction, kind, sql, bytes };
  }

  #kindOf(direction: Direction, bytes: Buffer): string {
    if (direction === "to-client") {
      this.#awaitsSslAnswer = false;
      return String.fromCharCode(bytes[0] ?? 0);
    }
    if (this.#isStarted) return String.fromCharCode(bytes[0] ?? 0);
    const code = bytes.readUInt32BE(4);
    if (code === SSL_REQUEST) {
      this.#awaitsSslAnswer = true;
      return "ssl";
    }
    if (code !== START_UP) return "cancel";
    this.#isStarted = true;
    const words = bytes.subarray(8).toString("utf8").split("\0");
    const name = words.indexOf("application_name");
    this.#application = name < 0 ? "" : (words[name + 1] ?? "");
    return "startup";
  }
}

/** Query holds the text alone; Parse has the statement's name before it. */
function sqlOf(kind: string, bytes: Buffer): string {
  if (kind === "Q") return bytes.toString("utf8", 5, bytes.length - 1);
  return kind === "P" ? (bytes.toString("utf8", 5).split("\0")[1] ?? "") : "";
}
