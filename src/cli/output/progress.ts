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
  let lastRetry = { reason: "", toldMs: -Infinity };
  /** A user who waits should know for what; the same words of all workers are said once in a while. */
  const tellRetry = (batch: number, reason: string): void => {
    const nowMs = performance.now();
    if (reason === lastRetry.reason && nowMs - lastRetry.toldMs < PLAIN_LINE_MS) return;
    lastRetry = { reason, toldMs: nowMs };
    tell(`batch ${batch} is tried again: ${reason}`);
  };
  const tell = (text: string): void => err(`${isTerminal ? "\r\u001b[2K" : ""}${text}\n`);
  const timer = setInterval(draw, isTerminal ? REDRAW_MS : PLAIN_LINE_MS);
  return {
    note(event) {
      state = foldEvent(state, event, performance.now());
      if (event.type === "batch-retried") tellRetry(event.batch, event.reason);
      if (event.type === "step" && event.state === "started") tell(event.what);
    },
    stop() {
      clearInterval(timer);
      if (!isTerminal) return;
      draw();
      err("\n");
    },
  };
}

/** A source of unknown size has no bar. */
function bar(state: Throughput, nowMs: number): string {
  const { bytesCommitted, bytesTotal } = totals(state, nowMs);
  if (bytesTotal === 0) return line(state, nowMs);
  const share = Math.min(1, bytesCommitted / bytesTotal);
  const full = Math.round(share * BAR_WIDTH);
  return `[${"#".repeat(full)}${".".repeat(BAR_WIDTH - full)}] ${line(state, nowMs)}`;
}

function line(state: Throughput, nowMs: number): string {
  const now = totals(state, nowMs);
  const share = Math.floor((100 * now.bytesCommitted) / Math.max(1, now.bytesTotal));
  const parts = [
    now.bytesTotal === 0 ? `${(now.bytesCommitted / 1_048_576).toFixed(1)} MB` : `${share} %`,
    `${whole(now.loaded)} rows`,
    `${whole(now.rowsPerSecond)} rows/s`,
    `${(now.bytesPerSecond / 1_048_576).toFixed(1)} MB/s`,
  ];
  if (now.rejected > 0) parts.push(`${whole(now.rejected)} rejected`);
  if (now.retries > 0) parts.push(`${whole(now.retries)} retries`);
  if (now.etaMs !== null && share < 100) parts.push(`${Math.ceil(now.etaMs / 1000)} s to go`);
  return parts.join(", ");
}

/** Several times a second, where Intl would make a formatter each time. */
const whole = (value: number): string =>
  String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
