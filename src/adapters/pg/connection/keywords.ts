// Every keyword of libpq's connection strings, once: its environment variable, its values, and why we refuse
// what we cannot honour. Values are never quoted in a message unless they come from a closed list.
import { errors } from "../../../core/base/errors.ts";
import { nearestNames } from "../../../core/text/nearest.ts";
import { spillsPassword } from "./spilled-password.ts";

interface Keyword {
  readonly env?: string;
  /** What is wrong with a value, or null. The empty value means "as if not said" and is never asked about. */
  problem?(value: string): string | null;
}

const anything: Keyword = {};
const from = (env: string): Keyword => ({ env });
const oneOf = (env: string | null, ...values: readonly string[]): Keyword => ({
  ...(env === null ? {} : { env }),
  problem: (value) =>
    values.includes(value)
      ? null
      : `must be ${values.join(", ")}${notThis(value)}${meant(value, values)}`,
});
const whole = (env: string | null, what = "a whole number"): Keyword => ({
  ...(env === null ? {} : { env }),
  problem: (value) => (/^\s*[+-]?\d{1,9}\s*$/.test(value) ? null : `must be ${what}`),
});
/** A keyword that only has a meaning we can give with these values; the reason says why not the others. */
const only = (env: string | null, values: readonly string[], reason: string): Keyword => ({
  ...(env === null ? {} : { env }),
  problem: (value) => (values.includes(value.toLowerCase()) ? null : reason),
});
const never = (env: string | null, reason: string) => only(env, [], reason);

const tlsVersions = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

/** The closed lists, strongest promise last where there is an order. */
export const choices = {
  channel_binding: ["disable", "prefer", "require"],
  keepalives: ["0", "1"],
  load_balance_hosts: ["disable", "random"],
  ssl_max_protocol_version: tlsVersions,
  ssl_min_protocol_version: tlsVersions,
  sslcertmode: ["disable", "allow"],
  sslmode: ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
  sslnegotiation: ["postgres", "direct"],
  sslsni: ["0", "1"],
  target_session_attrs: ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"],
} as const;

export type Choice<K extends keyof typeof choices> = (typeof choices)[K][number];

const noGss = "is about GSSAPI, which Rowmill cannot do";
const noOauth = "is about OAuth, which Rowmill cannot do";

const keywords: Readonly<Record<string, Keyword>> = {
  service: from("PGSERVICE"),
  servicefile: from("PGSERVICEFILE"),
  host: from("PGHOST"),
  hostaddr: from("PGHOSTADDR"),
  port: from("PGPORT"),
  dbname: from("PGDATABASE"),
  user: from("PGUSER"),
  password: from("PGPASSWORD"),
  passfile: from("PGPASSFILE"),
  require_auth: { env: "PGREQUIREAUTH", problem: authProblem },
  channel_binding: oneOf("PGCHANNELBINDING", ...choices.channel_binding),
  connect_timeout: whole("PGCONNECT_TIMEOUT", "a number of seconds"),
  client_encoding: only(
    "PGCLIENTENCODING",
    ["auto", "utf8", "utf-8", "unicode"],
    "must be UTF8: Rowmill always speaks that to the server; a file's encoding is named with --encoding",
  ),
  options: from("PGOPTIONS"),
  application_name: from("PGAPPNAME"),
  fallback_application_name: anything,
  keepalives: oneOf(null, ...choices.keepalives),
  keepalives_idle: whole(null, "a number of seconds"),
  keepalives_interval: whole(null, "a number of seconds"),
  keepalives_count: whole(null),
  tcp_user_timeout: whole(null, "a number of milliseconds"),
  sslmode: oneOf("PGSSLMODE", ...choices.sslmode),
  sslnegotiation: oneOf("PGSSLNEGOTIATION", ...choices.sslnegotiation),
  sslrootcert: from("PGSSLROOTCERT"),
  sslcert: from("PGSSLCERT"),
  sslkey: from("PGSSLKEY"),
  sslpassword: anything,
  sslcertmode: only(
    "PGSSLCERTMODE",
    choices.sslcertmode,
    "must be disable or allow: Rowmill cannot see whether the server asked for a certificate",
  ),
  sslsni: oneOf("PGSSLSNI", ...choices.sslsni),
  ssl_min_protocol_version: oneOf("PGSSLMINPROTOCOLVERSION", ...tlsVersions),
  ssl_max_protocol_version: oneOf("PGSSLMAXPROTOCOLVERSION", ...tlsVersions),
  target_session_attrs: oneOf("PGTARGETSESSIONATTRS", ...choices.target_session_attrs),
  load_balance_hosts: oneOf("PGLOADBALANCEHOSTS", ...choices.load_balance_hosts),

  // Known, and without effect here: compression is gone from TLS, and Kerberos is never begun.
  sslcompression: oneOf("PGSSLCOMPRESSION", "0", "1"),
  krbsrvname: from("PGKRBSRVNAME"),
  gsslib: from("PGGSSLIB"),
  gssdelegation: oneOf("PGGSSDELEGATION", "0", "1"),
  max_protocol_version: oneOf("PGMAXPROTOCOLVERSION", "3.0", "3.2", "latest"),

  // Known, and refused where ignoring them would weaken or change what was asked for.
  gssencmode: only("PGGSSENCMODE", ["disable", "prefer"], noGss),
  requirepeer: never(
    "PGREQUIREPEER",
    "cannot be checked: Node does not tell who owns the other end of a socket",
  ),
  sslcrl: never("PGSSLCRL", "is not read by Rowmill: revoked certificates would pass unseen"),
  sslcrldir: never("PGSSLCRLDIR", "is not read by Rowmill: revoked certificates would pass unseen"),
  sslkeylogfile: never(null, "is refused: it would write down what decrypts the connection"),
  min_protocol_version: only(
    "PGMINPROTOCOLVERSION",
    ["3.0"],
    "must be 3.0, the version that Rowmill speaks",
  ),
  replication: only(
    null,
    ["0", "off", "no", "false"],
    "is refused: a replication connection cannot load",
  ),
  requiressl: never(null, 'is gone from PostgreSQL; say "sslmode=require"'),
  scram_client_key: never(null, "is refused: Rowmill logs in with a password"),
  scram_server_key: never(null, "is refused: Rowmill logs in with a password"),
  oauth_issuer: never(null, noOauth),
  oauth_client_id: never(null, noOauth),
  oauth_client_secret: never(null, noOauth),
  oauth_scope: never(null, noOauth),
};

