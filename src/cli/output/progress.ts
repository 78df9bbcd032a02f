// The progress of a load on stderr: one line that is redrawn on a terminal, a plain line now and then otherwise.
import type { LoadEvent } from "../../core/load/events.ts";
import {
  foldEvent,
  startThroughput,
  tick,
  totals,
  type Throughput,
} from "../../core/load/throughput.ts";

const REDRAW_MS = 200;
const PLAIN_LINE_MS = 10_000;
const BAR_WIDTH = 24;

export interface Progress {
  note(event: LoadEvent): void;
  stop(): void;
}

export function startProgress(err: (text: string) => void, isTerminal: boolean): Progress {
  let state = startThroughput(performance.now());
  const draw = (): void => {
    const nowMs = performance.now();
    state = tick(state, nowMs);
    if (state.isPlanned)
      err(isTerminal ? `\r\u001b[2K${bar(state, nowMs)}` : `${line(state, nowMs)}\n`);
  };
  const timer = setInterval(draw, isTerminal ? REDRAW_MS : PLAIN_LINE_MS);
  return {
    note(event) {
      state = foldEvent(state, event, performance.now());
    },
    stop() {
      clearInterval(timer);
      if (!isTerminal) return;
      draw();
      err("\n");
    },
  };
}

function bar(state: Throughput, nowMs: number): string {
  const { bytesCommitted, bytesTotal } = totals(state, nowMs);
  const share = bytesTotal === 0 ? 1 : Math.min(1, bytesCommitted / bytesTotal);
  const full = Math.round(share * BAR_WIDTH);
  return `[${"#".repeat(full)}${".".repeat(BAR_WIDTH - full)}] ${line(state, nowMs)}`;
}

function line(state: Throughput, nowMs: number): string {
  const now = totals(state, nowMs);
  const share =
    now.bytesTotal === 0 ? 100 : Math.floor((100 * now.bytesCommitted) / now.bytesTotal);
  const parts = [
    `${share} %`,
    `${whole(now.loaded)} rows`,
    `${whole(now.rowsPerSecond)} rows/s`,
    `${(now.bytesPerSecond / 1_048_576).toFixed(1)} MB/s`,
  ];
  if (now.rejected > 0) parts.push(`${whole(now.rejected)} rejected`);
  if (now.retries > 0) parts.push(`${whole(now.retries)} retries`);
  if (now.etaMs !== null && share < 100) parts.push(`${Math.ceil(now.etaMs / 1000)} s to go`);
  return parts.join(", ");
}

const whole = (value: number): string => Math.round(value).toLocaleString("en");
