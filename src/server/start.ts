// The language server as a program of its own: the extension starts it and speaks over the channel of its
// parent process.
import { join } from "node:path";

import { serveIpc } from "./main.ts";

serveIpc({ wasmFolder: join(__dirname, "wasm") });
