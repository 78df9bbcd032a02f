// synchronous_commit off in a configuration file or in a server's flags. Scripts that say ALTER SYSTEM or
// ALTER DATABASE are judged by the rule of the same name about SQL.
import { defineRule } from "../../analysis/rule.ts";
import { inForce, withValue } from "../../lang/pgconf/judged.ts";
import { isThrowaway } from "../../lang/pgconf/throwaway.ts";
import { isOff } from "../../lang/pgconf/units.ts";
import { GLOBAL_ASYNC_COMMIT_WHY, globalAsyncCommit } from "../../lang/sql/durability-words.ts";

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-global-async-commit",
  summary: "Disallow synchronous_commit = off for the whole server",
  why: GLOBAL_ASYNC_COMMIT_WHY,
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Asynchronous Commit"],
  examples: [
    {
      title: "Off for every client",
      bad: "«synchronous_commit = off»\n",
      good: "synchronous_commit = on\n",
      isFixed: true,
    },
  ],
  *check(document, { file }) {
    for (const setting of inForce(document, "synchronous_commit")) {
      const isHere = setting.place === "file" || setting.place === "flag";
      if (!isHere || !isOff(setting.value)) continue;
      if (isThrowaway(document.text, setting, file)) continue;
      yield {
        range: setting.range,
        message: globalAsyncCommit("server"),
        fixes: [{ ...withValue(document.text, setting, "on"), safety: "unsafe" }],
      };
    }
  },
});
