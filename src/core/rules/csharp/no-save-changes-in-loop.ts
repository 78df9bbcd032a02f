// SaveChanges of Entity Framework for each object that is added.
import { defineRule } from "../../analysis/rule.ts";
import { savesInLoop } from "../../lang/code/traps/save-changes.ts";

export const rule = defineRule<"csharp">({
  id: "csharp/no-save-changes-in-loop",
  summary: "Disallow SaveChanges for each added object",
  why: "Entity Framework batches INSERTs within one SaveChanges. Called for each row it sends one INSERT in a transaction of its own, with a WAL flush.",
  severity: "warning",
  fixable: false,
  references: ["Entity Framework Core documentation: Efficient Updating"],
  examples: [
    {
      title: "A transaction a row",
      bad: `using Microsoft.EntityFrameworkCore;

class Load {
  void Run(AppContext context, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      context.Readings.Add(new Reading(row));
      context.«SaveChanges»();
    }
  }
}
`,
      good: `using Microsoft.EntityFrameworkCore;

class Load {
  void Run(AppContext context, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      context.Readings.Add(new Reading(row));
    }
    context.SaveChanges();
  }
}
`,
    },
  ],
  *check(document) {
    for (const call of savesInLoop(document))
      yield { range: call.nameRange, message: message(call.name) };
  },
});

const message = (name: string) => ({
  en: `${name} runs once for each row, so each INSERT is a transaction of its own and waits for its flush to disk. Entity Framework batches only what one call saves. Call it after the loop, or every 1,000 rows`,
  ptBr: `${name} roda uma vez por linha, então cada INSERT é uma transação própria e espera a gravação em disco. O Entity Framework só agrupa o que uma chamada salva. Chame-o depois do laço, ou a cada 1.000 linhas`,
});
