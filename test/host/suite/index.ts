// What the extension host loads as its test suite: runs every *.test.cjs beside it with mocha and
// writes the counts to the file named in ROWMILL_SUITE_RESULT.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "tdd", timeout: 60_000, color: false });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith(".test.cjs")) mocha.addFile(join(__dirname, name));
  }
  const stray: unknown[] = [];
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    process.on(event, (error: unknown) => stray.push(error));
  }
  const counts = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  for (const error of stray) console.error("outside of any test:", error);
  const passed = counts?.passes ?? 0;
  const failed = (counts?.failures ?? 0) + stray.length;
  const skipped = counts?.pending ?? 0;
  writeFileSync(
    process.env["ROWMILL_SUITE_RESULT"] ?? join(__dirname, "result.json"),
    JSON.stringify({ passed, failed, skipped }),
  );
  if (failed > 0) throw new Error(`${failed} failed in the extension host`);
}
