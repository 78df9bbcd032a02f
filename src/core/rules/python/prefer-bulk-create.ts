// Django: objects.create, or save of a new object, for each turn of a loop.
import type { Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { Call, CodeDocument } from "../../lang/code/document.ts";
import { rowLoop } from "../../lang/code/traps/insert-in-loop.ts";
import { objectsSavedInLoop } from "../../lang/code/traps/objects-in-loop.ts";
import { wholeBodyLoop } from "../../lang/code/traps/python-batching.ts";
import { isInside, textIn } from "../../text/range.ts";

export const rule = defineRule<"python">({
  id: "python/prefer-bulk-create",
  summary: "Prefer bulk_create over creating Django objects one by one",
  why: "Each create is a query, and a transaction of its own outside of atomic(); bulk_create sends a thousand rows in one INSERT.",
  severity: "warning",
  fixable: true,
  references: ["Django documentation: Database access optimization, Insert in bulk"],
  examples: [
    {
      title: "create in a loop",
      bad: `from django.core.management.base import BaseCommand
from shop.models import City

def load(rows):
    for row in rows:
        City.objects.«create»(name=row["name"])
`,
      good: `from django.core.management.base import BaseCommand
from shop.models import City

def load(rows):
    City.objects.bulk_create([City(name=row["name"]) for row in rows], batch_size=1000)
`,
      isFixed: true,
    },
  ],
  *check(document) {
    const modules = ["django", ...document.imports.filter(isModels)];
    const saving = { modules, names: ["create"], receiver: MANAGER };
    const saves = document.callsNamed("save").filter((call) => savesNew(call, document));
    for (const call of [...objectsSavedInLoop(document, saving), ...saves])
      yield { range: call.nameRange, message: message(call.name), fixes: fixesOf(call, document) };
  },
});

const isModels = (name: string): boolean => /(?:^|\.)models(?:\.|$)/u.test(name);

const MANAGER = /^[\w.]+\.(?:objects|_default_manager|_base_manager)(?:\.using\([^()]*\))?$/u;

/** The object is made in the same turn, of a class that is no form. */
function savesNew(call: Call, document: CodeDocument): boolean {
  const loop = rowLoop(call);
  if (loop === undefined || loop.kind === "while") return false;
  // What is saved at several places may as well be an object that was read.
  const isSame = (other: Call): boolean =>
    other.receiver === call.receiver && isInside(other.range, loop.range);
  if (document.callsNamed("save").filter(isSame).length > 1) return false;
  const { receiver = "" } = call;
  const made = /^\w+$/u.test(receiver) ? document.valueOf(receiver, call.range.start) : undefined;
  if (made === undefined || !isInside(made.range, loop.body)) return false;
  const model = /^(?:\w+\.)*([A-Z]\w*)\(/u.exec(made.text)?.[1];
  if (model === undefined || /(?:Form|Serializer|Image|Workbook|Document|Figure)$/u.test(model))
    return false;
  const isModel = document.imports.some((name) => isModels(name) && name.endsWith(`.${model}`));
  return isModel && document.flowOf(loop.variables, loop.range).has(receiver);
}

function fixesOf(call: Call, document: CodeDocument): readonly Fix[] {
  const loop = wholeBodyLoop(call, document);
  const model = /^(\w+)\.objects$/u.exec(call.receiver ?? "")?.[1];
  const header = loop && /^for\s+(.+?)\s*:$/u.exec(textIn(document.text, loop.header))?.[1];
  const [first] = call.args;
  const last = call.args.at(-1);
  if (call.name !== "create" || loop === undefined || model === undefined) return [];
  if (header === undefined || first === undefined || last === undefined) return [];
  const start = { start: loop.range.start, end: first.range.start };
  const end = { start: last.range.end, end: call.range.end };
  return [
    {
      title: {
        en: "Create the objects with bulk_create",
        ptBr: "Criar os objetos com bulk_create",
      },
      safety: "unsafe",
      edits: [
        { range: start, text: `${model}.objects.bulk_create([${model}(` },
        { range: end, text: `) for ${header}], batch_size=1000)` },
      ],
    },
  ];
}

const message = (name: string) => ({
  en: `Each turn of this loop sends an INSERT of its own through ${name}(). Every object waits for a round trip, and outside of atomic() for a commit. Collect the objects and use bulk_create with batch_size=1000, unless save() or its signals are needed`,
  ptBr: `Cada volta deste laço envia um INSERT próprio por ${name}(). Cada objeto espera uma ida e volta e, fora de atomic(), uma confirmação. Junte os objetos e use bulk_create com batch_size=1000, a não ser que save() ou seus signals sejam necessários`,
});
