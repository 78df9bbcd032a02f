// How a comment is written at a place of a document: in its own language, or in SQL inside its strings.
import type { FileDocument } from "../core/analysis/analyse-file.ts";
import { contains } from "../core/text/range.ts";
import type { CommentPlace } from "./suppression-edits.ts";

export function commentPlace(document: FileDocument): CommentPlace {
  switch (document.kind) {
    case "sql":
      return { mark: "--", isInSql: () => true };
    case "pgconf":
      return { mark: "#", isInSql: () => false };
    case "code": {
      const { language, calls } = document.document;
      return {
        mark: language === "python" ? "#" : "//",
        isInSql: (offset) =>
          calls.some(({ args }) =>
            args.some(({ sql }) => sql !== undefined && isWithin(sql.range, offset)),
          ),
      };
    }
  }
}

/** At the very start of a literal one is still in code. */
const isWithin = (range: { readonly start: number; readonly end: number }, offset: number) =>
  contains(range, offset) && offset > range.start && offset < range.end;
