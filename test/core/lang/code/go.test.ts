// Go sources, and the calls that run SQL in them.
import { codeTable } from "./code-cases.ts";

const inFunction = (body: string) =>
  `package load\n\nfunc run(ctx context.Context, rows []Row) error {\n${body}\nreturn nil\n}\n`;

codeTable("go", [
  [
    "a range with Exec in the test",
    inFunction(
      "for _, r := range rows {\nif _, err := db.Exec(`INSERT INTO t VALUES ($1)`, r.ID); err != nil {\nreturn err\n}\n}",
    ),
    "Exec in for r of rows: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "a prepared statement",
    inFunction(
      'stmt, err := tx.PrepareContext(ctx, "INSERT INTO t "+"VALUES ($1)")\nfor _, r := range rows {\nstmt.ExecContext(ctx, r.ID)\n}',
    ),
    "ExecContext in for r of rows: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "Sprintf into a variable",
    inFunction(
      "for _, r := range rows {\nq := fmt.Sprintf(\"INSERT INTO %s VALUES ('%s', %d)\", table, r.Name, r.ID)\ndb.Exec(q)\n}",
    ),
    "Exec in for r of rows: INSERT INTO ⟨table⟩ VALUES ('⟨r.Name⟩', ⟨r.ID⟩), flows",
  ],
  [
    "a constant of the package, defined below",
    `${inFunction("for _, r := range rows {\ndb.Exec(insert, r.ID)\n}")}\nconst insert = "INSERT INTO t VALUES ($1)"\n`,
    "Exec in for r of rows: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "rows that are scanned",
    inFunction(
      'for src.Next() {\nvar id int\nif err := src.Scan(&id); err != nil {\nreturn err\n}\ndst.Exec("INSERT INTO t VALUES ($1)", id)\n}',
    ),
    "Exec in while src: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "a pgx batch",
    inFunction(
      'batch := &pgx.Batch{}\nfor _, r := range rows {\nbatch.Queue("INSERT INTO t VALUES ($1)", r.ID)\n}\nconn.SendBatch(ctx, batch)',
    ),
    "Queue in for r of rows: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "a goroutine for each row",
    inFunction(
      'for _, r := range rows {\ngo func(r Row) {\ndb.Exec("INSERT INTO t VALUES ($1)", r.ID)\n}(r)\n}',
    ),
    "Exec in for r of rows: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "an errgroup",
    inFunction(
      'for _, r := range rows {\ng.Go(func() error {\n_, err := db.Exec("INSERT INTO t VALUES ($1)", r.ID)\nreturn err\n})\n}',
    ),
    "Exec in for r of rows: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "tries until it went well",
    inFunction(
      'for i := 0; i < 5; i++ {\n_, err = db.Exec("INSERT INTO t VALUES (1)")\nif err == nil {\nbreak\n}\ntime.Sleep(delay)\n}',
    ),
    "Exec in for i (5) (retry): INSERT INTO t VALUES (1)",
  ],
  [
    "an index that was declared before",
    inFunction('for ; i < 100; i++ {\ndb.Exec("INSERT INTO t VALUES ($1)", i)\n}'),
    "Exec in for i: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "a number",
    inFunction('for i := range 10 {\ndb.Exec("INSERT INTO t VALUES ($1)", i)\n}'),
    "Exec in for i of 10 (10): INSERT INTO t VALUES ($1), flows",
  ],
  [
    "a literal slice",
    inFunction(
      'for _, s := range []string{"a", "b"} {\ndb.Exec("INSERT INTO t VALUES ($1)", s)\n}',
    ),
    'Exec in for s of []string{"a", "b"} (2): INSERT INTO t VALUES ($1), flows',
  ],
  [
    "a statement kept in a struct",
    'package a\nfunc New(db *sql.DB) *S {\ns.insert, _ = db.Prepare("INSERT INTO t VALUES ($1)")\nreturn s\n}\nfunc (s *S) Write(r Row) { s.insert.Exec(r.ID) }\n',
    "Exec: INSERT INTO t VALUES ($1)",
  ],
  [
    "keys of a struct use nothing",
    inFunction(
      'for r := range names {\nx := Item{r: 1}\ndb.Exec("INSERT INTO t VALUES ($1)", x)\n}',
    ),
    "Exec in for r of names: INSERT INTO t VALUES ($1)",
  ],
  [
    "half-typed: a parenthesis is missing",
    'package load\nfunc run() { for _, r := range rows { db.Exec("INSERT INTO t VALUES ($1)", r\n } }\n',
    "Exec in for r of rows: INSERT INTO t VALUES ($1), flows",
  ],
]);
