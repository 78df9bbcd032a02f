import { rule } from "../../../../src/core/rules/python/prefer-bulk-create.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a management command",
      `from django.core.management.base import BaseCommand
from shop.models import City
class Command(BaseCommand):
    def handle(self, *args, **options):
        with open(options["path"]) as f:
            for row in csv.DictReader(f):
                City.objects.«create»(name=row["name"], code=row["code"])
                self.stdout.write(row["name"])
`,
    ],
    [
      "save of a new object",
      `from .models import City
def load(rows):
    for row in rows:
        city = City(name=row["name"])
        city.«save»()
`,
    ],
  ],
  quiet: [
    [
      "an object that is read or made",
      `from .models import City
def load(rows):
    for row in rows:
        try:
            city = City.objects.get(code=row["code"])
        except City.DoesNotExist:
            city = City(code=row["code"])
        if row["is_due"]:
            city.save()
            continue
        city.save()
`,
    ],
    [
      "objects that exist",
      `from .models import City
def rename(cities):
    for city in cities:
        city.name = city.name.title()
        city.save()
`,
    ],
    [
      "a form",
      `from django.forms import modelform_factory
from .models import City
for row in rows:
    form = CityForm(row)
    form.save()
`,
    ],
    [
      "get_or_create",
      `from .models import City
for row in rows:
    City.objects.get_or_create(name=row["name"])
`,
    ],
    [
      "create of something else",
      `from django.conf import settings
for row in rows:
    stripe.Customer.create(email=row["email"])
`,
    ],
    [
      "a handful of seeds",
      `from .models import City
for name in ["Recife", "Natal"]:
    City.objects.create(name=name)
`,
    ],
  ],
});
