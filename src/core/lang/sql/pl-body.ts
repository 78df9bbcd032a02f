// The PL/pgSQL body of a DO, CREATE FUNCTION or CREATE PROCEDURE.
import type { PlBody } from "./plpgsql.ts";
import { PlTracker } from "./pl-tracker.ts";
import type { Statement } from "./statement.ts";

/** Undefined for other statements, other languages, and bodies in quotes that are doubled inside. */
export function plBodyOf(text: string, statement: Statement): PlBody | undefined {
  if (statement.kind !== "do" && statement.kind !== "create-routine") return undefined;
  const { language, body } = statement;
  if (language !== "plpgsql" || body === undefined) return undefined;
  if (text.charCodeAt(body.start - 1) === 39 && text.slice(body.start, body.end).includes("''"))
    return undefined;
  return new PlTracker(text, body).track();
}
