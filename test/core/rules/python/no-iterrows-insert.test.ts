import { rule } from "../../../../src/core/rules/python/no-iterrows-insert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a statement of another module",
      `import psycopg2
from statements import *
for _, row in df.iterrows():
    cur.«execute»(user_table_insert, list(row))
`,
    ],
    [
      "songs and logs",
      `import psycopg2
def process(cur, df):
    for i, row in df.iterrows():
        cur.«execute»("INSERT INTO users (id, name) VALUES (%s, %s)", row)
`,
    ],
    [
      "itertuples under a progress bar",
      `import psycopg2
for row in tqdm(df.itertuples(), total=len(df)):
    cur.«execute»("INSERT INTO t (a) VALUES (%s)", (row.a,))
`,
    ],
    [
      "psycopg 3, for it is the frame that must be read otherwise",
      `import psycopg
for _, row in df.iterrows():
    data = (row["a"], row["b"])
    cur.«execute»("INSERT INTO t (a, b) VALUES (%s, %s)", data)
`,
    ],
    [
      "apply with a lambda",
      `import psycopg2
df.apply(lambda row: cur.«execute»("INSERT INTO t (a) VALUES (%s)", (row["a"],)), axis=1)
`,
    ],
  ],
  quiet: [
    [
      "another statement of another module",
      `import psycopg2
from statements import *
for _, row in df.iterrows():
    cur.execute(song_select, (row.song,))
    cur.execute(user_insert, (1,))
`,
    ],
    [
      "an UPDATE whose name has the word",
      `import psycopg2
user_insert = "UPDATE t SET a = %s"
for _, row in df.iterrows():
    cur.execute(user_insert, (row.a,))
`,
    ],
    [
      "rows that are collected",
      `import psycopg2
for _, row in df.iterrows():
    rows.append((row["a"],))
execute_values(cur, "INSERT INTO t (a) VALUES %s", rows)
`,
    ],
    [
      "one row a group",
      `import psycopg2
for key, group in df.groupby("a"):
    cur.execute("INSERT INTO t (a) SELECT a FROM s WHERE b = %s", (key,))
`,
    ],
    [
      "an UPDATE",
      `import psycopg2
for _, row in df.iterrows():
    cur.execute("UPDATE t SET a = %s WHERE id = %s", (row["a"], row["id"]))
`,
    ],
  ],
});
