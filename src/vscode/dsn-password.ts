// Takes the password out of a connection string, so that the rest can be kept where secrets may not be.
// A string whose password cannot be found for sure is refused rather than kept.
import { hasPassword, parseDsn } from "../adapters/pg/connection/dsn.ts";
import { errors } from "../core/base/errors.ts";

export interface SplitDsn {
  /** Without its password. */
  readonly dsn: string;
  readonly password: string | null;
}

/** Throws dsn-invalid where another secret, or a password in an unclear place, would stay in the string. */
export function splitDsn(typed: string): SplitDsn {
  const text = typed.trim();
  const split = /^postgres(?:ql)?:\/\//iu.test(text) ? splitUri(text) : splitPairs(text);
  if (hasPassword(split.dsn)) {
    throw errors.dsnInvalid(
      "it holds a secret that cannot be told apart from the rest: leave it out and give the password in its own step",
    );
  }
  return split;
}

/** The name that a connection gets until the user gives another: host and database, or the string itself. */
export function proposedName(dsn: string): string {
  const uri = /^postgres(?:ql)?:\/\/(?:[^@/?]*@)?([^/?]*)(?:\/([^?]*))?/iu.exec(dsn);
  if (uri !== null) return [uri[1], uri[2]].filter(Boolean).join("/") || dsn;
  const value = (key: string) => pairsOf(dsn).find((pair) => pair.key === key)?.value;
  return [value("service"), value("host"), value("dbname")].filter(Boolean).join("/") || dsn;
}

function splitUri(text: string): SplitDsn {
  const [beforeQuery = "", ...afterQuery] = text.split("?");
  const query = afterQuery.join("?");
  const schemeEnd = beforeQuery.indexOf("://") + 3;
  const slash = beforeQuery.indexOf("/", schemeEnd);
  const authority = beforeQuery.slice(schemeEnd, slash === -1 ? undefined : slash);
  // The last "@": a password with an unescaped one is wrong for libpq, but must not be left behind in part.
  const at = authority.lastIndexOf("@");
  const login = at === -1 ? "" : authority.slice(0, at);
  const colon = login.indexOf(":");
  const parameters = query === "" ? [] : query.split("&");
  const isPassword = (parameter: string) => /^password=/iu.test(parameter);
  const kept = parameters.filter((parameter) => !isPassword(parameter));
  const inQuery = parameters.find(isPassword)?.slice("password=".length);
  const inLogin = colon === -1 ? undefined : login.slice(colon + 1);
  const dsn =
    beforeQuery.slice(0, schemeEnd) +
    (colon === -1 ? authority : login.slice(0, colon) + authority.slice(at)) +
    (slash === -1 ? "" : beforeQuery.slice(slash)) +
    (kept.length === 0 ? "" : `?${kept.join("&")}`);
  // As in libpq, a parameter is read after the login and wins.
  return { dsn, password: decoded(inQuery ?? inLogin) };
}

function splitPairs(text: string): SplitDsn {
  // Refuses a quote that is never closed: what follows it could be any part of the password.
  parseDsn(text);
  const pairs = pairsOf(text);
  const password = pairs.findLast(({ key }) => key === "password");
  const dsn = pairs
    .filter(({ key }) => key === "password")
    .reduceRight((rest, pair) => rest.slice(0, pair.start) + rest.slice(pair.end), text)
    .trim();
  return {
    dsn,
    password: password === undefined || password.value === "" ? null : password.value,
  };
}

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** key = value, key='quoted value': where each stands. What is not a pair is left to the resolver to refuse. */
function pairsOf(text: string): readonly Pair[] {
  const pattern =
    /([^\s=]{1,64})\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\']|\\.)(?:[^\s\\]|\\.)*)?)\s*/gsu;
  return [...text.matchAll(pattern)].map((match) => ({
    key: match[1] ?? "",
    value: (match[2] ?? match[3] ?? "").replace(/\\(.)/gsu, "$1"),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function decoded(text: string | undefined): string | null {
  if (text === undefined || text === "") return null;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
