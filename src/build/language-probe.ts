// A language client that only measures: it opens texts, types into them and waits for what is found.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

export class LanguageProbe {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #startedMs = performance.now();
  readonly #waiting = new Map<string, (message: Readonly<Record<string, unknown>>) => void>();
  #pending = Buffer.alloc(0);
  #id = 0;

  /** `args` start a server that speaks on stdin and stdout. */
  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [...args], { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout.on("data", (bytes: Buffer) => this.#take(bytes));
  }

  get sinceStartMs(): number {
    return performance.now() - this.#startedMs;
  }

  async initialize(folder: string): Promise<void> {
    const uri = pathToFileURL(folder).href;
    const asked = this.#ask("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "bench" }],
      capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } },
    });
    await asked;
    this.#send({ method: "initialized", params: {} });
  }

  /** Resolves with the milliseconds until something was published for the text. */
  open(path: string, text: string): Promise<number> {
    const uri = pathToFileURL(path).href;
    return this.#timed(`${uri} 1`, () => {
      const textDocument = { uri, languageId: "sql", version: 1, text };
      this.#send({ method: "textDocument/didOpen", params: { textDocument } });
    });
  }

  /** Types `text` at a place, as version `version`; resolves with the milliseconds until it was judged. */
  type(path: string, version: number, place: { line: number; character: number }, text: string) {
    const uri = pathToFileURL(path).href;
    return this.#timed(`${uri} ${version}`, () => {
      const contentChanges = [{ range: { start: place, end: place }, text }];
      const params = { textDocument: { uri, version }, contentChanges };
      this.#send({ method: "textDocument/didChange", params });
    });
  }

  /** Megabytes in memory now, and at the most; only on Linux. */
  memory(): { readonly nowMb: number; readonly peakMb: number } {
    const status = readFileSync(`/proc/${this.#child.pid ?? 0}/status`, "utf8");
    const megabytes = (name: string): number =>
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
    return { nowMb: megabytes("VmRSS"), peakMb: megabytes("VmHWM") };
  }

  async stop(): Promise<void> {
    await this.#ask("shutdown", undefined);
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#send({ method: "exit" });
    await ended;
  }

  async #timed(key: string, act: () => void): Promise<number> {
    const published = new Promise((resolve) => this.#waiting.set(key, resolve));
    const startMs = performance.now();
    act();
    await published;
    return performance.now() - startMs;
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#id;
    const answered = new Promise((resolve) => this.#waiting.set(`answer ${id}`, resolve));
    this.#send({ id, method, params });
    return answered;
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #take(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const split = this.#pending.indexOf("\r\n\r\n");
      if (split < 0) return;
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#pending.toString("latin1", 0, split))?.[1],
      );
      if (this.#pending.length < split + 4 + length) return;
      this.#got(JSON.parse(this.#pending.toString("utf8", split + 4, split + 4 + length)));
      this.#pending = this.#pending.subarray(split + 4 + length);
    }
  }

  #got(parsed: unknown): void {
    const message = fields(parsed);
    const { method, id } = message;
    if (method === "textDocument/publishDiagnostics") {
      const { uri, version } = fields(message["params"]);
      this.#settle(`${String(uri)} ${String(version)}`, message);
    } else if (method === undefined) {
      this.#settle(`answer ${String(id)}`, message);
    } else if (id !== undefined) {
      // The server asks for settings and registers capabilities: it gets nothing, politely.
      this.#send({ id, result: method === "workspace/configuration" ? [null] : null });
    }
  }

  #settle(key: string, message: Readonly<Record<string, unknown>>): void {
    this.#waiting.get(key)?.(message);
    this.#waiting.delete(key);
  }
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
