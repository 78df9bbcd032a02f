import { rule } from "../../../../src/core/rules/sql/no-unsafe-durability.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["fsync", "ALTER SYSTEM SET «fsync = off»;"],
    ["full page writes", "alter system set «full_page_writes to 'off'»;"],
    ["false", "ALTER SYSTEM SET «fsync TO false»;\nSELECT pg_reload_conf();"],
    [
      "one in host code",
      'conn.execute("ALTER SYSTEM SET «fsync = off»")\n',
      { file: "etl/tune.py" },
    ],
  ],
  quiet: [
    ["on", "ALTER SYSTEM SET fsync = on;"],
    ["reset", "ALTER SYSTEM RESET fsync;"],
    ["another setting", "ALTER SYSTEM SET autovacuum = off;"],
    ["a template", "ALTER SYSTEM SET fsync = {{ fsync }};"],
    ["a session, which the server refuses by itself", "SET fsync = off;"],
  ],
  fixes: [["by leaving it on", "ALTER SYSTEM SET fsync = 'off';", "ALTER SYSTEM SET fsync = on;"]],
});
