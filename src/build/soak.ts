// `npm run test:soak`: builds the CLI and starts the soak (test/faults/soak.ts). All arguments go to it.
import { bundle } from "./bundle.ts";
import { runBundled } from "./run-bundled.ts";

await bundle({ only: ["cli"] });
process.exitCode = await runBundled("test/faults/soak.ts", process.argv.slice(2));
