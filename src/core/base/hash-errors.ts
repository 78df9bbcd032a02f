// What can go wrong with the digests that tell one content from another.
import { IngestError } from "./ingest-error.ts";

/** Beside `errors`: the factory's name is the error's code in kebab-case. */
export const hashErrors = {
  hashUnavailable: (name: string) =>
    new IngestError({
      kind: "user",
      code: "hash-unavailable",
      message: `the load was recorded with ${name} digests, which need WebAssembly, and this process cannot run it`,
      hint: "resume or verify it from a process that may: without `ulimit -v`, and from a whole installation, dist/wasm/hash.wasm included",
    }),
};
