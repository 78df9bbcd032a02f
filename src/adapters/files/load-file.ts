// Reads and writes `<name>.load.yaml`.
import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { errors } from "../../core/base/errors.ts";
import { adviceText } from "../../core/load/advice.ts";
import { LOAD_FILE_FIELDS, requestOf } from "../../core/load/load-file.ts";
import { sourcePaths, tableReference, type LoadPlan } from "../../core/load/plan.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import { fileError, requireRegular } from "./file-source.ts";
import { isPlace } from "./place.ts";

/** The request of a load file; paths in it are relative to it. */
export async function readLoadFile(path: string): Promise<LoadRequest> {
  const lines = new LineCounter();
  const document = parseDocument(await readText(path), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw errors.loadFileInvalid(
      path,
      lines.linePos(broken.pos[0]).line,
      firstLine(broken.message),
    );
  const { contents } = document;
  if (!isMap(contents))
    throw errors.loadFileInvalid(path, 1, "a list of fields and values is expected");
  const offsets = new Map<string, number>();
  const entries = contents.items.map(({ key, value }): readonly [string, unknown] => {
    const name = isScalar(key) ? String(key.value) : "";
    offsets.set(name, isScalar(key) ? key.range[0] : 0);
    return [name, isNode(value) ? value.toJS(document) : null];
  });
  const request = requestOf(entries);
  if ("problem" in request)
    throw errors.loadFileInvalid(
      path,
      lines.linePos(offsets.get(request.key) ?? 0).line,
      request.problem,
    );
  const folder = dirname(path);
  const rejectsFile =
    request.rejectsFile === undefined ? undefined : resolve(folder, request.rejectsFile);
  const within = (name: string): string => (isPlace(name) ? name : resolve(folder, name));
  const files = request.files?.map(within);
  return { ...request, file: within(request.file), files, rejectsFile };
}

/** The load file that makes `plan` again; `folder` is where it will lie. */
export function writeLoadFile(plan: LoadPlan, folder: string): string {
  const { dialect } = plan;
  const values: Readonly<Record<string, unknown>> = {
    version: 1,
    file: sourceNames(plan, folder),
    into: tableReference(plan.target.table),
    columns: plan.mapping.map(({ column }) => column ?? "-"),
    header: dialect.hasHeader ? "yes" : "no",
    delimiter: dialect.delimiter,
    quote: dialect.quote ?? "",
    escape: dialect.escape ?? "",
    nullText: dialect.nullText,
    encoding: dialect.encoding,
    decimalComma: dialect.decimalComma,
    dateOrder: dialect.dateOrder,
    createTable: plan.createTableSql ?? false,
    ...modeValues(plan),
    ...partitionValues(plan),
    workers: plan.workers,
    rejects: relative(folder, plan.rejects.file),
    maxRejects: plan.rejects.max ?? "all",
    durability: plan.durability,
    indexes: plan.indexes === "lookups" ? "auto" : plan.indexes,
    ...(plan.loadId === plan.identity ? {} : { loadId: plan.loadId }),
  };
  const document = new Document(values);
  document.commentBefore = ` Rowmill load plan; run it with \`rowmill load\`, or edit it first.\n\n${[decisionLines(plan), ...adviceLines(plan)].join("\n")}`;
  if (isMap(document.contents)) {
    for (const { key, value } of document.contents.items) {
      const words = isScalar(key) ? LOAD_FILE_FIELDS[String(key.value)]?.words : undefined;
      if (words !== undefined && isScalar(value) && !String(value.value).includes("\n"))
        value.comment = ` ${words}`;
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** Nothing for a plain append. */
const modeValues = ({ mode, key, isAtomic }: LoadPlan): Readonly<Record<string, unknown>> => ({
  ...(mode === "append" ? {} : { mode, ...(key.length === 0 ? {} : { key: [...key] }) }),
  ...(isAtomic ? { atomic: true } : {}),
});

/** Nothing for a load that leaves its partitions as they are and to the server. */
const partitionValues = ({ partitions, createsPartitions }: LoadPlan) => ({
  ...(partitions === "route" ? { partitions } : {}),
  ...(createsPartitions ? { createPartitions: true } : {}),
});

/** One name, or a list of them. */
function sourceNames(plan: LoadPlan, folder: string): string | readonly string[] {
  const names = sourcePaths(plan).map((path) => (isPlace(path) ? path : relative(folder, path)));
  return plan.source.files === undefined ? names.join() : names;
}

const decisionLines = (plan: LoadPlan): string =>
  plan.decisions
    .map(({ what, value, origin, evidence }) => ` ${what}: ${value} (${origin}: ${evidence})`)
    .join("\n");

const adviceLines = ({ advice = [] }: LoadPlan): readonly string[] =>
  advice.map((one) => ` advice: ${adviceText(one)}`);

async function readText(path: string): Promise<string> {
  await requireRegular(path);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw fileError(path, error);
  }
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? text;
