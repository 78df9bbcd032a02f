// The part of WebAssembly that the core uses. Node has it as a global, but its typings do not; the browser's typings,
// which do, would let `document` into the core.
declare namespace WebAssembly {
  class Memory {
    /** Of fixed size: its buffer is never detached, so views of it stay good. */
    constructor(pages: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }

  interface Module {
    readonly [Symbol.toStringTag]: "WebAssembly.Module";
  }

  /** Throws a CompileError when the bytes are no module, or need what this machine lacks. */
  const Module: new (bytes: Uint8Array) => Module;

  class Instance {
    constructor(
      module: Module,
      imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    );
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
