// Makes the data directory of a test server: initdb, settings, who may log in, certificate.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { makeCertificates } from "./certificate.ts";
import { giveTo, type ServerUser } from "./server-user.ts";

export interface ClusterOptions {
  readonly settings: Readonly<Record<string, string>>;
  readonly tls: boolean;
  /** Replaces pg_hba.conf; without it every connection over TCP needs the password. */
  readonly hba: string | undefined;
}

export const superuser = "postgres";
const passwordFile = "rowmill.password";
/** The port is written at each start, the other settings once. */
export const portFile = "rowmill-port.conf";
export const rootCertificateFile = "rowmill-root.pem";

/** Makes the cluster unless the folder holds one already; returns the superuser's password. */
export async function ensureCluster(
  binaries: string,
  dataDir: string,
  user: ServerUser | undefined,
  options: ClusterOptions,
): Promise<string> {
  const kept = join(dataDir, passwordFile);
  if (!fs.existsSync(join(dataDir, "PG_VERSION"))) await initialise(binaries, dataDir, user);
  if (!fs.existsSync(kept))
    throw new Error(`${dataDir} was not made by Rowmill: choose another folder`);
  const write = (name: string, text: string) => {
    fs.writeFileSync(join(dataDir, name), text, { mode: 0o600 });
    giveTo(join(dataDir, name), user);
  };
  if (options.hba !== undefined) write("pg_hba.conf", options.hba);
  if (options.tls) {
    const made = makeCertificates();
    write("server.crt", made.serverPem);
    write("server.key", made.serverKeyPem);
    write(rootCertificateFile, made.rootPem);
  }
  const settings = { ...baseSettings, ssl: options.tls ? "on" : "off", ...options.settings };
  write("rowmill.conf", settingLines(settings));
  const main = fs.readFileSync(join(dataDir, "postgresql.conf"), "utf8");
  if (!main.endsWith(includeLines)) write("postgresql.conf", `${main}\n${includeLines}`);
  return fs.readFileSync(kept, "utf8").trim();
}

/** The copy follows a primary once its settings say which. */
export function copyAsStandby(from: string, to: string, user: ServerUser | undefined): void {
  fs.cpSync(from, to, { recursive: true });
  fs.rmSync(join(to, "postmaster.pid"), { force: true });
  fs.writeFileSync(join(to, "standby.signal"), "");
  giveTo(to, user);
  for (const name of fs.readdirSync(to, { recursive: true, encoding: "utf8" }))
    giveTo(join(to, name), user);
}

const includeLines = `include 'rowmill.conf'\ninclude_if_exists '${portFile}'\n`;

const baseSettings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  password_encryption: "scram-sha-256",
  timezone: "UTC",
  lc_messages: "C",
  log_line_prefix: "%m [%p] ",
};

export function settingLines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
    .join("");
}

async function initialise(
  binaries: string,
  dataDir: string,
  user: ServerUser | undefined,
): Promise<void> {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  giveTo(dataDir, user);
  const given = `${dataDir}.password`;
  const password = randomBytes(18).toString("base64url");
  fs.writeFileSync(given, `${password}\n`, { mode: 0o600 });
  giveTo(given, user);
  try {
    await run(join(binaries, "initdb"), initdbArguments(dataDir, given), user);
    fs.renameSync(given, join(dataDir, passwordFile));
  } finally {
    fs.rmSync(given, { force: true });
  }
}

function initdbArguments(dataDir: string, passwordPath: string): string[] {
  return [
    ...["-D", dataDir, "-U", superuser, `--pwfile=${passwordPath}`, "--auth=scram-sha-256"],
    ...["--encoding=UTF8", "--no-locale", "--no-sync"],
  ];
}

async function run(program: string, args: string[], user: ServerUser | undefined): Promise<void> {
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" };
  const child = spawn(program, args, { cwd: "/", env, stdio: ["ignore", "pipe", "pipe"], ...user });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (code !== 0) throw new Error(`initdb ended with exit code ${code ?? "none"}:\n${output}`);
}
