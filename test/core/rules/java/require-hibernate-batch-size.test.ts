import { rule } from "../../../../src/core/rules/java/require-hibernate-batch-size.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "persist",
      `import jakarta.persistence.EntityManager;

class Load {
  void load(EntityManager entityManager, List<Reading> rows) {
    for (Reading row : rows) {
      entityManager.«persist»(row);
    }
  }
}
`,
    ],
    [
      "a repository of Spring",
      `import org.springframework.data.jpa.repository.JpaRepository;

class Load {
  void load(List<Reading> rows) {
    for (Reading row : rows) {
      readingRepository.«save»(row);
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "the size is set here",
      `import jakarta.persistence.EntityManager;

class Load {
  void load(EntityManager entityManager, List<Reading> rows) {
    // hibernate.jdbc.batch_size=500
    for (Reading row : rows) {
      entityManager.persist(row);
    }
  }
}
`,
    ],
    [
      "outside a loop",
      `import jakarta.persistence.EntityManager;

class Load {
  void load(EntityManager entityManager, List<Reading> rows) {
    entityManager.persist(rows.get(0));
  }
}
`,
    ],
    [
      "no mapper in sight",
      `class Load {
  void load(List<File> files) {
    for (File file : files) {
      repository.save(file);
    }
  }
}
`,
    ],
  ],
});
