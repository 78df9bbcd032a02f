// Prisma, TypeORM and Sequelize saving one object a turn.
import { defineRule } from "../../analysis/rule.ts";
import { objectsSavedInLoop, type Saving } from "../../lang/code/traps/objects-in-loop.ts";

export const rule = defineRule<"node">({
  id: "node/no-orm-create-in-loop",
  summary: "Disallow saving one object a turn through an object mapper",
  why: "Each create or save is a statement, and with most mappers a transaction, of its own: two or three round trips a row.",
  severity: "warning",
  fixable: false,
  references: [
    "Prisma documentation: createMany",
    "TypeORM documentation: Insert",
    "Sequelize documentation: bulkCreate",
  ],
  examples: [
    {
      title: "create a row",
      bad: `import { PrismaClient } from "@prisma/client";

for (const row of rows) {
  await prisma.reading.«create»({ data: { id: row.id } });
}
`,
      good: `import { PrismaClient } from "@prisma/client";

await prisma.reading.createMany({ data: rows.map((row) => ({ id: row.id })) });
`,
    },
  ],
  *check(document) {
    for (const { saving, remedy } of MAPPERS)
      for (const call of objectsSavedInLoop(document, saving))
        yield { range: call.nameRange, message: message(call.name, remedy) };
  },
});

const MAPPERS: readonly { readonly saving: Saving; readonly remedy: string }[] = [
  {
    saving: {
      modules: ["@prisma/client"],
      names: ["create"],
      receiver: /^(?:this\.)?(?:\w*prisma\w*|tx|trx|db)\.\w+$/iu,
      argument: /\bdata\b/u,
    },
    remedy: "createMany",
  },
  {
    saving: {
      modules: ["typeorm", "@nestjs/typeorm"],
      names: ["save", "insert"],
      receiver: /(?:repo|repository|manager|em)$|getRepository\([^()]*\)$/iu,
    },
    remedy: "insert",
  },
  {
    saving: { modules: ["sequelize"], names: ["create"], receiver: /^(?:\w+\.)*[A-Z]\w*$/u },
    remedy: "bulkCreate",
  },
];

const message = (name: string, remedy: string) => ({
  en: `${name} runs once for each row. Every object is a statement of its own, with its round trips and often its transaction. Pass all of them to one ${remedy}`,
  ptBr: `${name} roda uma vez por linha. Cada objeto é um comando próprio, com suas idas e voltas e muitas vezes sua transação. Passe todos a um único ${remedy}`,
});
