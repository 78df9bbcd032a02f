// A connection string of any of libpq's three forms -> keyword and value pairs. Nothing is checked here but
// the form; no message repeats a part that could belong to a password.
import { errors } from "../../../core/base/errors.ts";
import { parsePairs, type DsnValues } from "./dsn-pairs.ts";
import { parseUri } from "./dsn-uri.ts";
import { assignsPassword, holdsLogin, secretKeys, spillsPassword } from "./spilled-password.ts";

/** Rejects with dsn-invalid when the form is wrong. */
export function parseDsn(dsn: string): DsnValues {
  const uri = /^postgres(?:ql)?:\/\//i.exec(dsn);
  if (uri !== null) return parseUri(dsn.slice(uri[0].length));
  // Taken for a database name, or for pairs, these would connect somewhere else without a word.
  if (/^\s*[a-z][a-z0-9+.-]*:(?:\/\/|postgres)/i.test(dsn)) {
    throw errors.dsnInvalid("it must begin with postgresql:// and nothing before that");
  }
  if (dsn.includes("=")) return parsePairs(dsn);
  // libpq would ask the server for a database of this name, and every log would hold the login.
  if (dsn.includes("@")) {
    throw errors.dsnInvalid(
      'it must begin with postgresql:// where it holds an "@"; a database of such a name is written dbname=NAME',
    );
  }
  return { values: new Map(dsn === "" ? [] : [["dbname", dsn]]), mayNameKeywords: true };
}

/** Whether the string itself holds a password, also where its form is wrong. */
export function hasPassword(dsn: string): boolean {
  try {
    const { values } = parseDsn(dsn);
    const isSecret = (key: string, value: string) => secretKeys.includes(key) && value !== "";
    return [...values].some(([key, value]) => isSecret(key, value) || spillsPassword(key, value));
  } catch {
    // A string with a mistake in it may still hold one; better to refuse one too many.
    return assignsPassword(dsn) || holdsLogin(dsn);
  }
}
