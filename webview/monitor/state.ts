// What the page shows, as a pure reducer of the host's messages, and what of it is worth saying aloud.
import type {
  MonitorPhase,
  MonitorSample,
  MonitorState,
  MonitorTotals,
  MonitorWorker,
  ToMonitor,
} from "../../src/protocol/monitor.ts";

export interface LoadView {
  readonly kind: "load";
  readonly locale: string;
  readonly title: string;
  readonly table: string;
  readonly file: string;
  readonly loadId: string | null;
  readonly samples: readonly MonitorSample[];
  readonly workers: readonly MonitorWorker[];
  readonly totals: MonitorTotals;
  readonly state: MonitorState;
}

export type View = { readonly kind: "starting" | "idle"; readonly locale: string } | LoadView;

export type Announcement =
  | { readonly kind: "phase"; readonly phase: MonitorPhase; readonly message: string | null }
  | { readonly kind: "progress"; readonly percent: number };

/** Four hours of seconds; the host thins its own list much earlier, this only bounds a page that stays open for days. */
const SAMPLES_MAX = 14_400;
const ANNOUNCED_PERCENT = 10;

export const startView = (locale: string): View => ({ kind: "starting", locale });

export function reduce(view: View, message: ToMonitor): View {
  switch (message.type) {
    case "idle":
      return { kind: "idle", locale: message.locale };
    case "reset": {
      const { locale, title, table, file, loadId, samples, workers, totals, state } = message;
      return { kind: "load", locale, title, table, file, loadId, samples, workers, totals, state };
    }
    case "update": {
      // An update that overtakes its reset has nothing to add to; the reset will hold its numbers too.
      if (view.kind !== "load") return view;
      const { workers, totals, state } = message;
      return { ...view, samples: appended(view.samples, message.samples), workers, totals, state };
    }
  }
}

/** What a screen reader should say of a change: phases and every ten per cent, never each sample. */
export function announcementFor(before: View, after: View): Announcement | null {
  if (after.kind !== "load") return null;
  const { phase, message } = after.state;
  if (before.kind !== "load" || before.state.phase !== phase || before.loadId !== after.loadId)
    return { kind: "phase", phase, message };
  const step = stepOf(after.totals);
  return phase === "loading" && step > stepOf(before.totals)
    ? { kind: "progress", percent: step * ANNOUNCED_PERCENT }
    : null;
}

/** Of the file's bytes, 0 to 1. */
export function fractionOf(totals: MonitorTotals): number {
  return totals.bytesTotal > 0 ? Math.min(1, totals.bytesCommitted / totals.bytesTotal) : 0;
}

export const isEnded = (phase: MonitorPhase): boolean =>
  phase === "complete" || phase === "stopped" || phase === "failed";

export const canCancel = (view: View): boolean =>
  view.kind === "load" && (view.state.phase === "loading" || view.state.phase === "preparing");

export const canOpenRejects = (view: View): boolean =>
  view.kind === "load" && view.state.rejectsFile !== null && view.totals.rejected > 0;

/** At most `countMax` samples at even distances, the newest always among them: the charts as a table. */
export function evenSamples(
  samples: readonly MonitorSample[],
  countMax: number,
): readonly MonitorSample[] {
  const step = Math.max(1, Math.ceil(samples.length / countMax));
  return samples.filter((_sample, index) => (samples.length - 1 - index) % step === 0);
}

const stepOf = (totals: MonitorTotals) =>
  Math.floor((fractionOf(totals) * 100) / ANNOUNCED_PERCENT);

function appended(
  samples: readonly MonitorSample[],
  more: readonly MonitorSample[],
): readonly MonitorSample[] {
  const lastMs = samples.at(-1)?.elapsedMs ?? -1;
  const newer = more.filter((sample) => sample.elapsedMs > lastMs);
  if (newer.length === 0) return samples;
  const all = [...samples, ...newer];
  return all.length <= SAMPLES_MAX ? all : all.filter((_sample, index) => index % 2 === 1);
}
