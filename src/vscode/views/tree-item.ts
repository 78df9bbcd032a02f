// How each node of the views looks.
import { env, l10n, MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";

import { isEnvironment } from "../connections.ts";
import { errorText } from "../error-text.ts";
import { loadDescription, loadLabel } from "../load-row-text.ts";
import { rowsText } from "../steps/choose-table.ts";
import type { ConnectionNode, LoadNode, Node, NoteNode, TableNode } from "./nodes.ts";

export function treeItem(node: Node): TreeItem {
  switch (node.kind) {
    case "connection":
      return connectionItem(node);
    case "table":
      return tableItem(node);
    case "load":
      return loadItem(node);
    case "note":
      return noteItem(node);
  }
}

function connectionItem({ connection }: ConnectionNode): TreeItem {
  const item = new TreeItem(connection.name, TreeItemCollapsibleState.Collapsed);
  item.id = connection.id;
  item.description =
    connection.dsn?.replace(/^postgres(?:ql)?:\/\//iu, "") ??
    l10n.t("as psql would connect without arguments");
  if (connection.dsn !== null) item.tooltip = connection.dsn;
  item.iconPath = new ThemeIcon(isEnvironment(connection) ? "terminal" : "database");
  item.contextValue = isEnvironment(connection) ? "environment" : "connection";
  return item;
}

function tableItem({ schema, name, rowsEstimated }: TableNode): TreeItem {
  const item = new TreeItem(`${schema}.${name}`);
  item.description = rowsText(rowsEstimated);
  item.iconPath = new ThemeIcon("table");
  item.contextValue = "table";
  return item;
}

const LOAD_ICONS = { complete: "pass", stopped: "debug-pause", running: "sync" } as const;

function loadItem({ row }: LoadNode): TreeItem {
  const item = new TreeItem(loadLabel(row));
  item.description = loadDescription(row, env.language, l10n.t);
  item.iconPath = new ThemeIcon(LOAD_ICONS[row.status]);
  item.contextValue = row.status === "complete" ? "load.complete" : "load.resumable";
  const started = new Date(row.startedAt).toLocaleString(env.language);
  // Plain text: a file's name must not become a link or an image.
  item.tooltip = new MarkdownString().appendText(
    [row.plan.source.path, l10n.t("Started {0}", started), row.loadId].join("\n"),
  );
  return item;
}

function noteItem({ text, problem }: NoteNode): TreeItem {
  const item = new TreeItem(text);
  if (problem === null) return item;
  item.iconPath = new ThemeIcon("warning");
  item.tooltip = errorText(problem, l10n.t);
  return item;
}
