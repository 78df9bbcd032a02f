// `npm run package`: the VSIX that a user installs.
import { makeVsix } from "./vsix.ts";

try {
  await makeVsix();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
