// postgresql.conf as the server reads it, and never a place outside the text.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePostgresqlConf } from "../../../../src/core/lang/pgconf/postgresql-conf.ts";
import { textIn } from "../../../../src/core/text/range.ts";

const pairs = (text: string): readonly (readonly [string, string])[] =>
  parsePostgresqlConf(text).settings.map(({ name, value }) => [name, value] as const);

test.each([
  ["an equals sign", "max_wal_size = 4GB", [["max_wal_size", "4GB"]]],
  ["none", "max_wal_size 4GB", [["max_wal_size", "4GB"]]],
  ["no blanks", "max_wal_size=4GB", [["max_wal_size", "4GB"]]],
  ["quotes", "max_wal_size = '4 GB'", [["max_wal_size", "4 GB"]]],
  ["quotes without blanks", "listen_addresses'*'", [["listen_addresses", "*"]]],
  ["doubled and escaped quotes", String.raw`a = 'it''s \'so\''`, [["a", "it's 'so'"]]],
  ["a comment behind it", "fsync = off # hurry", [["fsync", "off"]]],
  ["a line that is a comment", "#fsync = off\n  # fsync = off", []],
  ["upper case", "FSYNC = Off", [["fsync", "Off"]]],
  [
    "CRLF",
    "fsync = off\r\nautovacuum = on\r\n",
    [
      ["fsync", "off"],
      ["autovacuum", "on"],
    ],
  ],
  ["a name with a dot", "rowmill.mode = fast", [["rowmill.mode", "fast"]]],
  ["a number below zero", "max_slot_wal_keep_size = -1", [["max_slot_wal_keep_size", "-1"]]],
  ["an include", "include_dir 'conf.d'", [["include_dir", "conf.d"]]],
  ["what the server refuses", "fsync = off on\nfsync =\n= off\nfsync = 'off", []],
  [
    "templates",
    "a = {{ a }}\nb = '{{ b }}'\nc = ${C}\nd = '${D}'\ne = '%(e)s'\nf = '@SIZE_F@'",
    [],
  ],
] as const)("%s", (_name, text, expected) => {
  expect(pairs(text)).toEqual(expected);
});

test("the last of a name is in force", () => {
  const document = parsePostgresqlConf("fsync = off\nwork_mem = 4MB\nfsync = on\n");
  expect(document.get("fsync")?.value).toBe("on");
  expect(document.get("wal_level")).toBeUndefined();
});

test("places are those of the text", () => {
  const text = "# head\n  fsync =  'off'\t\nwork_mem 4MB # why\nwal_level = minimal";
  const [fsync, workMem, level] = parsePostgresqlConf(text).settings;
  expect(fsync && textIn(text, fsync.nameRange)).toBe("fsync");
  expect(fsync && textIn(text, fsync.valueRange)).toBe("'off'");
  expect(fsync && textIn(text, fsync.range)).toBe("fsync =  'off'");
  expect(fsync?.line && textIn(text, fsync.line)).toBe("  fsync =  'off'\t\n");
  expect(workMem?.line).toBeUndefined();
  expect(level?.line && textIn(text, level.line)).toBe("wal_level = minimal");
});

test("any text is read, and every place lies inside it", () => {
  const piece = fc.constantFrom(
    "fsync",
    " ",
    "=",
    "'",
    "\\",
    "\n",
    "\r",
    "#",
    "off",
    "4GB",
    "\0",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      for (const { range, valueRange, nameRange, name } of parsePostgresqlConf(text).settings) {
        expect(range.start).toBe(nameRange.start);
        expect(range.end).toBe(valueRange.end);
        expect(range.end).toBeLessThanOrEqual(text.length);
        expect(textIn(text, nameRange).toLowerCase()).toBe(name);
      }
    }),
    { seed: 20_261_122, numRuns: 500 },
  );
});

test("a line of ten megabytes costs no time", () => {
  const text = `fsync = '${"x".repeat(10_000_000)}'\nautovacuum = off\n`;
  expect(pairs(text)).toEqual([["autovacuum", "off"]]);
});
