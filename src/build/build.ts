// `npm run build [-- --production] [-- extension cli ...]` and `npm run watch`.
import { parseArgs } from "node:util";
import { bundle, watch } from "./bundle.ts";

const { values, positionals } = parseArgs({
  options: { watch: { type: "boolean" }, production: { type: "boolean" } },
  allowPositionals: true,
});
const isProduction = values.production ?? false;

try {
  if (values.watch) await watch({ isProduction });
  else await bundle({ isProduction, ...(positionals.length > 0 && { only: positionals }) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
