// The record machine in WebAssembly, 64 bytes at a time: src/wasm/scanner. Only for text that lies in the shared memory,
// in a dialect that hops can read too; it stops where quotes stand oddly, and the hops or the bytewise way go on.
import type { DialectBytes } from "./dialect-bytes.ts";
import type { ScanLimits } from "./scan-bytes.ts";
import { canHop } from "./scan-hops.ts";
import { FIELD_START, QUOTED, QUOTE_SEEN_IN_QUOTED, UNQUOTED } from "./scan-state.ts";
import type { ScanState } from "./scan-state.ts";
import type { WasmFunction, WasmInstance, WasmMemory } from "./wasm-memory.ts";

/** What `scan` says where the quotes are not as the module knows them: another way must go on from there. */
export const UNUSUAL = -2;

/** The largest place that the module can be given. */
const PLACE_MAX = 0x7fff_ffff;

export class WasmScan {
  readonly #memory: WasmMemory;
  readonly #scan: WasmFunction;
  readonly #block: Block;

  /** Null where the dialect is not one for it, or the machine has no such module. */
  static open(memory: WasmMemory, dialect: DialectBytes): WasmScan | null {
    if (!canHop(dialect) || dialect.delimiter.length !== 1) return null;
    const instance = memory.instance("scanner");
    return instance === null ? null : new WasmScan(memory, instance, dialect);
  }

  private constructor(memory: WasmMemory, instance: WasmInstance, dialect: DialectBytes) {
    this.#memory = memory;
    this.#scan = instance.call("scan");
    this.#block = new Block(instance.buffer, instance.call("blockAddress")(), dialect);
  }

  /** Whether it can take over from this state, with these bytes. */
  canScan(state: ScanState, bytes: Uint8Array): boolean {
    return state.state !== QUOTE_SEEN_IN_QUOTED && this.#memory.addressOf(bytes) !== null;
  }

  /** As scanByHops, but it never ends the text, and may answer UNUSUAL. */
  scan(state: ScanState, bytes: Uint8Array, { to, cutAt }: ScanLimits): number {
    const address = this.#memory.addressOf(bytes) ?? 0;
    this.#block.write(state);
    const end = this.#scan(address, to, Math.min(PLACE_MAX, Math.max(1, cutAt)));
    this.#block.read(state);
    return end;
  }
}

/** The state as the module has it: 32-bit numbers in the order of its class. */
class Block {
  readonly #fields: Int32Array;
  readonly #dialect: readonly number[];

  constructor(buffer: ArrayBuffer, address: number, dialect: DialectBytes) {
    this.#fields = new Int32Array(buffer, address, STATE_FIELDS + DIALECT_FIELDS);
    this.#dialect = [
      dialect.quote < 0 ? dialect.standInQuote : dialect.quote,
      dialect.delimiter[0] ?? 0,
      dialect.recordEnd,
      Number(dialect.dropsReturn),
      Number(dialect.quote < 0),
    ];
  }

  /** With the dialect: scanners of other dialects use the same block between two calls. */
  write(scan: ScanState): void {
    this.#fields.set([
      ...[scan.position, scan.recordStart, scan.quoteOpenedAt],
      ...[Number(scan.state === QUOTED), Number(scan.state === FIELD_START)],
      ...[0, 0, 1],
      ...this.#dialect,
    ]);
  }

  read(scan: ScanState): void {
    const [position = 0, recordStart = 0, quoteOpenedAt = 0, isInQuotes, isFieldStart] =
      this.#fields;
    const [records = 0, lines = 0, isPlain] = this.#fields.subarray(COUNTS_AT);
    scan.position = position;
    scan.recordStart = recordStart;
    scan.quoteOpenedAt = quoteOpenedAt;
    scan.state = isInQuotes === 1 ? QUOTED : isFieldStart === 1 ? FIELD_START : UNQUOTED;
    scan.records += records;
    scan.lines += lines;
    if (isPlain === 0) scan.isPlain = false;
  }
}

const COUNTS_AT = 5;
const STATE_FIELDS = 8;
const DIALECT_FIELDS = 5;
