// An HTTP server that gives one content, with the faults that a test asks for: connections cut, no ranges, other
// content from some request on, redirects.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FileServerOptions {
  /** Default: yes. */
  readonly hasRanges?: boolean;
  /** Default: an ETag. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Without it the content goes out in pieces of unknown number. */
  readonly statesLength?: boolean;
  /** Cuts each connection after so many bytes of body. */
  readonly cutAfter?: number;
  /** How many connections are cut; default: all. */
  readonly cuts?: number;
}

export interface FileServer {
  readonly address: string;
  content: Buffer;
  options: FileServerOptions;
  /** "GET /t.csv bytes=0-": what was asked for, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startFileServer(content: Buffer): Promise<FileServer> {
  let cuts = 0;
  const server = createServer((request, response) => {
    const { url = "", headers } = request;
    files.requests.push(`${url} ${headers.range ?? "all"}`);
    const redirect = /^\/to\/(.*)$/.exec(url)?.[1];
    if (redirect !== undefined) {
      response.writeHead(302, { location: decodeURIComponent(redirect) }).end();
      return;
    }
    const status = /^\/status\/(\d+)/.exec(url)?.[1];
    if (status !== undefined) response.writeHead(Number(status)).end();
    else if (answer(files, request, response, cuts < (files.options.cuts ?? Infinity))) cuts++;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const files: FileServer = {
    address: `http://127.0.0.1:${port}`,
    content,
    options: {},
    requests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return files;
}

/** True when it cut the connection. */
function answer(
  { content, options }: FileServer,
  { headers }: IncomingMessage,
  response: ServerResponse,
  mayCut: boolean,
): boolean {
  const { hasRanges = true, statesLength = true, cutAfter = Infinity } = options;
  const validators = options.headers ?? { etag: '"one"' };
  const range = /^bytes=(\d+)-(\d*)$/.exec(hasRanges ? (headers.range ?? "") : "");
  const condition = String(headers["if-range"] ?? "");
  const isSame = condition === "" || Object.values(validators).includes(condition);
  const from = range && isSame ? Number(range[1]) : 0;
  const to = range && isSame && range[2] !== "" ? Number(range[2]) + 1 : content.length;
  const part = content.subarray(from, to);
  response.writeHead(range && isSame ? 206 : 200, {
    ...validators,
    ...(statesLength ? { "content-length": part.length } : {}),
    ...(range && isSame
      ? { "content-range": `bytes ${from}-${from + part.length - 1}/${content.length}` }
      : {}),
  });
  if (!mayCut || part.length <= cutAfter) {
    response.end(part);
    return false;
  }
  response.write(part.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20));
  return true;
}
