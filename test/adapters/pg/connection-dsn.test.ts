// The three forms of a connection string, read as libpq's manual has them, and what a mistake may say.
import fc from "fast-check";
import { parse as driverParse } from "pg-connection-string";
import { expect, test } from "vitest";
import { hasPassword, parseDsn } from "../../../src/adapters/pg/connection/dsn.ts";
import { IngestError } from "../../../src/core/base/ingest-error.ts";

const valuesOf = (dsn: string) => Object.fromEntries(parseDsn(dsn).values);

test.each<[string, Record<string, string>]>([
  ["", {}],
  ["orders", { dbname: "orders" }],
  ["my base", { dbname: "my base" }],
  ["host=a", { host: "a" }],
  [" host = a  port\t=\n5433 ", { host: "a", port: "5433" }],
  ["dbname='my base' user=o\\ neil", { dbname: "my base", user: "o neil" }],
  [String.raw`password='it\'s \\ here'`, { password: String.raw`it's \ here` }],
  ["password=''", { password: "" }],
  ["password= user=a", { password: "user=a" }],
  ["host=a host=b", { host: "b" }],
  ["options='-c a=b'", { options: "-c a=b" }],
  ["postgresql://", {}],
  ["postgres://localhost", { host: "localhost" }],
  ["POSTGRESQL://h/db", { host: "h", dbname: "db" }],
  ["postgresql://localhost:5433", { host: "localhost", port: "5433" }],
  ["postgresql://localhost/mydb", { host: "localhost", dbname: "mydb" }],
  ["postgresql://user@localhost", { host: "localhost", user: "user" }],
  ["postgresql://user:secret@localhost", { host: "localhost", user: "user", password: "secret" }],
  ["postgresql://:secret@h", { host: "h", password: "secret" }],
  ["postgresql://u:a:b@h", { host: "h", user: "u", password: "a:b" }],
  ["postgresql://u:p%40%2F%3A#?@h/d", { host: "h", user: "u", password: "p@/:#?", dbname: "d" }],
  [
    "postgresql://other@localhost/otherdb?connect_timeout=10&application_name=my+app",
    {
      user: "other",
      host: "localhost",
      dbname: "otherdb",
      connect_timeout: "10",
      application_name: "my+app",
    },
  ],
  [
    "postgresql://host1:123,host2:456/somedb?target_session_attrs=any",
    { host: "host1,host2", port: "123,456", dbname: "somedb", target_session_attrs: "any" },
  ],
  ["postgresql://a,b:2,c/", { host: "a,b,c", port: ",2," }],
  [
    "postgresql:///mydb?host=localhost&port=5433",
    { dbname: "mydb", host: "localhost", port: "5433" },
  ],
  ["postgresql://[2001:db8::1234]/database", { host: "2001:db8::1234", dbname: "database" }],
  ["postgresql://[::1]:5433,127.0.0.1", { host: "::1,127.0.0.1", port: "5433," }],
  [
    "postgresql:///dbname?host=/var/lib/postgresql",
    { dbname: "dbname", host: "/var/lib/postgresql" },
  ],
  [
    "postgresql://%2Fvar%2Flib%2Fpostgresql/dbname",
    { host: "/var/lib/postgresql", dbname: "dbname" },
  ],
  ["postgresql://h?ssl=true", { host: "h", sslmode: "require" }],
  ["postgresql://h/d%C3%A9?", { host: "h", dbname: "dé" }],
  ["postgresql://h/d?user=u&", { host: "h", dbname: "d", user: "u" }],
])("%j is read as libpq reads it", (dsn, values) => {
  expect(valuesOf(dsn)).toEqual(values);
});

