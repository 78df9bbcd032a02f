// What the thread that leads a check and those that judge say to each other: one answer to each request.
import type { FileFacts } from "../../core/lang/sql/schema/build.ts";
import type { CheckSettings } from "./check-session.ts";
import type { Judged } from "./judged.ts";
import type { FoundFile } from "./find-files.ts";

export type Request =
  | { readonly kind: "open"; readonly settings: CheckSettings }
  | { readonly kind: "facts"; readonly files: readonly FoundFile[] }
  | { readonly kind: "judge"; readonly files: readonly FoundFile[]; readonly doesFix: boolean }
  | { readonly kind: "learn"; readonly facts: readonly FileFacts[] };

export type Answer =
  | { readonly kind: "done" }
  | { readonly kind: "facts"; readonly facts: readonly FileFacts[] }
  | { readonly kind: "judged"; readonly judged: readonly Judged[] }
  | { readonly kind: "failed"; readonly error: string };

export const isRequest = (message: unknown): message is Request => hasKind(message, REQUESTS);

export const isAnswer = (message: unknown): message is Answer => hasKind(message, ANSWERS);

const REQUESTS = ["open", "facts", "learn", "judge"];
const ANSWERS = ["done", "facts", "judged", "failed"];

const hasKind = (message: unknown, kinds: readonly string[]): boolean =>
  typeof message === "object" &&
  message !== null &&
  "kind" in message &&
  kinds.some((kind) => kind === message.kind);
