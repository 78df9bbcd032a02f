// What a rule reports and offers: plain data, so that it crosses processes, prints as SARIF, and is
// asserted in tests.
import type { Words } from "../base/words.ts";
import type { Edit } from "../text/edit.ts";
import type { Range } from "../text/range.ts";

/** error: loses data or fails; warning: slow or fragile; info: worth knowing. */
export type Severity = "error" | "warning" | "info";

export interface Fix {
  readonly title: Words;
  /** A safe fix keeps the meaning and may run on save; an unsafe one is only offered. */
  readonly safety: "safe" | "unsafe";
  readonly edits: readonly Edit[];
}

/** Another place that helps to understand: the definition of the table, the earlier row. */
export interface Related {
  /** Undefined for the same file. */
  readonly file: string | undefined;
  readonly range: Range;
  readonly message: Words;
}

/** As a rule yields it. What is wrong, why it hurts, what to do: in this order, in `message`. */
export interface Finding {
  readonly range: Range;
  readonly message: Words;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
  /** Where the rule knows better than its default how bad this case is. */
  readonly severity?: Severity;
}

/** With what the engine knows of it. */
export interface ReportedFinding extends Finding {
  readonly rule: string;
  readonly severity: Severity;
}