const names = Object.keys(keywords);

/** Where a keyword was read, and whether its name may be shown: it may be part of a badly quoted password. */
export interface Origin {
  readonly text: string;
  readonly mayNameKeyword: boolean;
}

export const isKeyword = (key: string): boolean => Object.hasOwn(keywords, key);

/** Throws unless the keyword is known, its value valid, and we can do what it asks. */
export function checkKeyword(key: string, value: string, origin: Origin): void {
  const keyword = isKeyword(key) ? keywords[key] : undefined;
  if (keyword === undefined) throw errors.dsnInvalid(unknownText(key, origin));
  if (spillsPassword(key, value))
    throw errors.dsnInvalid(
      `${key} (in ${origin.text}) seems to hold a password as well: keywords are divided by spaces, in a URI by "&"`,
    );
  const problem = value === "" ? null : (keyword.problem?.(value) ?? null);
  if (problem !== null) throw errors.dsnInvalid(`${key} (in ${origin.text}) ${problem}`);
}

/** The settings that the environment gives; an empty variable counts as none. */
export function environmentValues(
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [key, keyword] of Object.entries(keywords)) {
    const value = keyword.env === undefined ? undefined : env[keyword.env];
    if (value !== undefined && value !== "") values.set(key, value);
  }
  if (!values.has("sslmode") && env["PGREQUIRESSL"] === "1") values.set("sslmode", "require");
  return values;
}

/** "PGHOST" for "host". */
export const environmentName = (key: string): string => keywords[key]?.env ?? key;

function unknownText(key: string, origin: Origin): string {
  const near = nearestNames(key, names);
  const question = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
  const isNameable = origin.mayNameKeyword && /^[A-Za-z][A-Za-z_]{0,40}$/.test(key);
  return isNameable
    ? `there is no keyword "${key}" (in ${origin.text})${question}`
    : `a keyword in ${origin.text} is unknown${question}`;
}

function authProblem(value: string): string | null {
  const asked = value.split(",").map((name) => name.trim());
  const bare = asked.map((name) => name.replace(/^!/, ""));
  const methods = ["password", "md5", "scram-sha-256", "none", "gss", "sspi", "oauth"];
  if (bare.some((name) => !methods.includes(name)))
    return `must list some of ${methods.join(", ")}`;
  const negated = asked.filter((name) => name.startsWith("!")).length;
  if (negated !== 0 && negated !== asked.length)
    return "must name methods either all with ! or all without";
  if (new Set(bare).size !== bare.length) return "must name each method once";
  return null;
}

/** Only what cannot be a password by its looks is repeated. */
const notThis = (value: string) => (/^[A-Za-z-]{1,16}$/.test(value) ? `, not "${value}"` : "");

function meant(value: string, values: readonly string[]): string {
  const near = nearestNames(value, values);
  return near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
}
