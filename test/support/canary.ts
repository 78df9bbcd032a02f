// A secret that must not be written anywhere, and the search for it: in the spellings that software gives a text
// when it stores, sends or quotes it, and in all places where a program leaves something behind.
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Client } from "pg";

export interface Canary {
  /** The role's, where it has one. */
  readonly name: string;
  readonly password: string;
  /** Letters and digits out of the password: they survive any escaping, and tell of a part that leaked. */
  readonly pieces: readonly string[];
}

/** What was found somewhere; `where` names the place in a failure. */
export interface Written {
  readonly where: string;
  readonly bytes: Buffer;
}

export const written = (where: string, text: string): Written => ({
  where,
  bytes: Buffer.from(text),
});

/** A fresh password of two pieces with `between` in the middle. */
export function newCanary(name: string, between: string): Canary {
  const head = randomBytes(8).toString("hex");
  const tail = randomBytes(8).toString("hex");
  return { name, password: `${head}${between}${tail}`, pieces: [head, tail] };
}

/** Signs that each way of writing a text down treats in its own way. */
export const ODD_SIGNS = `'"\\%40@:/?#&=+;, $é漢{}<>\``;

/** One line a hit: place, spelling and canary, never the secret. */
export function hitsIn(places: readonly Written[], canaries: readonly Canary[]): readonly string[] {
  return canaries.flatMap((canary) =>
    [...spellingsOf(canary)].flatMap(([spelling, bytes]) =>
      places
        .filter((place) => place.bytes.includes(bytes))
        .map(({ where }) => `${where}: ${canary.name}, ${spelling}`),
    ),
  );
}

/** Every spelling of the whole password and of its pieces. */
export function spellingsOf({ name: role, password, pieces }: Canary): ReadonlyMap<string, Buffer> {
  const spellings = new Map<string, Buffer>();
  const add = (name: string, text: string | Buffer) => spellings.set(name, Buffer.from(text));
  for (const [name, escape] of Object.entries(escapes)) add(name, escape(password));
  for (const name of ["md5", "sha1", "sha256"]) add(name, hash(name, password));
  // Who holds this one can log in with it where the server asks for md5.
  add("md5 for the server", hash("md5", password + role));
  const parts = [
    ["", password],
    ...pieces.map((piece, at) => [`piece ${at + 1} `, piece]),
  ] as const;
  for (const [part = "", text = ""] of parts) {
    add(`${part}as it is`, text);
    add(`${part}UTF-16`, Buffer.from(text, "utf16le"));
    add(`${part}hex`, Buffer.from(text).toString("hex"));
    add(`${part}HEX`, Buffer.from(text).toString("hex").toUpperCase());
    for (const shift of [0, 1, 2]) {
      add(`${part}base64 +${shift}`, shiftedBase64(text, shift));
      add(`${part}base64url +${shift}`, base64Url(shiftedBase64(text, shift)));
    }
  }
  return spellings;
}

const inner = (quoted: string) => quoted.slice(1, -1);
const json = (text: string) => inner(JSON.stringify(text));
const percent = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const escapes: Readonly<Record<string, (text: string) => string>> = {
  json,
  "json in json": (text) => json(json(text)),
  "json in ASCII": (text) =>
    json(text).replaceAll(
      /[^ -~]/g,
      (sign) => String.raw`\u` + sign.charCodeAt(0).toString(16).padStart(4, "0"),
    ),
  encodeURI,
  encodeURIComponent,
  percent,
  "percent, small": (text) => percent(text).replaceAll(/%../g, (sign) => sign.toLowerCase()),
  "form data": (text) => new URLSearchParams({ p: text }).toString().slice("p=".length),
  "SQL literal": (text) => text.replaceAll("'", "''"),
  "SQL E literal": (text) => text.replaceAll("'", "''").replaceAll("\\", "\\\\"),
  "connection string": (text) => text.replaceAll(/[\\']/g, String.raw`\$&`),
  "password file": (text) => text.replaceAll(/[\\:]/g, String.raw`\$&`),
  "all backslashed": (text) => text.replaceAll(/[\\'":]/g, String.raw`\$&`),
  csv: (text) => text.replaceAll('"', '""'),
  "row as text": (text) => text.replaceAll(/["\\]/g, "$&$&"),
  shell: (text) => text.replaceAll("'", String.raw`'\''`),
  "util.inspect": (text) => inner(inspect(text)),
  html: (text) =>
    text.replaceAll(/[&<>"']/g, (sign) => `&${sign === "'" ? "#39" : (entities[sign] ?? "")};`),
};

const entities: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
};

const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("hex");

/** What every base64 of a longer text shows of this one that begins `shift` bytes after a boundary. */
function shiftedBase64(text: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
  return bytes
    .toString("base64")
    .slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

const base64Url = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");

/** Every file below `folder`, with its name. */
export function filesUnder(folder: string): readonly Written[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .map(({ entry, path }) => ({
      where: path,
      bytes: Buffer.concat([Buffer.from(`${path}\n`), entry.isFile() ? readFileSync(path) : empty]),
    }));
}

const empty = Buffer.alloc(0);

/** Every row of every table of the ledger. */
export async function ledgerRows(client: Client): Promise<readonly Written[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relnamespace = 'rowmill'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') ORDER BY oid`,
  );
  const found: Written[] = [];
  for (const { name } of rows) {
    const texts = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
    found.push(written(`table ${name}`, texts.rows.map(({ row }) => row).join("\n")));
  }
  return found;
}

/** What any role could see of the other sessions. */
export async function activityRows(client: Client): Promise<readonly Written[]> {
  const { rows } = await client.query<{ row: string }>(
    "SELECT a::text AS row FROM pg_stat_activity AS a WHERE pid <> pg_backend_pid()",
  );
  return [written("pg_stat_activity", rows.map(({ row }) => row).join("\n"))];
}

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly commandLine: Written;
  readonly environment: Written;
}

/** The process and all below it, as the kernel shows them; none where there is no /proc. */
export function processTree(pid: number): readonly ProcessFacts[] {
  const all = process.platform === "linux" ? runningProcesses() : [];
  const below = (parent: number): readonly ProcessFacts[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return [...all.filter((one) => one.pid === pid), ...below(pid)];
}

function runningProcesses(): readonly ProcessFacts[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const read = (name: string) => readFileSync(`/proc/${pid}/${name}`);
      // The program's name, in brackets, may hold spaces and brackets itself.
      const parent = Number(/.*\) \S+ (\d+)/s.exec(read("stat").toString("latin1"))?.[1]);
      const fact = (name: string) => ({ where: `/proc/${pid}/${name}`, bytes: read(name) });
      const [commandLine, environment] = [fact("cmdline"), fact("environ")];
      return [{ pid: Number(pid), parent, commandLine, environment }];
    } catch {
      // It ended meanwhile, or belongs to somebody else.
      return [];
    }
  });
}
