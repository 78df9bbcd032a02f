// A cheap look at a text before it is parsed: most source files hold nothing that rules could judge.
import type { CodeLanguage } from "./document.ts";

/** False where no SQL of a load and no call of an ORM can be in the text. */
export const mayHoldInserts = (text: string, language: CodeLanguage): boolean =>
  SQL.test(text) || WORDS[language].test(text);

/** The licence at the head of many files says "a copy of …": COPY needs its FROM or TO. */
const SQL =
  /\binsert\s+(?:into|overwrite|ignore)\b|\b(?:merge|replace|upsert)\s+into\b|\bcopy\s[^;]{1,400}?\b(?:from|to)\s+(?:stdin|stdout|program|["'`%$:{?@(])/iu;

const SCRIPT =
  /\.(?:create|save|insert|createMany|bulkCreate|upsert|insertMany|copyFrom)\s*\(|\bcopyFrom\b|pg-copy-streams/u;

const WORDS: Readonly<Record<CodeLanguage, RegExp>> = {
  python:
    /\.to_sql\b|\bexecutemany\b|\bcopy_(?:expert|from|records_to_table)\b|objects\.(?:create|bulk_create|update_or_create|get_or_create)\b|\.save\(|\bsession\w*\.(?:add|merge)|\bbulk_\w+|\binsert\(|\.iter(?:rows|tuples)\b/u,
  java: /\b(?:saveAll|saveAndFlush|persist|addBatch|executeBatch|copyIn|batchUpdate|GenerationType)\b|\.(?:save|merge)\(/u,
  typescript: SCRIPT,
  javascript: SCRIPT,
  go: /\bgorm\b|\.(?:Create|CreateInBatches|CopyFrom|Save|NamedExec|SendBatch)\(|\bCopyIn\b/u,
  scala: /\b(?:addBatch|executeBatch|saveAll|copyIn|foreachPartition|batchUpdate|slick)\b/u,
  csharp:
    /\b(?:SaveChanges(?:Async)?|AddRange(?:Async)?|BulkInsert|BeginBinaryImport|BeginTextImport|ExecuteNonQuery(?:Async)?)\b|\.Insert(?:Async)?\(/u,
};
