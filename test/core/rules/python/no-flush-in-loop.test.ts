import { rule } from "../../../../src/core/rules/python/no-flush-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "Flask-SQLAlchemy",
      `from flask_sqlalchemy import SQLAlchemy
for row in reader:
    db.session.add(User(name=row["name"]))
    db.session.«commit»()
`,
    ],
    [
      "a flush of an object made in the turn",
      `from sqlalchemy.orm import Session
def load(session, rows):
    for row in rows:
        user = User(name=row.name)
        session.add(user)
        session.«flush»()
`,
    ],
  ],
  quiet: [
    [
      "objects that exist",
      `from sqlalchemy.orm import Session
for row in rows:
    user = find(row.id)
    user.name = row.name
    session.add(user)
    session.commit()
`,
    ],
    [
      "each object by itself on purpose",
      `from app import db
for row in rows:
    org = Organisation(**row)
    try:
        db.session.add(org)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
`,
    ],
    [
      "once at the end",
      `from sqlalchemy.orm import Session
for row in rows:
    session.add(User(name=row.name))
session.commit()
`,
    ],
    [
      "each thousandth object",
      `from sqlalchemy.orm import Session
for n, row in enumerate(rows):
    session.add(User(name=row.name))
    if n % 1000 == 0:
        session.flush()
`,
    ],
    [
      "the key is needed",
      `from sqlalchemy.orm import Session
for row in rows:
    user = User(name=row.name)
    session.add(user)
    session.flush()
    keys[row.name] = user.id
`,
    ],
    [
      "a file that is flushed",
      `from sqlalchemy.orm import Session
for row in rows:
    session.add(User(name=row.name))
    out.flush()
`,
    ],
    [
      "a handful of seeds",
      `from sqlalchemy.orm import Session
for name in ("admin", "guest"):
    session.add(Role(name=name))
    session.commit()
`,
    ],
  ],
});
