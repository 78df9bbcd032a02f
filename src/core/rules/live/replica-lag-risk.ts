// A load on a server whose standbys make each commit wait, or are behind already.
import { defineRule } from "../../analysis/rule.ts";
import { isBulk, loadsOf } from "../../lang/sql/load-script.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import type { CatalogSnapshot } from "../../lang/sql/schema/snapshot.ts";
import { snapshotTable } from "../../lang/sql/schema/snapshot-table.ts";
import { sizeText } from "../../text/amounts.ts";

/** Sixteen segments of WAL: a standby that far behind does not keep up. */
const LAG_BYTES_MAX = 256 * 2 ** 20;
/** Settings of synchronous_commit that wait for no standby. */
const WAITS_FOR_NOBODY = ["off", "local"];

export const rule = defineRule<"live">({
  id: "live/replica-lag-risk",
  summary: "Disallow loads that standbys cannot keep up with unseen",
  why: "With a synchronous standby each commit of a load waits for its answer; a standby that lags falls further behind with every batch, and readers there see old rows.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: Log-Shipping Standby Servers"],
  examples: [
    {
      title: "A load while a standby is far behind",
      bad: "COPY «orders» (id, total) FROM STDIN;",
      good: "SELECT count(*) FROM orders;",
      snapshot: {
        tables: [snapshotTable("orders")],
        standbys: [{ name: "replica1", state: "streaming", syncState: "async", lagBytes: 2 ** 30 }],
      },
    },
  ],
  *check(document, context) {
    const risk = riskOf(context.snapshot);
    if (risk === undefined) return;
    for (const load of loadsOf(document)) {
      if (!isBulk(load, context.thresholds.runLength)) continue;
      if (liveTarget(load.table, context) === undefined) continue;
      yield { range: load.table.range, message: risk };
      return;
    }
  },
});

function riskOf(snapshot: CatalogSnapshot | undefined) {
  if (snapshot === undefined) return undefined;
  const { standbys, settings } = snapshot;
  const late = standbys.find(({ lagBytes }) => (lagBytes ?? 0) > LAG_BYTES_MAX);
  if (late !== undefined) return lagging(late.name, late.lagBytes ?? 0);
  if (WAITS_FOR_NOBODY.includes(settings["synchronous_commit"] ?? "on")) return undefined;
  const waitedFor = standbys.filter(
    ({ syncState }) => syncState === "sync" || syncState === "quorum",
  );
  return waitedFor.length === 0 ? undefined : waiting(waitedFor.map(({ name }) => name).join(", "));
}

const lagging = (standby: string, bytes: number) => ({
  en: `Standby ${standby} is ${sizeText(bytes, "en")} of WAL behind. A load writes WAL faster than it replays, so readers there see ever older rows and a slot keeps the WAL. Wait until it has caught up, or load in smaller batches with pauses`,
  ptBr: `A réplica ${standby} está ${sizeText(bytes, "ptBr")} de WAL atrasada. Uma carga grava WAL mais rápido do que ela aplica; quem lê nela vê linhas cada vez mais antigas e um slot retém o WAL. Espere ela alcançar, ou carregue em lotes menores com pausas`,
});

const waiting = (standbys: string) => ({
  en: `Each commit of this load waits for ${standbys}. A round trip and a flush there come on top of every commit, and a standby that is slow stops the load. Commit in batches of 1,000 rows or more, or SET LOCAL synchronous_commit = local if the load can be run again`,
  ptBr: `Cada confirmação desta carga espera por ${standbys}. Uma ida e volta e uma gravação lá somam-se a cada confirmação, e uma réplica lenta para a carga. Confirme em lotes de 1.000 linhas ou mais, ou use SET LOCAL synchronous_commit = local se a carga puder ser repetida`,
});
