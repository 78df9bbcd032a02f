// What a thread that reads slices of a Parquet file and the one that puts them together tell each other.
import { IngestError, type ErrorKind, type Place } from "../../core/base/ingest-error.ts";
import type { Part, Slice } from "./parquet-slices.ts";

/** What a thread is started with. */
export interface ThreadOrder {
  readonly path: string;
  /** Of the file, which whoever started the thread has open. */
  readonly descriptor: number;
  readonly columns: readonly string[];
  /** Buffers that a thread may have filled and not got back: when it has no more, it waits. */
  readonly buffers: number;
  readonly bufferBytes: number;
}

export type ToThread =
  | { readonly kind: "read"; readonly number: number; readonly slice: Slice }
  /** One that was filled, and whose text was taken. */
  | { readonly kind: "emptied"; readonly buffer: ArrayBuffer };

/** `number`: of the slice. */
export type FromThread = { readonly number: number } & (
  | { readonly kind: "text"; readonly piece: Piece }
  | { readonly kind: "end" }
  | { readonly kind: "failed"; readonly problem: Problem }
);

/** A part's text, or some of it when a buffer does not hold it all; its rows are told with the first piece. */
export type Piece = Omit<Part, "text"> & { readonly text: Uint8Array<ArrayBuffer> };

/** An error as plain data; without `facts` a bug. */
export interface Problem {
  readonly message: string;
  readonly facts?: { readonly kind: ErrorKind; readonly code: string } & Partial<{
    readonly hint: string;
    readonly place: Place;
  }>;
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof IngestError))
    return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  const { message, kind, code, hint, place } = error;
  return { message, facts: { kind, code, hint, place } };
}

export function errorFrom({ message, facts }: Problem): Error {
  return facts === undefined
    ? new Error(message)
    : new IngestError({ message, hint: "", ...facts });
}

/** Both ends are of one build, so the shape of a message needs no more proof than this. */
export const isToThread = (message: unknown): message is ToThread => isOneOf(message, TO_THREAD);
export const isFromThread = (message: unknown): message is FromThread =>
  isOneOf(message, FROM_THREAD);
export const isThreadOrder = (data: unknown): data is ThreadOrder =>
  typeof data === "object" && data !== null && "descriptor" in data;

const TO_THREAD = ["read", "emptied"];
const FROM_THREAD = ["text", "end", "failed"];

const isOneOf = (message: unknown, kinds: readonly string[]): boolean =>
  typeof message === "object" &&
  message !== null &&
  "kind" in message &&
  kinds.includes(String(message.kind));
