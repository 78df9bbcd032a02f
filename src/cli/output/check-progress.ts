// How far a check is, on a terminal: one line that is redrawn, and gone when the findings come.
import type { CheckProgress, OnProgress } from "../../adapters/check/run-check.ts";

const REDRAW_MS = 100;

const PHASES: Readonly<Record<CheckProgress["phase"], string>> = {
  reading: "reading tables",
  judging: "checking",
  fixing: "fixing",
};

export interface CheckProgressLine {
  readonly note: OnProgress;
  clear(): void;
}

export function checkProgressLine(
  err: (text: string) => void,
  isTerminal: boolean,
): CheckProgressLine {
  let [drawnMs, isDrawn] = [0, false];
  return {
    note({ phase, done, total }) {
      const nowMs = performance.now();
      if (!isTerminal || nowMs - drawnMs < REDRAW_MS) return;
      [drawnMs, isDrawn] = [nowMs, true];
      const share = Math.floor((100 * done) / Math.max(1, total));
      err(
        `\r\u001b[2K${PHASES[phase]}: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} files, ${share} %`,
      );
    },
    clear() {
      if (isDrawn) err("\r\u001b[2K");
    },
  };
}
