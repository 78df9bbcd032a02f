// A password never stays in the connection string that is kept.
import fc from "fast-check";
import { expect, test } from "vitest";

import { hasPassword } from "../../src/adapters/pg/connection/dsn.ts";
import { proposedName, splitDsn } from "../../src/vscode/dsn-password.ts";

test.each([
  ["postgresql://ana@db:5432/shop", "postgresql://ana@db:5432/shop", null],
  ["postgresql://ana:s3cret@db/shop", "postgresql://ana@db/shop", "s3cret"],
  [
    "postgres://ana:a%40b%2Fc@db/shop?sslmode=require",
    "postgres://ana@db/shop?sslmode=require",
    "a@b/c",
  ],
  ["  postgresql://ana:x@db/shop\n", "postgresql://ana@db/shop", "x"],
  ["postgresql://ana:p@ss@db/shop", "postgresql://ana@db/shop", "p@ss"],
  ["postgresql://:x@db", "postgresql://@db", "x"],
  ["postgresql://ana:@db", "postgresql://ana@db", null],
  [
    "postgresql://h1:5432,h2:5433/shop?user=ana&password=x",
    "postgresql://h1:5432,h2:5433/shop?user=ana",
    "x",
  ],
  ["postgresql://ana:old@db/shop?password=new", "postgresql://ana@db/shop", "new"],
  ["postgresql://ana:100%@db", "postgresql://ana@db", "100%"],
  ["host=db user=ana password=x dbname=shop", "host=db user=ana dbname=shop", "x"],
  ["host=db password='it\\'s a \\\\' user=ana", "host=db user=ana", "it's a \\"],
  ["password = x host=db", "host=db", "x"],
  ["host=db password=", "host=db", null],
  ["host=db application_name='password=no'", "host=db application_name='password=no'", null],
  ["shop", "shop", null],
  ["", "", null],
])("%j", (typed, dsn, password) => {
  expect(splitDsn(typed)).toEqual({ dsn, password });
});

test("a very long string takes no time", () => {
  const startMs = performance.now();
  splitDsn("a".repeat(100_000));
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

test.each([
  ["a slash in the password", "postgresql://ana:s3/cret@db/shop"],
  ["another secret", "host=db sslpassword=x"],
  ["a quote that is never closed", "host=db password='x"],
])("refused: %s", (_name, typed) => {
  expect(() => splitDsn(typed)).toThrow(/secret that cannot be told apart|never closed/u);
});

test("no string that is kept holds the password", () => {
  const word = fc.constantFrom("ana", "db", "shop", "h1,h2");
  const characters = fc.constantFrom(...Array.from("ab:/@?#&=%'\"\\ \t\n,[]é日"));
  const secret = fc.array(characters, { minLength: 1, maxLength: 12 }).map((all) => all.join(""));
  const form = fc.constantFrom("uri", "query", "pairs");
  fc.assert(
    fc.property(word, secret, word, form, (user, password, host, kind) => {
      const quoted = password.replace(/[\\']/gu, "\\$&");
      const encoded = encodeURIComponent(password);
      const typed = {
        uri: `postgresql://${user}:${encoded}@${host}/d`,
        query: `postgresql://${user}@${host}/d?password=${encoded}`,
        pairs: `host=${host} password='${quoted}' user=${user}`,
      }[kind];
      const split = splitDsn(typed);
      expect(split.password).toBe(password);
      expect(hasPassword(split.dsn)).toBe(false);
    }),
    { seed: 5, numRuns: 2_000 },
  );
});

test.each([
  ["postgresql://ana@db:5432/shop", "db:5432/shop"],
  ["postgresql:///shop", "shop"],
  ["host=db dbname=shop user=ana", "db/shop"],
  ["service=sales", "sales"],
  ["shop", "shop"],
])("name of %s", (dsn, name) => {
  expect(proposedName(dsn)).toBe(name);
});
