// Compiles our WebAssembly modules, src/wasm/<module>/index.ts, with AssemblyScript. The same sources give the same
// bytes; what was compiled once is kept in node_modules/.cache/rowmill under the digest of all that decides it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { WASM_REGIONS, WasmMemory, type WasmModuleName } from "../core/records/wasm-memory.ts";
import { inRoot } from "./root.ts";

/** The modules that have sources. */
export const wasmModules = (): readonly WasmModuleName[] =>
  MODULES.filter((name) => existsSync(inRoot(SOURCES, name)));

/** The bytes of a module: from the cache, or compiled now. */
export async function wasmBytes(name: WasmModuleName): Promise<Uint8Array> {
  const folder = inRoot("node_modules/.cache/rowmill/wasm");
  const file = join(folder, `${name}-${digestOf(name)}.wasm`);
  if (existsSync(file)) return readFileSync(file);
  const bytes = await compileWasm(name);
  mkdirSync(folder, { recursive: true });
  // Two may compile at once: write aside, then rename, so that none reads half a file.
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, bytes);
  renameSync(aside, file);
  return bytes;
}

/** A memory of that size with the modules as their sources are now. */
export async function builtMemory(bytes: number): Promise<WasmMemory> {
  const modules = new Map<WasmModuleName, Uint8Array>();
  for (const name of wasmModules()) modules.set(name, await wasmBytes(name));
  return new WasmMemory({
    bytes,
    view: (buffer, start, length) => Buffer.from(buffer, start, length),
    allocate: (size) => Buffer.allocUnsafeSlow(size),
    moduleBytes: (name) => modules.get(name) ?? null,
  });
}

/** Compiles a module; throws with the compiler's own words. */
export async function compileWasm(name: WasmModuleName): Promise<Uint8Array> {
  const compiler: unknown = await import(COMPILER);
  if (!isCompiler(compiler)) throw new Error(`${COMPILER} has no compiler`);
  const written: Uint8Array[] = [];
  const said: string[] = [];
  const { error } = await compiler.default.main(argumentsFor(name), {
    stderr: { write: (text) => void said.push(text.toString()) },
    readFile: (file) => readIfThere(inRoot(file)),
    writeFile: (_file, content) => {
      if (typeof content !== "string") written.push(content);
    },
    listFiles: () => [],
  });
  if (error !== null) throw new Error(`src/wasm/${name}: ${error.message}\n${said.join("")}`);
  const [wasm] = written;
  if (wasm === undefined) throw new Error(`src/wasm/${name}: the compiler wrote nothing`);
  return wasm;
}

/** Not named in the import: the package's types would declare AssemblyScript's globals for all of our code. */
const COMPILER: string = "assemblyscript/asc";

interface Compiler {
  readonly default: {
    main(
      args: readonly string[],
      host: {
        readonly stderr: { write(text: string | Uint8Array): void };
        readFile(file: string): string | null;
        writeFile(file: string, content: string | Uint8Array): void;
        listFiles(): readonly string[];
      },
    ): Promise<{ readonly error: Error | null }>;
  };
}

const isCompiler = (module: unknown): module is Compiler =>
  typeof module === "object" &&
  module !== null &&
  "default" in module &&
  typeof module.default === "object" &&
  module.default !== null &&
  "main" in module.default &&
  typeof module.default.main === "function";

const SOURCES = "src/wasm";
const MODULES = [
  "scanner",
  "hash",
  "encoder",
  "fields",
] as const satisfies readonly WasmModuleName[];

/** No start function, no heap, no checks of the compiler's: the modules are straight loops over given addresses. */
function argumentsFor(name: WasmModuleName): string[] {
  return [
    `${SOURCES}/${name}/index.ts`,
    ...["--outFile", "module.wasm"],
    ...["-O3", "--converge", "--noAssert", "--runtime", "stub", "--enable", "simd"],
    ...["--importMemory", "--memoryBase", String(WASM_REGIONS[name].start)],
  ];
}

/** Of the sources, the compiler and its arguments. */
function digestOf(name: WasmModuleName): string {
  const hash = createHash("sha256").update(argumentsFor(name).join("\n"));
  hash.update(readFileSync(inRoot("node_modules/assemblyscript/package.json")));
  for (const path of sourcesOf(`${SOURCES}/${name}/index.ts`))
    hash.update(`\n${path}\n`).update(readFileSync(inRoot(path)));
  return hash.digest("hex").slice(0, 32);
}

/** The entry and all it imports, wherever in src that lies. */
function sourcesOf(entry: string): ReadonlySet<string> {
  const found = new Set([entry]);
  // A set gives what is added while it is walked, too.
  for (const path of found) {
    for (const [, imported = ""] of readFileSync(inRoot(path), "utf8").matchAll(
      /from "(\.[^"]+)"/g,
    ))
      found.add(posix.join(posix.dirname(path), imported.replace(/(\.ts)?$/, ".ts")));
  }
  return found;
}

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}
