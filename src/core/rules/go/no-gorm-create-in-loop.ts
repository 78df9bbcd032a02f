// Create of gorm for each row of a loop.
import { defineRule } from "../../analysis/rule.ts";
import { objectsSavedInLoop } from "../../lang/code/traps/objects-in-loop.ts";

export const rule = defineRule<"go">({
  id: "go/no-gorm-create-in-loop",
  summary: "Disallow Create of gorm in a loop over rows",
  why: "gorm wraps each Create in a transaction of its own: three round trips and a WAL flush a row.",
  severity: "warning",
  fixable: false,
  references: ["gorm documentation: Batch Insert"],
  examples: [
    {
      title: "A transaction a row",
      bad: `package load

import "gorm.io/gorm"

func load(db *gorm.DB, rows []Row) {
	for _, row := range rows {
		db.«Create»(&row)
	}
}
`,
      good: `package load

import "gorm.io/gorm"

func load(db *gorm.DB, rows []Row) {
	db.CreateInBatches(rows, 1000)
}
`,
    },
  ],
  *check(document) {
    const saving = {
      modules: ["gorm.io/gorm", "github.com/jinzhu/gorm"],
      names: ["Create", "Save"],
      receiver: /(?:^|\.)(?:\w*db|tx|session|conn)\b|WithContext|Model\(/iu,
    };
    for (const call of objectsSavedInLoop(document, saving))
      yield { range: call.nameRange, message: message(call.name) };
  },
});

const message = (name: string) => ({
  en: `${name} runs once for each row. gorm wraps every one in a transaction, so a row costs three round trips and a flush to disk. Pass the slice to CreateInBatches(rows, 1000)`,
  ptBr: `${name} roda uma vez por linha. O gorm envolve cada uma em uma transação, e uma linha custa três idas e voltas e uma gravação em disco. Passe o slice para CreateInBatches(rows, 1000)`,
});
