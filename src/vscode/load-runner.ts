// Runs one load at a time: child process, monitor, one progress notification with cancel, one status-bar item.
import { commands, env, l10n, ProgressLocation, Uri, window, type Progress } from "vscode";

import type { LoadProcess } from "../adapters/load-process/client.ts";
import type { ResumeChanges } from "../adapters/load-job.ts";
import { problemFrom } from "../adapters/load-process/messages.ts";
import type { LoadReport } from "../core/load/events.ts";
import { tableText, type LoadPlan } from "../core/load/plan.ts";
import { stoppedText } from "../core/load/report-text.ts";
import type { Connection, Connections } from "./connections.ts";
import { announceEnd } from "./end-message.ts";
import { sentences } from "./error-text.ts";
import { problemEnd, reportEnd, type LoadEndMessage } from "./load-end.ts";
import { LoadSession } from "./load-session.ts";
import type { EditorLog } from "./log.ts";
import type { MonitorPanel } from "./monitor-panel.ts";
import { countText, percent, shareText, shortCountText } from "./number-text.ts";
import { editorSettings } from "./settings.ts";
import { LoadStatus } from "./status-item.ts";

/** A plan to run, or a load of the ledger to go on with (`plan` is then the recorded one). */
export interface LoadStart {
  readonly connection: Connection;
  readonly plan: LoadPlan;
  readonly resume: ResumeChanges | null;
}

export interface RunnerDeps {
  readonly log: EditorLog;
  readonly connections: Connections;
  readonly monitor: MonitorPanel;
  readonly startProcess: () => LoadProcess;
  readonly onDidEnd: () => void;
}

interface Ended {
  readonly report: LoadReport | null;
  readonly end: LoadEndMessage;
}

/** The notification, the status bar and the monitor are refreshed this often. */
const REFRESH_MS = 250;

export class LoadRunner {
  readonly #deps: RunnerDeps;
  readonly #status = new LoadStatus();
  #session: LoadSession | null = null;

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
  }

  get running(): LoadSession | null {
    return this.#session;
  }

  cancel(): void {
    this.#session?.cancel();
  }

  /** Resolves when the load has ended, however it did; the end is told to the user, not thrown. */
  async run(start: LoadStart): Promise<void> {
    if (this.#session !== null) {
      await this.#tellBusy();
      return;
    }
    const session = new LoadSession(sessionOptions(start.plan));
    this.#session = session;
    const { monitor, log } = this.#deps;
    monitor.show(session);
    const uri = Uri.file(start.plan.source.path);
    if (editorSettings(uri, log).opensMonitor) monitor.open();
    await commands.executeCommand("setContext", "rowmill.isLoading", true);
    let ended: Ended;
    try {
      ended = await this.#runWithProgress(session, start);
    } finally {
      this.#session = null;
      this.#status.hide();
      await commands.executeCommand("setContext", "rowmill.isLoading", false);
    }
    session.end(ended.report, ended.end);
    monitor.changed();
    this.#deps.onDidEnd();
    // A load that died before the ledger had it begins anew instead.
    const isRecorded = ended.report !== null || session.isPlanned;
    const loadId = ended.report?.loadId ?? session.loadId;
    announceEnd(ended.end, {
      log,
      place: ended.report?.problem?.place ?? {},
      plan: start.plan,
      rejectsFile: ended.report?.rejectsFile ?? null,
      showMonitor: () => monitor.open(),
      resume: (changes) =>
        this.run(
          isRecorded ? { ...start, plan: { ...start.plan, loadId }, resume: changes } : start,
        ),
    });
  }

  dispose(): void {
    this.cancel();
    this.#status.dispose();
  }

  async #runWithProgress(session: LoadSession, start: LoadStart): Promise<Ended> {
    const { fileName, table } = session.options;
    const options = {
      location: ProgressLocation.Notification,
      title: l10n.t("Loading {0} into {1}", fileName, table),
      cancellable: true,
    };
    return window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => session.cancel());
      const refresh = this.#refresher(session, progress);
      const timer = setInterval(refresh, REFRESH_MS);
      refresh();
      try {
        return await this.#outcome(session, start);
      } finally {
        clearInterval(timer);
      }
    });
  }

  async #outcome(session: LoadSession, start: LoadStart): Promise<Ended> {
    const process = this.#deps.startProcess();
    try {
      const parts = await this.#deps.connections.partsOf(start.connection);
      const onEvents = session.fold.bind(session);
      const report =
        start.resume === null
          ? await process.run(parts, start.plan, onEvents, session.signal)
          : await process.resume(
              parts,
              { loadId: start.plan.loadId, changes: start.resume },
              onEvents,
              session.signal,
            );
      this.#logReport(report);
      return { report, end: reportEnd(report, env.language, l10n.t) };
    } catch (error) {
      return { report: null, end: this.#endOf(error, session) };
    } finally {
      process.dispose();
    }
  }

  /** An end without a report: cancelled before the load was recorded, an error, or a dead process. */
  #endOf(error: unknown, session: LoadSession): LoadEndMessage {
    const problem = problemFrom(error);
    if (session.signal.aborted && problem.code === "bug") {
      const text = stoppedText({ ...session.totals, table: session.options.table }, env.language);
      return {
        ...text,
        severity: "warning",
        text: sentences(text.message, text.hint),
        actions: session.totals.batches > 0 ? ["resume", "show-monitor"] : ["show-monitor"],
      };
    }
    this.#deps.log.error(problem.message, { code: problem.code, sqlstate: problem.sqlstate });
    return problemEnd(problem, l10n.t);
  }

  #refresher(session: LoadSession, progress: Progress<{ message?: string; increment?: number }>) {
    let shown = 0;
    return () => {
      session.tick();
      const { bytesCommitted, bytesTotal, loaded, rowsPerSecond } = session.totals;
      const now = percent(bytesCommitted, bytesTotal);
      const share = shareText(bytesCommitted, bytesTotal, env.language);
      progress.report({
        increment: now - shown,
        message: session.signal.aborted
          ? l10n.t("cancelling…")
          : l10n.t(
              "{0} · {1} rows · {2} rows/s",
              share,
              countText(loaded, env.language),
              shortCountText(rowsPerSecond, env.language),
            ),
      });
      shown = now;
      this.#status.show(session.options.table, share, shortCountText(loaded, env.language));
      this.#deps.monitor.changed();
    };
  }

  #logReport(report: LoadReport): void {
    const { loadId, status, table, records, loaded, rejected, skipped, elapsedMs } = report;
    const fields = { loadId, status, table, records, loaded, rejected, skipped, elapsedMs };
    this.#deps.log.info("load ended", fields);
    if (report.problem !== null) this.#deps.log.error(report.problem.message, { loadId });
    for (const text of report.warnings) this.#deps.log.warn("load", { text });
  }

  async #tellBusy(): Promise<void> {
    const show = l10n.t("Show Monitor");
    const cancel = l10n.t("Cancel Load");
    const chosen = await window.showWarningMessage(
      l10n.t("A load is running. Wait for its end or cancel it first."),
      show,
      cancel,
    );
    if (chosen === show) this.#deps.monitor.open();
    if (chosen === cancel) this.cancel();
  }
}

const sessionOptions = (plan: LoadPlan) => ({
  fileName: plan.source.name,
  filePath: plan.source.path,
  table: tableText(plan.target.table),
  loadId: plan.loadId,
  locale: env.language,
  openFile: (path: string) => void commands.executeCommand("vscode.open", Uri.file(path)),
});
