// When each open text is analysed: at once when it opens, a moment after the last keystroke, and on demand
// for whoever needs the findings of the newest version now.
import type { ReportedFinding } from "../core/analysis/finding.ts";
import type { OpenDocument } from "./open-documents.ts";

/** Findings and the version of the text that their ranges mean. */
export interface Checked {
  readonly version: number;
  readonly findings: readonly ReportedFinding[];
}

export interface CheckRun {
  /** A newer version has come: the result would be thrown away. */
  readonly isStale: () => boolean;
  /** Nobody waits at a keystroke: it may take its time. */
  readonly isThorough: boolean;
}

export interface SchedulerOptions {
  /** Reads what was typed. Done at once, so that the pause after a keystroke is not idle. */
  read(document: OpenDocument): void;
  /**
   * Whatever it gives for a run that has become stale is thrown away; "unfinished" asks for a thorough one.
   * It does not reject.
   */
  check(document: OpenDocument, run: CheckRun): Promise<readonly ReportedFinding[] | "unfinished">;
  publish(document: OpenDocument, checked: Checked): void;
}

/** Long enough to pass over the letters of a word, short enough to be felt as at once. */
const TYPING_PAUSE_MS = 120;
/** What takes long waits until nobody types; until then the editor moves the findings that it has. */
const THOROUGH_PAUSE_MS = 1_000;

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #files = new Map<string, FileSchedule>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  opened(document: OpenDocument): void {
    const schedule = new FileSchedule(document, this.#options);
    this.#files.set(document.uri, schedule);
    schedule.lookAgain(0, true);
  }

  changed(document: OpenDocument): void {
    this.#files.get(document.uri)?.textChanged();
  }

  saved(document: OpenDocument): void {
    this.#files.get(document.uri)?.lookAgain(0, true);
  }

  closed(uri: string): void {
    this.#files.get(uri)?.close();
    this.#files.delete(uri);
  }

  /** Something beside the texts changed: tables, rules, settings. `except` is the text that changed it. */
  everythingAgain(except?: string): void {
    for (const [uri, schedule] of this.#files)
      if (uri !== except) schedule.lookAgain(TYPING_PAUSE_MS, true);
  }

  /** Of the text as it is now; undefined for one that is not open, or was closed meanwhile. */
  async newest(uri: string): Promise<Checked | undefined> {
    return this.#files.get(uri)?.newest();
  }

  /** What was published last, without waiting. */
  published(uri: string): Checked | undefined {
    return this.#files.get(uri)?.checked;
  }
}

class FileSchedule {
  checked: Checked | undefined;
  readonly #document: OpenDocument;
  readonly #options: SchedulerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  /** Counts the wishes to look. */
  #wanted = 0;
  #answered = 0;
  /** Counts the texts there were. */
  #texts = 0;
  #isThorough = false;
  #isClosed = false;

  constructor(document: OpenDocument, options: SchedulerOptions) {
    this.#document = document;
    this.#options = options;
  }

  textChanged(): void {
    this.#texts++;
    this.#options.read(this.#document);
    this.lookAgain(TYPING_PAUSE_MS, false);
  }

  /** What runs may still end and be shown. */
  lookAgain(ms: number, isThorough: boolean): void {
    this.#wanted++;
    // A thorough look that was asked for is not forgotten over a keystroke.
    this.#isThorough ||= isThorough;
    this.#runIn(ms);
  }

  async newest(): Promise<Checked | undefined> {
    while (!this.#isClosed && this.#answered !== this.#wanted) {
      clearTimeout(this.#timer);
      await this.#run();
    }
    return this.#isClosed ? undefined : this.checked;
  }

  close(): void {
    this.#isClosed = true;
    this.#texts++;
    clearTimeout(this.#timer);
  }

  #runIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  /** One at a time: whoever comes while one runs waits for its end, which is near once it is stale. */
  async #run(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    if (this.#isClosed || this.#answered === this.#wanted) return;
    this.#running = this.#check().finally(() => (this.#running = undefined));
    await this.#running;
  }

  async #check(): Promise<void> {
    const document = this.#document;
    const options = this.#options;
    const [wish, seen, isThorough] = [this.#wanted, this.#texts, this.#isThorough];
    const { version } = document;
    const isStale = () => this.#texts !== seen;
    const findings = await options.check(document, { isStale, isThorough });
    if (isStale()) return;
    if (findings === "unfinished") {
      this.#isThorough = true;
      this.#runIn(THOROUGH_PAUSE_MS);
      return;
    }
    if (this.#wanted === wish) this.#isThorough = false;
    this.#answered = wish;
    this.checked = { version, findings };
    options.publish(document, this.checked);
  }
}
