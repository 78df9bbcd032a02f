import { rule } from "../../../../src/core/rules/sql/no-commit-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const loop = (body: string, header = "FOR r IN SELECT id FROM staging LOOP"): string =>
  `CREATE PROCEDURE p() LANGUAGE plpgsql AS $$\nDECLARE\n  r record;\nBEGIN\n  ${header}\n    ${body}\n  END LOOP;\nEND $$;`;

ruleTable(rule, {
  reports: [
    ["behind each INSERT", loop("INSERT INTO t (id) VALUES (r.id);\n    «COMMIT»;")],
    [
      "behind the INSERT and the mark of its row",
      loop(
        "INSERT INTO t (id) VALUES (r.id);\n    UPDATE staging SET done = true WHERE id = r.id;\n    «COMMIT»;",
      ),
    ],
    [
      "with a notice",
      loop("INSERT INTO t (id) VALUES (r.id);\n    RAISE NOTICE '%', r.id;\n    «COMMIT»;"),
    ],
  ],
  quiet: [
    [
      "a counter",
      loop(
        "INSERT INTO t (id) VALUES (r.id);\n    n := n + 1;\n    IF n % 1000 = 0 THEN\n      COMMIT;\n    END IF;",
      ),
    ],
    [
      "a counter that skips",
      loop(
        "INSERT INTO t (id) VALUES (r.id);\n    n := n + 1;\n    CONTINUE WHEN n % 1000 <> 0;\n    COMMIT;",
      ),
    ],
    [
      "batches",
      loop(
        "INSERT INTO t (id) SELECT id FROM staging WHERE day = d;\n    COMMIT;",
        "FOR d IN SELECT day FROM days LOOP",
      ),
    ],
    [
      "a batch and a row about it",
      loop(
        "DELETE FROM staging WHERE day = d;\n    INSERT INTO log (day, n) VALUES (d, 1);\n    INSERT INTO t (day) SELECT day FROM u;\n    COMMIT;",
        "FOR d IN SELECT day FROM days LOOP",
      ),
    ],
    [
      "an inner loop is the batch",
      loop(
        "FOR x IN SELECT id FROM u WHERE b = r.id LOOP\n      INSERT INTO t (id) VALUES (x.id);\n    END LOOP;\n    COMMIT;",
      ),
    ],
    [
      "a procedure a turn",
      loop("CALL load_day(r.id);\n    INSERT INTO log (id) VALUES (r.id);\n    COMMIT;"),
    ],
    [
      "behind the loop",
      loop("INSERT INTO t (id) VALUES (r.id);").replace("END $$", "COMMIT;\nEND $$"),
    ],
    [
      "deletes in batches",
      loop(
        "DELETE FROM t WHERE id IN (SELECT id FROM t LIMIT 1000);\n    EXIT WHEN NOT FOUND;\n    COMMIT;",
        "LOOP",
      ),
    ],
  ],
});
