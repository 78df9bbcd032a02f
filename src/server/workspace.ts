// The folders that are open: which of them governs a file, their policies and tables, and what changes on disk.
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

import { POLICY_FILE } from "../adapters/files/policy-file.ts";
import { fileKind } from "../core/analysis/file-kind.ts";
import { looseFolder, WorkspaceFolder, type PolicyState } from "./workspace-folder.ts";

export interface WorkspaceEvents {
  readonly isOpen: (uri: string) => boolean;
  /** Other rules, severities or tables: what was found before may be wrong now. */
  onChange(): void;
  onPolicy(state: PolicyState): void;
  onError(what: string, error: unknown): void;
}

/** Where a text is judged. */
export interface Place {
  readonly folder: WorkspaceFolder;
  /** Relative to the folder's root. */
  readonly file: string;
}

export class Workspace {
  readonly #events: WorkspaceEvents;
  #folders: readonly WorkspaceFolder[] = [];
  readonly #loose = new Map<string, WorkspaceFolder>();
  #policiesRead: Promise<void> = Promise.resolve();
  #reading = new AbortController();

  constructor(events: WorkspaceEvents) {
    this.#events = events;
  }

  /** Replaces all folders. Policies are read at once; whoever asks for a place waits for them. */
  open(uris: readonly string[]): void {
    this.#folders = uris.flatMap((uri) => {
      const path = pathOf(uri);
      return path === undefined ? [] : [new WorkspaceFolder(path)];
    });
    this.#policiesRead = this.#readPolicies(this.#folders);
  }

  /** Reads the DDL of all folders: for the time when nobody waits. */
  async readFiles(): Promise<void> {
    this.#reading.abort();
    const { signal } = (this.#reading = new AbortController());
    try {
      await this.#policiesRead;
      for (const folder of this.#folders) {
        if (await folder.readFiles(this.#events.isOpen, signal)) this.#events.onChange();
      }
    } catch (error) {
      if (!signal.aborted) this.#events.onError("reading the workspace", error);
    }
  }

  async placeOf(uri: string): Promise<Place> {
    const path = pathOf(uri);
    await this.#policiesRead;
    if (path === undefined) return this.#placeOfUnsaved(uri);
    const folder = this.#folderOf(path) ?? (await this.#looseFolderOf(path));
    return { folder, file: folder.nameOf(path) };
  }

  /** Files that were made, changed or deleted on disk. */
  async filesChanged(uris: readonly string[]): Promise<void> {
    if (uris.some((uri) => uri.endsWith(`/${POLICY_FILE}`))) {
      this.#policiesRead = this.#readPolicies([...this.#folders, ...this.#loose.values()]);
      await this.#policiesRead;
      this.#events.onChange();
      // Other files may be ignored, or in another dialect, now.
      await this.readFiles();
      return;
    }
    let hasChanged = false;
    for (const uri of uris) hasChanged = (await this.#fileChanged(uri)) || hasChanged;
    if (hasChanged) this.#events.onChange();
  }

  close(): void {
    this.#reading.abort();
  }

  async #fileChanged(uri: string): Promise<boolean> {
    const path = pathOf(uri);
    if (path === undefined || this.#events.isOpen(uri)) return false;
    if (fileKind(path)?.kind !== "sql") return false;
    return (await this.#folderOf(path)?.readFile(path)) ?? false;
  }

  #folderOf(path: string): WorkspaceFolder | undefined {
    const [deepest] = this.#folders.toSorted((a, b) => b.depthFor(path) - a.depthFor(path));
    return deepest !== undefined && deepest.depthFor(path) >= 0 ? deepest : undefined;
  }

  /** A text that is in no file yet is judged as one of the first folder. */
  #placeOfUnsaved(uri: string): Place {
    const folder = this.#folders[0] ?? new WorkspaceFolder(sep);
    return { folder, file: uri.slice(Math.max(uri.lastIndexOf("/"), uri.lastIndexOf(":")) + 1) };
  }

  async #looseFolderOf(path: string): Promise<WorkspaceFolder> {
    const folder = looseFolder(path);
    const known = this.#loose.get(folder.path);
    if (known !== undefined) return known;
    this.#loose.set(folder.path, folder);
    await this.#readPolicies([folder]);
    return folder;
  }

  async #readPolicies(folders: readonly WorkspaceFolder[]): Promise<void> {
    for (const folder of folders) {
      try {
        const state = await folder.readPolicy();
        if (state !== undefined) this.#events.onPolicy(state);
      } catch (error) {
        this.#events.onError("reading rowmill.yaml", error);
      }
    }
  }
}

/** Undefined for what is not on this machine's disk. */
function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
