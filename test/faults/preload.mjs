// Runs before the CLI in the CLI's process, when the fault matrix asks Node for it (preload.ts). Plain JavaScript, so
// that Node runs it as it is.
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const { killAtRename, clockJumps } = JSON.parse(process.env.ROWMILL_TEST_PRELOAD);

const killMyself = () => {
  process.kill(process.pid, "SIGKILL");
  // The signal may take a moment; not a step further until then.
  for (;;);
};

if (killAtRename !== undefined) {
  const rename = fs.rename;
  fs.rename = async (from, to) => {
    if (killAtRename === "before") killMyself();
    await rename(from, to);
    killMyself();
  };
  syncBuiltinESMExports();
}

if (clockJumps !== undefined) {
  const RealDate = Date;
  let state = clockJumps >>> 0;
  /** From six hours back to six hours ahead, another one at each look. */
  const jumpMs = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32 - 0.5) * 12 * 3_600_000);
  };
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length === 0 ? [RealDate.now() + jumpMs()] : given));
    }
    static now() {
      return RealDate.now() + jumpMs();
    }
  };
}
