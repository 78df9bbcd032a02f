// What can go wrong with the copies of a server; part of the errors' one list.
import { IngestError } from "./ingest-error.ts";

export const replicationErrors = {
  standbysMissing: (names: string, wanted: number, there: number) =>
    new IngestError({
      kind: "user",
      code: "standbys-missing",
      message: `every commit would wait for ever: synchronous_standby_names is '${names}', which asks for ${wanted}, and ${there === 0 ? "no such standby is" : `only ${there} of them ${there === 1 ? "is" : "are"}`} connected`,
      hint: "start the standby, or have the setting changed; --durability off does not wait for any",
    }),
  lagUnseen: (standby: string) =>
    new IngestError({
      kind: "user",
      code: "lag-unseen",
      message: `--max-lag-mb needs to know how far standby ${standby} is behind, and this role may not see it`,
      hint: "have pg_monitor granted to the role, or load without --max-lag-mb",
    }),
} as const;
