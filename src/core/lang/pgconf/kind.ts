// Which files hold server settings, by their names.

/** How the settings of a file are read. */
export type PgconfKind = "conf" | "sql" | "flags";

/** Undefined for a file that says nothing about a server. Templates (.conf.j2) are not whole files. */
export function pgconfKindOf(path: string): PgconfKind | undefined {
  const parts = path.toLowerCase().split("/");
  const name = parts.pop() ?? "";
  if (/\.(?:sql|pgsql|psql|ddl)$/u.test(name)) return "sql";
  if (isConf(name, parts)) return "conf";
  return isStarter(name) ? "flags" : undefined;
}

/** postgresql.conf and its relatives, and the parts of one in a folder conf.d. */
const isConf = (name: string, folders: readonly string[]): boolean =>
  /^postgres(?:ql)?(?:[._-][\w.-]+)?\.conf$/u.test(name) ||
  (name.endsWith(".conf") &&
    /^(?:postgres(?:ql)?\.)?conf\.d$/u.test(folders.at(-1) ?? "") &&
    folders.some((folder) => /^(?:postgres|pgsql|pg[\d_-]|pg$)/u.test(folder)));

/** Compose files and Dockerfiles. Shell scripts that start a server with flags nearly all do so for a test. */
const isStarter = (name: string): boolean =>
  /^(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml$/u.test(name) ||
  /^(?:docker|container)file(?:[._-][\w.-]+)?$|\.dockerfile$/u.test(name);