test.each([
  ["host=a b", 'word 2 has no "="'],
  ["password=my s3cret", 'word 2 has no "="'],
  ["password='s3cret", "single quote in it is never closed"],
  ["postgresql://[::1", "hosts cannot be read"],
  ["postgresql://[]/x", "IPv6 address in it is empty"],
  ["postgresql://[::1]x/db", "hosts cannot be read"],
  ["postgresql://u:p@s3cret@h/db", "hosts cannot be read"],
  ["postgresql://u:12/s3cret@h/db", "hosts cannot be read"],
  ["postgresql://h/db?user", 'parameter 1 after "?" needs exactly one "="'],
  ["postgresql://h/db?user=a&options=b=c", "parameter 2"],
  ["postgresql://h/db?user=a&&port=1", "parameter 2"],
  ["postgresql://u:s3cret%zz@h", "write the sign itself as %25"],
  ["postgresql://h/%00", "%25"],
  ["postgresql://h/%ff", "%25"],
  ["mysql://u:s3cret@h/db", "must begin with postgresql://"],
  ["jdbc:postgresql://h/db?user=u", "must begin with postgresql://"],
  ["postgresql:/u:s3cret@h/db", 'where it holds an "@"'],
  ["u/s3cret@h/db", 'where it holds an "@"'],
  ["postgresql://u%3As3cret@h/db", "must not be written %3A"],
])("%j is refused, and no secret told", (dsn, message) => {
  const error = thrownBy(() => parseDsn(dsn));
  expect(error).toMatchObject({ kind: "user", code: "dsn-invalid" });
  expect(error.message).toContain(message);
  expect(error.message + error.hint).not.toContain("s3cret");
});

test.each([
  ["orders", false],
  ["host=a user=b", false],
  ["host=a password=b", true],
  ["host=a password=''", false],
  ["host=a sslpassword=b", true],
  ["passfile=/home/u/.pgpass", false],
  ["postgresql://u@h:5432/db", false],
  ["postgresql://u@h:5432/db?options=a%40b", false],
  ["postgresql://u:p@h", true],
  ["postgresql://u:@h", false],
  ["postgresql://u@h?password=p", true],
  // Wrong in form, and still a secret on the command line.
  ["postgresql://u:p@q@h", true],
  ["mysql://u:p@h/db", true],
  ["host=a password=b c", true],
  ["postgresql:/u:p@h/db", true],
  ["u:p@h:5432/db", true],
  ["postgresql://u%3Ap@h/db", true],
  ["postgresql://h/db&password=p", true],
  ["host=a;user=u;password=p", true],
  ["host=a,pwd=p", true],
  ["application_name=x;password=p", true],
  ["host=u:p@a", true],
  ["dbname=postgresql://u:p@h/db", true],
  // Nothing secret in these, whatever they look like.
  ["postgresql://u@h:5432/db?user", false],
  ["postgresql://u%40corp@h:5432/db", false],
  ["host=a user=u@corp port=1", false],
  ["host=a application_name=load:eu@night", false],
  [String.raw`passfile=C:\\Users\\a@b\\pgpass.conf`, false],
  ["host=a application_name='password=no'", false],
  ["host=a b", false],
])("a password in %j: %s", (dsn, expected) => {
  expect(hasPassword(dsn)).toBe(expected);
});

test("any value survives quoting in pairs", () => {
  const quote = (value: string) => `'${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }),
      (values) => {
        const keyed = values.map((value, index) => [`k${index}`, value] as const);
        const dsn = keyed.map(([key, value]) => `${key} = ${quote(value)}`).join(" ");
        expect(valuesOf(dsn)).toEqual(Object.fromEntries(keyed));
      },
    ),
    { seed: 1 },
  );
});

test("any login survives percent-encoding in a URI, as the driver's own parser has it", () => {
  const word = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((text) => !text.includes("\0") && text.isWellFormed());
  fc.assert(
    fc.property(word, word, word, (user, password, name) => {
      const dsn = `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@h:1/d?application_name=${encodeURIComponent(name)}`;
      const ours = valuesOf(dsn);
      expect(ours).toEqual({
        user,
        password,
        host: "h",
        port: "1",
        dbname: "d",
        application_name: name,
      });
      const theirs = driverParse(dsn);
      expect(theirs).toMatchObject({
        user,
        password,
        host: "h",
        port: "1",
        database: "d",
        application_name: name,
      });
    }),
    { seed: 2 },
  );
});

function thrownBy(work: () => unknown): IngestError {
  try {
    work();
  } catch (error) {
    if (error instanceof IngestError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
