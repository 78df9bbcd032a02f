// Servers that are silent, broken or false, played byte by byte: each must end in an error, none in a crash, a
// hang or a password sent.
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openClient } from "../../../src/adapters/pg/connection/open.ts";
import { resolveConnection } from "../../../src/adapters/pg/connection/resolve.ts";
import { IngestError } from "../../../src/core/base/ingest-error.ts";
import { silentLog } from "../../../src/core/base/log.ts";

const servers: Server[] = [];
const received: Buffer[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))),
  );
  received.length = 0;
});

/** Answers the n-th packet with the n-th answer; null ends the connection, no answer is silence. */
async function playServer(...answers: readonly (Buffer | null)[]): Promise<number> {
  const server = createServer((socket: Socket) => {
    let turn = 0;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      received.push(bytes);
      const answer = answers[turn++];
      if (answer === null) socket.destroy();
      else if (answer !== undefined) socket.write(answer);
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const int32 = (value: number) => Buffer.from([value >> 24, value >> 16, value >> 8, value]);
const asks = (method: number, rest = "") => message("R", int32(method), rest);
const refuses = (code: string, text: string) =>
  message("E", `SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);
const ready = message("Z", "I");
const plain = "sslmode=disable";

async function open(
  ports: readonly number[],
  keywords: string,
  signal = new AbortController().signal,
): Promise<unknown> {
  const dsn = `host=${ports.map(() => "127.0.0.1").join(",")} port=${ports.join(",")} user=u password=s3cret ${keywords}`;
  const world = {
    env: {},
    readFile: () => Promise.resolve(null),
    fileMode: () => Promise.resolve(null),
  };
  const settings = await resolveConnection(dsn, {
    ...world,
    homeDir: "/nowhere",
    userName: "u",
    platform: "linux",
  });
  const hurried = { ...settings, connectTimeoutMs: 500 };
  const onError = (error: IngestError) => expect.unreachable(error.message);
  return openClient(hurried, { applicationName: "t", log: silentLog, onError }, signal).catch(
    (error: unknown) => error,
  );
}

test.each<[string, readonly (Buffer | null)[], string, { code: string; kind: string }, string]>([
  [
    "says nothing",
    [],
    plain,
    { code: "cannot-connect", kind: "transient" },
    "no session within 0.5 s",
  ],
  [
    "says nothing about TLS",
    [],
    "",
    { code: "cannot-connect", kind: "transient" },
    "no session within 0.5 s",
  ],
  [
    "stops in the handshake",
    [Buffer.from("S")],
    "sslmode=require",
    { code: "cannot-connect", kind: "transient" },
    "within 0.5 s",
  ],
  [
    "hangs up on TLS",
    [null],
    "sslmode=require",
    { code: "cannot-connect", kind: "transient" },
    "closed it when asked for encryption",
  ],
  [
    "hangs up in the handshake",
    [Buffer.from("S"), null],
    "sslmode=require",
    { code: "tls-refused", kind: "user" },
    "TLS handshake",
  ],
  [
    "slips bytes in before TLS",
    [Buffer.from("SX")],
    "sslmode=require",
    { code: "cannot-connect", kind: "transient" },
    "like a PostgreSQL server",
  ],
  [
    "answers TLS with an error",
    [refuses("53300", "full")],
    "sslmode=prefer",
    { code: "cannot-connect", kind: "transient" },
    "or is too busy",
  ],
  [
    "is no PostgreSQL",
    [Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    plain,
    { code: "cannot-connect", kind: "transient" },
    "like a PostgreSQL server",
  ],
  [
    "hangs up at the login",
    [null],
    plain,
    { code: "cannot-connect", kind: "transient" },
    "ended the connection during the login",
  ],
  [
    "asks for GSSAPI",
    [asks(7)],
    plain,
    { code: "cannot-connect", kind: "transient" },
    "authenticationOk message type 7",
  ],
  [
    "is starting up",
    [refuses("57P03", "the database system is starting up")],
    plain,
    { code: "server", kind: "transient" },
    "starting up",
  ],
  [
    "asks for clear text, not allowed",
    [asks(3)],
    `${plain} require_auth=scram-sha-256`,
    { code: "authentication-refused", kind: "user" },
    '"password"',
  ],
  [
    "asks for md5, not allowed",
    [asks(5, "salt")],
    `${plain} require_auth=!md5`,
    { code: "authentication-refused", kind: "user" },
    '"md5"',
  ],
  [
    "asks nothing, not allowed",
    [Buffer.concat([asks(0), ready])],
    `${plain} require_auth=md5`,
    { code: "authentication-refused", kind: "user" },
    '"none"',
  ],
  [
    "never proves that it knows the password",
    [asks(10, "SCRAM-SHA-256\0\0"), Buffer.concat([asks(0), ready])],
    plain,
    { code: "authentication-refused", kind: "user" },
    "without proving",
  ],
])("a server that %s", async (_name, answers, keywords, shape, words) => {
  const error = await open([await playServer(...answers)], keywords);
  expect(error).toBeInstanceOf(IngestError);
  expect(error).toMatchObject({ ...shape, message: expect.stringContaining(words) as unknown });
  expect(Buffer.concat(received).toString("latin1")).not.toContain("s3cret");
});

test("each host has the whole time limit, and each is named", async () => {
  const starting = await playServer(refuses("57P03", "the database system is starting up"));
  const silent = await playServer();
  const error = await open([silent, starting], plain);
  expect(error).toMatchObject({ code: "no-suitable-host", kind: "transient" });
  expect(error).toHaveProperty(
    "message",
    expect.stringMatching(/no session within 0.5 s; the database system is starting up/),
  );
});

test.each([plain, "sslmode=require"])(
  "an abort ends the wait at once with its own reason, %s",
  async (keywords) => {
    const port = await playServer();
    const stop = new AbortController();
    const opening = open([port, port], keywords, stop.signal);
    await expect.poll(() => received.length).toBe(1);
    const reason = new Error("the user cancelled");
    stop.abort(reason);
    expect(await opening).toBe(reason);
    expect(await open([port], keywords, stop.signal)).toBe(reason);
  },
);

test("a name that does not exist", async () => {
  const world = {
    env: {},
    readFile: () => Promise.resolve(null),
    fileMode: () => Promise.resolve(null),
  };
  const settings = await resolveConnection("host=no-such-host.invalid user=u", {
    ...world,
    homeDir: "/",
    userName: "u",
    platform: "linux",
  });
  const opening = openClient(
    settings,
    { applicationName: "t", log: silentLog, onError: () => undefined },
    new AbortController().signal,
  );
  await expect(opening).rejects.toMatchObject({ code: "cannot-connect", kind: "transient" });
});
