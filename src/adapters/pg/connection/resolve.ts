// A connection string and the machine it is used on -> where and how to connect, with libpq's precedence:
// string, then service, then environment, then defaults. Everything is checked here, nothing is opened.
import { errors } from "../../../core/base/errors.ts";
import { Secret } from "../../../core/base/secret.ts";
import { parseDsn } from "./dsn.ts";
import { resolveHosts } from "./hosts.ts";
import { checkKeyword, environmentName, environmentValues } from "./keywords.ts";
import { findPassword, readPassFile } from "./pass-file.ts";
import { readService } from "./service-file.ts";
import type { AuthMethod, ConnectionSettings, HostAddress, KeepaliveSettings } from "./settings.ts";
import { checkTls, resolveTls } from "./tls-settings.ts";
import { Values } from "./values.ts";
import type { ConnectionWorld } from "./world.ts";

/** `dsn` null: environment and files alone decide. Rejects with dsn-invalid or service-unknown. */
export async function resolveConnection(
  dsn: string | null,
  world: ConnectionWorld,
): Promise<ConnectionSettings> {
  const values = await gatherValues(dsn, world);
  const user = values.text("user") ?? world.userName;
  if (user === "")
    throw errors.dsnInvalid("it names no user, and this machine's user has no name; add user=NAME");
  const database = values.text("dbname") ?? user;
  const hosts = await resolveHosts(values, world);
  const sslMode =
    values.oneOf("sslmode") ?? (values.text("sslrootcert") === "system" ? "verify-full" : null);
  const { tls, warnings } = await resolveTls(values, hosts, sslMode, world);
  const passwords = await resolvePasswords(values, { database, user }, world);
  const settings: ConnectionSettings = {
    ...{ hosts, user, database, sslMode, tls },
    password: passwords.stated,
    passwordFor: passwords.forHost,
    channelBinding: values.oneOf("channel_binding") ?? "prefer",
    authMethods: authMethods(values.list("require_auth")),
    targetSessionAttrs: values.oneOf("target_session_attrs") ?? "any",
    loadBalanceHosts: values.oneOf("load_balance_hosts") ?? "disable",
    connectTimeoutMs: connectTimeoutMs(values),
    keepalives: keepalives(values),
    applicationName: values.text("application_name") ?? values.text("fallback_application_name"),
    options: values.text("options") ?? "",
    startup: startupSettings(world),
    origins: new Map([...passwords.origins, ...values.origins()]),
    warnings: [...warnings, ...passwords.warnings],
  };
  checkTls(settings);
  return settings;
}

async function gatherValues(dsn: string | null, world: ConnectionWorld): Promise<Values> {
  const values = new Values();
  if (dsn !== null) {
    const parsed = parseDsn(dsn);
    values.add(parsed.values, () => "the connection string", parsed.mayNameKeywords);
  }
  const environment = environmentValues(world.env);
  const name = values.text("service") ?? environment.get("service") ?? null;
  if (name !== null) {
    // Before a message has its name.
    checkKeyword("service", name, { text: "PGSERVICE", mayNameKeyword: true });
    const service = await readService(
      name,
      values.text("servicefile") ?? environment.get("servicefile") ?? null,
      world,
    );
    values.add(service.values, () => `service ${name} in ${service.file}`, true);
  }
  values.add(environment, environmentName, true);
  return values;
}

interface Passwords {
  readonly stated: Secret | null;
  readonly forHost: (host: HostAddress) => Secret | null;
  readonly origins: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

/** The password file is only looked at when nothing else gives a password, as in libpq. */
async function resolvePasswords(
  values: Values,
  login: { readonly database: string; readonly user: string },
  world: ConnectionWorld,
): Promise<Passwords> {
  const text = values.text("password");
  if (text !== null) {
    const stated = new Secret(text);
    return { stated, forHost: () => stated, origins: new Map(), warnings: [] };
  }
  const file = await readPassFile(values.text("passfile"), world);
  const warnings = file.warning === null ? [] : [file.warning];
  if (file.text === null)
    return { stated: null, forHost: () => null, origins: new Map(), warnings };
  const content = file.text;
  const forHost = (host: HostAddress) => findPassword(content, { host, ...login });
  return { stated: null, forHost, origins: new Map([["password", file.path]]), warnings };
}

/** What the server may ask for, of the methods the driver can do; null for any. */
function authMethods(asked: readonly string[] | null): ReadonlySet<AuthMethod> | null {
  if (asked === null) return null;
  const names = asked.map((name) => name.trim());
  const able = ["password", "md5", "scram-sha-256", "none"] as const;
  const allowed = able.filter((name) =>
    names[0]?.startsWith("!") ? !names.includes(`!${name}`) : names.includes(name),
  );
  if (allowed.length === 0)
    throw errors.dsnInvalid(
      `require_auth leaves none of the methods that Rowmill can do: ${able.join(", ")}`,
    );
  return new Set(allowed);
}

/** libpq waits for ever by default, which in an editor looks like nothing happening. */
const connectTimeoutDefaultMs = 15_000;

function connectTimeoutMs(values: Values): number | null {
  const seconds = values.whole("connect_timeout");
  if (seconds === null) return connectTimeoutDefaultMs;
  return seconds <= 0 ? null : seconds * 1000;
}

function keepalives(values: Values): KeepaliveSettings {
  // Zero or less asks for the system's own value, as in libpq.
  const positive = (key: string, factor: number) => {
    const value = values.whole(key);
    return value === null || value <= 0 ? null : value * factor;
  };
  return {
    isEnabled: values.oneOf("keepalives") !== "0",
    idleMs: positive("keepalives_idle", 1000),
    intervalMs: positive("keepalives_interval", 1000),
    count: positive("keepalives_count", 1),
    userTimeoutMs: positive("tcp_user_timeout", 1),
  };
}

/** Server settings that libpq sends at the start and that have a variable but no keyword. */
function startupSettings(world: ConnectionWorld): Readonly<Record<string, string>> {
  const variables = { PGDATESTYLE: "datestyle", PGTZ: "timezone", PGGEQO: "geqo" };
  const settings: Record<string, string> = {};
  for (const [variable, name] of Object.entries(variables)) {
    const value = world.env[variable];
    if (value !== undefined && value !== "" && value !== "default") settings[name] = value;
  }
  return settings;
}
