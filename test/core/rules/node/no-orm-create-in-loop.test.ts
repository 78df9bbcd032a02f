import { rule } from "../../../../src/core/rules/node/no-orm-create-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "Prisma",
      `import { PrismaClient } from "@prisma/client";

for (const row of rows) {
  await prisma.reading.«create»({ data: { id: row.id } });
}
`,
    ],
    [
      "TypeORM",
      `import { Repository } from "typeorm";

for (const row of rows) {
  await this.readingRepository.«save»(row);
}
`,
    ],
    [
      "Sequelize",
      `import { Model } from "sequelize";

for (const row of rows) {
  await Reading.«create»({ id: row.id });
}
`,
    ],
  ],
  quiet: [
    [
      "the queue is told of each object",
      `import { PrismaClient } from "@prisma/client";

for (const job of jobs) {
  await prisma.run.create({ data: { jobId: job.id } });
  await queue.add("run", { jobId: job.id });
}
`,
    ],
    [
      "createMany",
      `import { PrismaClient } from "@prisma/client";

await prisma.reading.createMany({ data: rows });
`,
    ],
    [
      "all at once",
      `import { Repository } from "typeorm";

await readingRepository.save(rows);
`,
    ],
    [
      "an array that is made",
      `import { Repository } from "typeorm";

const entities = [];
for (const row of rows) {
  entities.push(readingRepository.create(row));
}
`,
    ],
    [
      "no mapper in sight",
      `for (const row of rows) {
  await api.Reading.create({ id: row.id });
}
`,
    ],
    [
      "a few settings in the text",
      `import { PrismaClient } from "@prisma/client";

for (const name of ["a", "b"]) {
  await prisma.setting.create({ data: { name } });
}
`,
    ],
  ],
});
