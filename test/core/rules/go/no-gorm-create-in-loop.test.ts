import { rule } from "../../../../src/core/rules/go/no-gorm-create-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "Create",
      `package load

import "gorm.io/gorm"

func load(db *gorm.DB, rows []Row) {
	for _, row := range rows {
		db.«Create»(&row)
	}
}
`,
    ],
    [
      "behind WithContext",
      `package load

import "gorm.io/gorm"

func load(db *gorm.DB, rows []Row) {
	for i := range rows {
		row := rows[i]
		if err := db.WithContext(ctx).«Create»(&row).Error; err != nil {
			return
		}
	}
}
`,
    ],
  ],
  quiet: [
    [
      "the slice at once",
      `package load

import "gorm.io/gorm"

func load(db *gorm.DB, rows []Row) {
	db.CreateInBatches(rows, 1000)
}
`,
    ],
    [
      "files",
      `package load

import "gorm.io/gorm"

func load(db *gorm.DB, rows []Row) {
	for _, name := range names {
		os.Create(name)
	}
}
`,
    ],
    [
      "outside a loop",
      `package load

import "gorm.io/gorm"

func load(db *gorm.DB, rows []Row) {
	db.Create(&rows)
}
`,
    ],
    [
      "a client of another API",
      `package load

import "gorm.io/gorm"

func load(db *gorm.DB, rows []Row) {
	for _, row := range rows {
		client.Create(ctx, row)
	}
}
`,
    ],
  ],
});
