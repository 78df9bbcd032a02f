// `npm run rule:new <domain>/<id>`: the two files of a new rule, its test failing until it is written.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { inRoot } from "./root.ts";
import { newRule } from "./rule-scaffold.ts";

const [id, ...rest] = process.argv.slice(2);
const made = id === undefined || rest.length > 0 ? undefined : newRule(id);
if (made === undefined || "problem" in made) {
  console.error(made?.problem ?? "usage: npm run rule:new <domain>/<id>");
  process.exitCode = 2;
} else {
  const present = made.files.filter(({ path }) => existsSync(inRoot(path)));
  if (present.length > 0) {
    console.error(`nothing was written: ${present.map(({ path }) => path).join(", ")} exists`);
    process.exitCode = 2;
  } else {
    for (const { path, text } of made.files) {
      mkdirSync(dirname(inRoot(path)), { recursive: true });
      writeFileSync(inRoot(path), text);
      console.log(path);
    }
    console.log("next: npm run generate");
  }
}
