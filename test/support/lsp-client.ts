// An editor's end of the language server protocol, by hand over stdin and stdout: what Neovim or Helix says.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { cli } from "./rowmill.ts";

export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface PublishedDiagnostic {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly code: string;
  readonly severity: number;
  readonly message: string;
  readonly source: string;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly PublishedDiagnostic[];
}

type Listener = (message: Message) => boolean;

export class LspClient {
  readonly child: ChildProcessWithoutNullStreams;
  readonly messages: Message[] = [];
  stderr = "";
  private readonly listeners = new Set<Listener>();
  private unread = Buffer.alloc(0);
  private lastId = 0;

  /** `rowmill lsp`, as an editor starts it. */
  constructor(args: readonly string[] = [cli, "lsp"]) {
    this.child = spawn(process.execPath, [...args]);
    this.child.stdout.on("data", (bytes: Buffer) => this.receive(bytes));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
  }

  get exit(): Promise<number | null> {
    const { child } = this;
    if (child.exitCode !== null) return Promise.resolve(child.exitCode);
    return new Promise((resolve) => child.once("close", resolve));
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  async request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.lastId;
    const answer = this.next((message) => message.id === id && message.method === undefined);
    this.send({ id, method, params });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  /** What editors send first; `more` is laid over it. */
  async initialize(more: Record<string, unknown> = {}): Promise<unknown> {
    const result = await this.request("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      ...more,
    });
    this.notify("initialized", {});
    return result;
  }

  open(uri: string, languageId: string, text: string): void {
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  }

  /** The next findings for that text that fit. */
  async published(
    uri: string,
    fits: (published: Published) => boolean = () => true,
  ): Promise<Published> {
    const message = await this.next(
      ({ method, params }) =>
        method === "textDocument/publishDiagnostics" &&
        isPublished(params) &&
        params.uri === uri &&
        fits(params),
    );
    if (!isPublished(message.params)) throw new Error("no diagnostics");
    return message.params;
  }

  next(fits: (message: Message) => boolean, timeoutMs = 20_000): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.listeners.delete(listener);
        reject(new Error(`nothing that fits within ${timeoutMs} ms; stderr: ${this.stderr}`));
      }, timeoutMs);
      const listener = (message: Message) => {
        if (!fits(message)) return false;
        clearTimeout(timer);
        resolve(message);
        return true;
      };
      this.listeners.add(listener);
    });
  }

  async stop(): Promise<number | null> {
    await this.request("shutdown", null);
    const { exit } = this;
    this.notify("exit", null);
    return exit;
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private send(message: Message): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.child.stdin.write(body);
  }

  private receive(bytes: Buffer): void {
    this.unread = Buffer.concat([this.unread, bytes]);
    for (;;) {
      const headEnd = this.unread.indexOf("\r\n\r\n");
      if (headEnd < 0) return;
      const length = /Content-Length: (\d+)/iu.exec(
        this.unread.toString("latin1", 0, headEnd),
      )?.[1];
      const end = headEnd + 4 + Number(length);
      if (this.unread.length < end) return;
      const message: unknown = JSON.parse(this.unread.toString("utf8", headEnd + 4, end));
      this.unread = this.unread.subarray(end);
      if (typeof message === "object" && message !== null) this.dispatch(message);
    }
  }

  private dispatch(message: Message): void {
    this.messages.push(message);
    // A server's own question: none of the capabilities that would lead to one was announced.
    for (const listener of [...this.listeners]) {
      if (listener(message)) this.listeners.delete(listener);
    }
  }
}

const isPublished = (params: unknown): params is Published =>
  typeof params === "object" && params !== null && "uri" in params && "diagnostics" in params;
