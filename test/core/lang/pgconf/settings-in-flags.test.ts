// Flags of a server in compose files, Dockerfiles and shell scripts, and what only looks like them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { settingsInFlags } from "../../../../src/core/lang/pgconf/settings-in-flags.ts";
import { textIn } from "../../../../src/core/text/range.ts";

const written = (text: string): readonly (readonly string[])[] =>
  settingsInFlags(text).servers.map(({ settings }) =>
    settings.map(({ name, value }) => `${name}=${value}`),
  );

test.each([
  [
    "a plain scalar",
    "command: postgres -c fsync=off -c max_wal_size=1GB",
    [["fsync=off", "max_wal_size=1GB"]],
  ],
  ["a quoted scalar", 'command: "postgres -c fsync=off"', [["fsync=off"]]],
  ["flags alone", "command: -c fsync=off", [["fsync=off"]]],
  ["flags alone, quoted", "command: '-c fsync=off'", [["fsync=off"]]],
  [
    "a flow list",
    'command: ["postgres", "-c", "fsync=off", "-c", "wal_level=logical"]',
    [["fsync=off", "wal_level=logical"]],
  ],
  ["a flow list without quotes", "command: [postgres, -c, fsync=off]", [["fsync=off"]]],
  [
    "a list",
    'command:\n  - "postgres"\n  - "-c"\n  - "max_wal_size=4GB" # more\n  - -c\n  - fsync=off\nports:\n  - -c\n  - a=b',
    [["max_wal_size=4GB", "fsync=off"]],
  ],
  ["a list of flags alone", 'command:\n  - "-c"\n  - "max_wal_size=4GB"', [["max_wal_size=4GB"]]],
  ["a list without indentation", "command:\n- -c\n- fsync=off\n", [["fsync=off"]]],
  [
    "a folded scalar",
    "command: >\n  postgres\n  -c fsync=off\n  -c wal_level=logical\nports: []",
    [["fsync=off", "wal_level=logical"]],
  ],
  [
    "a folded scalar of flags alone",
    "command: >-\n  -c fsync=off\n  -c wal_level=logical",
    [["fsync=off", "wal_level=logical"]],
  ],
  [
    "a literal scalar",
    "command: |\n  postgres -c fsync=off \\\n    -c wal_level=logical",
    [["fsync=off", "wal_level=logical"]],
  ],
  ["an entrypoint", "entrypoint: docker-entrypoint.sh postgres -c fsync=off", [["fsync=off"]]],
  ["CMD", 'CMD ["postgres", "-c", "fsync=off"]', [["fsync=off"]]],
  ["CMD in shell form", "CMD postgres -c fsync=off", [["fsync=off"]]],
  [
    "docker run",
    "docker run -e POSTGRES_PASSWORD=x -d postgres:16-alpine -c fsync=off \\\n  -c max_wal_size=1GB\necho done",
    [["fsync=off", "max_wal_size=1GB"]],
  ],
  [
    "the program by its path",
    "/usr/lib/postgresql/16/bin/postgres -D /data -p 5433 -c fsync=off &",
    [["fsync=off"]],
  ],
  [
    "exec in a shell's quotes",
    `sh -c "mkdir -p /x && exec postgres -c fsync=off"`,
    [["fsync=off"]],
  ],
  ["long flags", "postgres --fsync=off --max-wal-size=1GB", [["fsync=off", "max_wal_size=1GB"]]],
  ["flags without a blank", "postgres -cfsync=off -N 200", [["fsync=off"]]],
  [
    "two servers",
    "a:\n  command: postgres -c fsync=off\nb:\n  command: postgres -c fsync=on",
    [["fsync=off"], ["fsync=on"]],
  ],
  [
    "quotes inside a word",
    "postgres -c synchronous_standby_names='FIRST 1 (a, b)' -c fsync=off",
    [["synchronous_standby_names=FIRST 1 (a, b)", "fsync=off"]],
  ],
  [
    "quotes around the assignment",
    `- -c\n- 'x'\ncommand: [postgres, -c, "synchronous_standby_names=FIRST 1 (a, b)"]`,
    [["synchronous_standby_names=FIRST 1 (a, b)"]],
  ],
])("%s", (_name, text, expected) => {
  expect(written(text)).toEqual(expected);
});

test.each([
  ["psql", 'psql -U postgres -c "SET synchronous_commit=off"'],
  ["psql with a database of that name", "psql postgres -c 'select 1'"],
  ["a role", "su postgres -c fsync=off"],
  ["PGOPTIONS", 'PGOPTIONS="-c synchronous_commit=off" psql'],
  [
    "PGOPTIONS in YAML",
    'environment:\n  POSTGRES_USER: postgres\n  PGOPTIONS: "-c synchronous_commit=off"',
  ],
  ["other programs", "command: bash -c run=fast\n# postgres"],
  ["other programs' long flags", "image: postgres\ncommand: --fsync=off"],
  ["pg_dump", "pg_dump -U postgres --compress=9"],
  ["a comment", "# command: postgres -c fsync=off"],
  ["a template", "command: postgres -c fsync=${FSYNC} -c wal_level={{ level }}"],
  ["half-typed", "command: postgres -c"],
  ["half-typed names", "command: postgres -c fsync= -c -c"],
])("nothing in %s", (_name, text) => {
  expect(settingsInFlags(text).settings).toEqual([]);
});

test("any text is read, and every place holds its value", () => {
  const piece = fc.constantFrom(
    ..."command:|postgres|-c|fsync=off|'| |\"|[|]|,|\n|- |\\|#|--a=b|>|\0|é".split("|"),
    "|",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      for (const { valueRange, value, range } of settingsInFlags(text).settings) {
        expect(range.end).toBeLessThanOrEqual(text.length);
        expect(textIn(text, valueRange).replaceAll(/["']/gu, "")).toBe(
          value.replaceAll(/["']/gu, ""),
        );
      }
    }),
    { seed: 20_261_122, numRuns: 1_000 },
  );
});

test("one line of many quotes and backslashes costs no time", () => {
  const text = `command: postgres -c ${String.raw`\"'`.repeat(300_000)}`;
  const startMs = performance.now();
  expect(settingsInFlags(text).settings).toEqual([]);
  expect(performance.now() - startMs).toBeLessThan(5_000);
});
