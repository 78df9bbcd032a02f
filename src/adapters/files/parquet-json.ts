// Lists, maps and structs of a Parquet file as JSON text, with every number's digits as they are.
import type { SchemaElement, SchemaTree } from "hyparquet";
import { leafKind, type ParquetKind } from "./parquet-values.ts";

/** A list, a map or a struct: JSON text. Maps are lists of keys and values here, so that no key is lost. */
export function groupKind(file: string, tree: SchemaTree): ParquetKind {
  const write = jsonWriter(file, tree);
  return {
    type: "jsonb",
    isBare: true,
    needsQuotes: true,
    text(value) {
      const refusals: string[] = [];
      const text = write(value, (refusal) => refusals.push(refusal));
      const [refusal] = refusals;
      return refusal === undefined ? text : { refusal };
    },
  };
}

type Refuse = (refusal: string) => void;
type JsonWriter = (value: unknown, refuse: Refuse) => string;

function jsonWriter(file: string, tree: SchemaTree): JsonWriter {
  const { element, children } = tree;
  const isRepeated = element.repetition_type === "REPEATED";
  const one = children.length === 0 ? leafWriter(file, element) : groupWriter(file, tree);
  if (!isRepeated) return one;
  return (value, refuse) =>
    `[${listOf(value)
      .map((entry) => one(entry, refuse))
      .join(",")}]`;
}

function leafWriter(file: string, element: SchemaElement): JsonWriter {
  const kind = leafKind(file, element);
  return (value, refuse) => {
    if (value === null || value === undefined) return "null";
    const text = kind.text(value);
    if (typeof text !== "string") {
      refuse(text.refusal);
      return "null";
    }
    // JSON has no word for these.
    const isWord = text === "NaN" || text.endsWith("Infinity");
    return kind.isBare && !isWord ? text : JSON.stringify(text);
  };
}

function groupWriter(file: string, tree: SchemaTree): JsonWriter {
  const { element, children } = tree;
  const [only] = children;
  const isOnlyRepeated = only?.element.repetition_type === "REPEATED" && children.length === 1;
  if (element.converted_type === "LIST" && isOnlyRepeated) {
    const [item] = only.children;
    const isWrapped = item !== undefined && only.children.length === 1;
    const write = isWrapped ? jsonWriter(file, item) : oneOf(file, only);
    return whenThere(
      (value, refuse) =>
        `[${listOf(value)
          .map((entry) => write(entry, refuse))
          .join(",")}]`,
    );
  }
  const writers = children.map((child) => [child.element.name, jsonWriter(file, child)] as const);
  const structText = whenThere((value, refuse) => {
    const members = membersOf(value);
    const parts = writers.map(
      ([name, write]) => `${JSON.stringify(name)}:${write(members.get(name), refuse)}`,
    );
    return `{${parts.join(",")}}`;
  });
  if (element.converted_type !== "MAP" || !isOnlyRepeated) return structText;
  return mapWriter(file, only);
}

/** A repeated element that is its list's own item, by the old way of writing lists. */
function oneOf(file: string, tree: SchemaTree): JsonWriter {
  const element: SchemaElement = { ...tree.element, repetition_type: "OPTIONAL" };
  return jsonWriter(file, { ...tree, element });
}

/** As an object; keys that are no text become text, and all of them stay, in their order. */
function mapWriter(file: string, entries: SchemaTree): JsonWriter {
  const { name } = entries.element;
  const writers = entries.children.map(
    (child) => [child.element.name, jsonWriter(file, child)] as const,
  );
  return whenThere((value, refuse) => {
    const list = listOf(membersOf(value).get(name)).map((entry) => {
      const members = membersOf(entry);
      const [key = '""', text = "null"] = writers.map(([member, write]) =>
        write(members.get(member), refuse),
      );
      return `${key.startsWith('"') ? key : JSON.stringify(key)}:${text}`;
    });
    return `{${list.join(",")}}`;
  });
}

const whenThere =
  (write: JsonWriter): JsonWriter =>
  (value, refuse) =>
    value === null || value === undefined ? "null" : write(value, refuse);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
