// The catalog snapshot as it comes from the extension. Both ends are of one build, so the guard looks at what
// every reader of it needs and trusts the rest.
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";

export const isSnapshot = (value: unknown): value is CatalogSnapshot =>
  typeof value === "object" &&
  value !== null &&
  "takenAt" in value &&
  "connection" in value &&
  "serverVersion" in value &&
  "tables" in value &&
  "figures" in value &&
  typeof value.takenAt === "string" &&
  typeof value.connection === "string" &&
  typeof value.serverVersion === "number" &&
  Array.isArray(value.tables) &&
  Array.isArray(value.figures);
