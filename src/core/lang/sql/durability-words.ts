// What it costs to switch durability off for a whole server, in words that the rules about scripts and
// those about configuration files share.
import type { Words } from "../../base/words.ts";

/** Settings without which a crash can leave data that cannot be read again. */
export const CRASH_SAFETY_SETTINGS = ["fsync", "full_page_writes"] as const;
export type CrashSafetySetting = (typeof CRASH_SAFETY_SETTINGS)[number];

export const isCrashSafetySetting = (name: string): name is CrashSafetySetting =>
  CRASH_SAFETY_SETTINGS.some((setting) => setting === name);

/** For the rules' `why`. */
export const UNSAFE_DURABILITY_WHY =
  "Without fsync and full_page_writes a crash or a power cut leaves torn and missing pages: the whole cluster is corrupt, not the load alone.";

/** For the rules' `why`. */
export const GLOBAL_ASYNC_COMMIT_WHY =
  "Every client of the server loses commits that were acknowledged to it when the server dies: 690 of 6,904 in a measurement with one kill, none of 3,922 with the default.";

export const unsafeDurability = (setting: CrashSafetySetting): Words => ({
  en: `${setting} is off for the whole cluster. ${UNSAFE[setting].en}, for all databases and not for this load alone. Leave it on and raise max_wal_size, or set synchronous_commit = off in the loading session`,
  ptBr: `${setting} está desligado para o cluster inteiro. ${UNSAFE[setting].ptBr}, em todos os bancos e não só nesta carga. Deixe ligado e aumente max_wal_size, ou use synchronous_commit = off na sessão da carga`,
});

const UNSAFE: Readonly<Record<CrashSafetySetting, Words>> = {
  fsync: {
    en: "A crash of the machine loses pages that the server believes to be on disk, and the cluster is corrupt",
    ptBr: "Uma queda da máquina perde páginas que o servidor acredita estarem em disco, e o cluster fica corrompido",
  },
  full_page_writes: {
    en: "A crash in mid-write leaves half-written pages that the WAL cannot mend, and the cluster is corrupt",
    ptBr: "Uma queda no meio de uma gravação deixa páginas pela metade que o WAL não conserta, e o cluster fica corrompido",
  },
};

export const globalAsyncCommit = (place: "server" | "database"): Words => ({
  en: `synchronous_commit is off for ${PLACES[place].en}. Commits that clients were told are done are lost when the server dies: 690 of 6,904 in our measurement. Use SET LOCAL synchronous_commit = off in the transactions of the load, and there alone`,
  ptBr: `synchronous_commit está desligado para ${PLACES[place].ptBr}. Confirmações já anunciadas aos clientes se perdem quando o servidor cai: 690 de 6.904 na nossa medição. Use SET LOCAL synchronous_commit = off nas transações da carga, e só nelas`,
});

const PLACES = {
  server: { en: "every client of the server", ptBr: "todos os clientes do servidor" },
  database: { en: "every client of the database", ptBr: "todos os clientes do banco" },
} as const;
