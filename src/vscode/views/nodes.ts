// The items of the two views, and how a command knows the one it was started on.
import type { TableSummary } from "../../adapters/load-job.ts";
import type { LoadRow } from "../../core/load/ports.ts";
import type { Problem } from "../../core/load/events.ts";
import type { Connection } from "../connections.ts";

export interface ConnectionNode {
  readonly kind: "connection";
  readonly connection: Connection;
}

export interface TableNode extends TableSummary {
  readonly kind: "table";
  readonly connection: Connection;
}

export interface LoadNode {
  readonly kind: "load";
  readonly connection: Connection;
  readonly row: LoadRow;
}

/** Stands where a list could not be had, or holds nothing. */
export interface NoteNode {
  readonly kind: "note";
  readonly text: string;
  readonly problem: Problem | null;
}

export type Node = ConnectionNode | TableNode | LoadNode | NoteNode;

// A menu hands over the very object that the view made, so its kind is proof enough.
export const isConnectionNode = (value: unknown): value is ConnectionNode =>
  isKind(value, "connection");
export const isTableNode = (value: unknown): value is TableNode => isKind(value, "table");
export const isLoadNode = (value: unknown): value is LoadNode => isKind(value, "load");

const isKind = (value: unknown, kind: Node["kind"]): boolean =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
