// Tables that only a load itself reads, by their names.
import type { TableName } from "../schema/schema-fact.ts";

/** By the table's name or its schema's: staging, stg_orders, orders_tmp, raw.orders. */
export const isStagingName = ({ schema, name }: TableName): boolean =>
  STAGING.test(name) || (schema !== undefined && STAGING.test(schema));

const STAGING =
  /(?:^|_)(?:stag(?:e|ed|ing)?|stg|te?mp|temporary|raw|imports?|imported|load|loading|landing|incoming|inbound|work|wrk|scratch|ext|delta|buffer|bronze|new)(?:_|\d|$)/u;
