// The parsers that come as WebAssembly, straight from their packages, once for all tests of a worker.
import { join } from "node:path";
import { Parsers } from "../../src/adapters/check/parsers.ts";
import { GRAMMAR_FILES } from "../../src/adapters/files/grammars.ts";
import { inRoot } from "../../src/build/root.ts";
import { present } from "../../src/core/base/assert.ts";

export const parsers = new Parsers((file) =>
  join(inRoot("node_modules"), present(GRAMMAR_FILES[file], `a package with ${file}`), file),
);
