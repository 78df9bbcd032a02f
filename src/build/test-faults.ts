// `npm run test:faults`: builds the CLI and starts the fault matrix (test/faults/main.ts), which is no part of what
// ships and may not be imported from here. All arguments go to it.
import { bundle } from "./bundle.ts";
import { runBundled } from "./run-bundled.ts";

await bundle({ only: ["cli", "load-process"] });
process.exitCode = await runBundled("test/faults/main.ts", process.argv.slice(2));
