// The views Connections (with their tables) and Loads (by connection). Lists are asked for when a branch opens.
import {
  commands,
  Disposable,
  EventEmitter,
  l10n,
  workspace,
  window,
  type Event,
  type TreeDataProvider,
  type TreeItem,
} from "vscode";

import type { LoadProcess } from "../../adapters/load-process/client.ts";
import { problemFrom, type ConnectionParts } from "../../adapters/load-process/messages.ts";
import { environmentConnection, hasEnvironment, type Connection } from "../connections.ts";
import { withProcess, type Deps } from "../deps.ts";
import { treeItem } from "./tree-item.ts";
import type { Node } from "./nodes.ts";

/** What a connection's branch holds. */
type Branch = (
  process: LoadProcess,
  parts: ConnectionParts,
  connection: Connection,
) => Promise<readonly Node[]>;

export interface Views {
  refreshLoads(): void;
  dispose(): void;
}

export function registerViews(deps: Pick<Deps, "connections" | "startProcess" | "log">): Views {
  const tables = new Tree(deps, async (process, parts, connection) => {
    const listed = await process.tables(parts, new AbortController().signal);
    return listed.map((table) => ({ kind: "table", connection, ...table }));
  });
  const loads = new Tree(deps, async (process, parts, connection) => {
    const rows = await process.loads(parts, new AbortController().signal);
    return rows.map((row) => ({ kind: "load", connection, row }));
  });
  const refreshBoth = () => {
    tables.refresh();
    loads.refresh();
  };
  const disposable = Disposable.from(
    tables,
    loads,
    window.createTreeView("rowmill.connections", {
      treeDataProvider: tables,
      showCollapseAll: true,
    }),
    window.createTreeView("rowmill.loads", { treeDataProvider: loads, showCollapseAll: true }),
    deps.connections.onDidChange(refreshBoth),
    workspace.onDidGrantWorkspaceTrust(refreshBoth),
    commands.registerCommand("rowmill.refreshConnections", () => tables.refresh()),
    commands.registerCommand("rowmill.refreshLoads", () => loads.refresh()),
  );
  return { refreshLoads: () => loads.refresh(), dispose: () => void disposable.dispose() };
}

class Tree implements TreeDataProvider<Node> {
  readonly #deps: Pick<Deps, "connections" | "startProcess" | "log">;
  readonly #branch: Branch;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData: Event<undefined> = this.#changed.event;

  constructor(deps: Pick<Deps, "connections" | "startProcess" | "log">, branch: Branch) {
    this.#deps = deps;
    this.#branch = branch;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: Node): TreeItem {
    return treeItem(node);
  }

  /** An untrusted window connects to nothing, so it lists nothing; the welcome text says why. */
  async getChildren(node?: Node): Promise<Node[]> {
    if (!workspace.isTrusted) return [];
    if (node === undefined) return this.#roots();
    return node.kind === "connection" ? this.#list(node.connection) : [];
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #roots(): Node[] {
    const environment = hasEnvironment(process.env) ? [environmentConnection()] : [];
    return [...this.#deps.connections.list(), ...environment].map((connection) => ({
      kind: "connection",
      connection,
    }));
  }

  async #list(connection: Connection): Promise<Node[]> {
    try {
      const parts = await this.#deps.connections.partsOf(connection);
      const nodes = await withProcess(this.#deps, (child) =>
        this.#branch(child, parts, connection),
      );
      if (nodes.length > 0) return [...nodes];
      return [{ kind: "note", text: l10n.t("Nothing here yet"), problem: null }];
    } catch (error) {
      const problem = problemFrom(error);
      this.#deps.log.warn(problem.message, { code: problem.code });
      return [{ kind: "note", text: problem.message, problem }];
    }
  }
}
