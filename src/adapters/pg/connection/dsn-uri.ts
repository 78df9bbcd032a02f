// What follows "postgresql://" -> pairs. Not the URL standard but libpq's reading: several hosts, any character
// but "@" and "/" in a password, no fragment.
import { errors } from "../../../core/base/errors.ts";
import type { DsnValues } from "./dsn-pairs.ts";

/** `rest` is the text after the two slashes. */
export function parseUri(rest: string): DsnValues {
  const values = new Map<string, string>();
  const store = (key: string, encoded: string) => {
    if (encoded !== "") values.set(key, decode(encoded));
  };

  const login = /^([^@/]*)@/.exec(rest);
  if (login !== null) {
    const [user = "", ...password] = (login[1] ?? "").split(":");
    // Encoded as a whole, "user:password" would be the name of a user.
    if (password.length === 0 && /%3a/i.test(user))
      throw errors.dsnInvalid('the ":" between user and password must not be written %3A');
    store("user", user);
    store("password", password.join(":"));
  }
  const afterLogin = rest.slice(login?.[0].length ?? 0);
  const [hosts, afterHosts] = readHosts(afterLogin);
  store("host", hosts.map(({ host }) => host).join(","));
  if (hosts.some(({ port }) => port !== "")) store("port", hosts.map(({ port }) => port).join(","));

  const database = /^\/([^?]*)/.exec(afterHosts);
  // In libpq's reading "u:1/2@host" is host u, port 1: surely a "/" in a password, and not for our messages.
  if (database?.[1]?.includes("@") === true) throw unreadableHosts();
  store("dbname", database?.[1] ?? "");
  const query = afterHosts.slice(database?.[0].length ?? 0);
  // An "@" this late tells of a "/" in the password, so a word here may be a part of it.
  const mayNameKeywords = !afterLogin.includes("@");
  for (const [key, value] of readQuery(query.slice(1))) values.set(key, value);
  return { values, mayNameKeywords };
}

interface HostPart {
  readonly host: string;
  readonly port: string;
}

function readHosts(text: string): [readonly HostPart[], string] {
  const hosts: HostPart[] = [];
  let rest = text;
  for (;;) {
    const found = /^(?:\[([^\]/?]*)\]|([^:/?,[@]*))(?::([^/?,@]*))?/.exec(rest);
    const after = rest.slice(found?.[0].length ?? 0);
    if (found === null || !/^($|[/?,])/.test(after)) throw unreadableHosts();
    const [, ipv6, name = "", port = ""] = found;
    if (ipv6 === "") throw errors.dsnInvalid("an IPv6 address in it is empty");
    hosts.push({ host: ipv6 ?? name, port });
    if (!after.startsWith(",")) return [hosts, after];
    rest = after.slice(1);
  }
}

const unreadableHosts = () =>
  errors.dsnInvalid(
    'its hosts cannot be read: write IPv6 as "[::1]:5432", and "@" and "/" in a password as %40 and %2F',
  );

function* readQuery(query: string): Iterable<readonly [string, string]> {
  if (query === "") return;
  for (const [index, part] of query.replace(/&$/, "").split("&").entries()) {
    const [key = "", value, ...more] = part.split("=");
    if (value === undefined || more.length > 0) {
      throw errors.dsnInvalid(
        `parameter ${index + 1} after "?" needs exactly one "=" (another one is written %3D)`,
      );
    }
    // The spelling of JDBC, which libpq understands too.
    yield key === "ssl" && value === "true" ? ["sslmode", "require"] : [decode(key), decode(value)];
  }
}

function decode(text: string): string {
  try {
    if (/%00/.test(text)) throw new URIError("NUL");
    return decodeURIComponent(text);
  } catch {
    throw errors.dsnInvalid(
      'a "%" in it is not followed by two hexadecimal digits of UTF-8 text: write the sign itself as %25',
    );
  }
}
