// Entities persisted in a loop. Whether Hibernate batches them is set elsewhere, so this is for information only.
import { defineRule } from "../../analysis/rule.ts";
import { objectsSavedInLoop } from "../../lang/code/traps/objects-in-loop.ts";

export const rule = defineRule<"java">({
  id: "java/require-hibernate-batch-size",
  summary: "Require a batch size of Hibernate where entities are persisted in a loop",
  why: "hibernate.jdbc.batch_size is 0 by default: each entity is an INSERT and a round trip of its own, whatever the loop looks like.",
  severity: "info",
  fixable: false,
  references: ["Hibernate documentation: Batching"],
  examples: [
    {
      title: "Nothing says how many at a time",
      bad: `import jakarta.persistence.EntityManager;

class Load {
  void load(EntityManager entityManager, List<Reading> rows) {
    for (Reading row : rows) {
      entityManager.«persist»(row);
    }
  }
}
`,
      good: `import jakarta.persistence.EntityManager;

class Load {
  void load(EntityManager entityManager, List<Reading> rows) {
    // hibernate.jdbc.batch_size=500
    for (Reading row : rows) {
      entityManager.persist(row);
    }
  }
}
`,
    },
  ],
  *check(document) {
    if (/batch_?size|reWriteBatchedInserts/iu.test(document.text)) return;
    const saving = {
      modules: [
        "jakarta.persistence",
        "javax.persistence",
        "org.hibernate",
        "org.springframework.data",
      ],
      names: ["persist", "save"],
      receiver: /(?:^|\.)(?:em|\w*entityManager|\w*repository|\w*repo|session)$/iu,
    };
    for (const call of objectsSavedInLoop(document, saving))
      yield { range: call.nameRange, message: message(call.name) };
  },
});

const message = (name: string) => ({
  en: `${name} runs for each row, and nothing in this file sets hibernate.jdbc.batch_size. It is 0 by default, so each entity is an INSERT and a round trip of its own. Set it to 50 to 1,000, with order_inserts and reWriteBatchedInserts=true`,
  ptBr: `${name} roda para cada linha, e nada neste arquivo define hibernate.jdbc.batch_size. O padrão é 0, e cada entidade é um INSERT e uma ida e volta próprios. Defina de 50 a 1.000, com order_inserts e reWriteBatchedInserts=true`,
});
