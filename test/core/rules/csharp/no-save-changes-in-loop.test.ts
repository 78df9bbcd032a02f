import { rule } from "../../../../src/core/rules/csharp/no-save-changes-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "SaveChanges",
      `using Microsoft.EntityFrameworkCore;

class Load {
  void Run(AppContext context, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      context.Readings.Add(new Reading(row));
      context.«SaveChanges»();
    }
  }
}
`,
    ],
    [
      "SaveChangesAsync",
      `using Microsoft.EntityFrameworkCore;

class Load {
  void Run(AppContext context, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      context.Add(new Reading(row));
      await context.«SaveChangesAsync»();
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "after the loop",
      `using Microsoft.EntityFrameworkCore;

class Load {
  void Run(AppContext context, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      context.Readings.Add(new Reading(row));
    }
    context.SaveChanges();
  }
}
`,
    ],
    [
      "every 1,000 rows",
      `using Microsoft.EntityFrameworkCore;

class Load {
  void Run(AppContext context, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      context.Readings.Add(new Reading(row));
      if (++count % 1000 == 0) context.SaveChanges();
    }
  }
}
`,
    ],
    [
      "a worker that waits for work",
      `using Microsoft.EntityFrameworkCore;

class Load {
  void Run(AppContext context, IEnumerable<Row> rows) {
    while (!stop.IsCancellationRequested) {
      context.Readings.Add(Next());
      context.SaveChanges();
    }
  }
}
`,
    ],
    [
      "changes of what is there",
      `using Microsoft.EntityFrameworkCore;

class Load {
  void Run(AppContext context, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      row.Done = true;
      context.SaveChanges();
    }
  }
}
`,
    ],
  ],
});
