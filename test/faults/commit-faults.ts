// Rows 10 to 12: the connection breaks at a COMMIT, where the client cannot know what happened. Random kills hardly
// ever hit this moment, and it is where a journal on the client doubles rows.
import { COMMIT_CUTS, type CommitFault, type Cut } from "../support/fault-proxy.ts";
import { isBatchCommit } from "../support/protocol-messages.ts";
import { requireEnd } from "./cli-end.ts";
import type { FaultRow } from "./fault-row.ts";
import { requireExact } from "./judge-run.ts";
import type { Scene } from "./scene.ts";

/** More workers than cores: while one waits for its next attempt, the others meet faults. */
const CROWD = ["--workers", "8", "--batch-kb", "16"];

/** Half of all COMMITs break until there were enough; loads are begun anew as often as that takes. */
async function breakCommits(scene: Scene, cut: () => Cut): Promise<number> {
  const wanted = scene.facts.effort.commitFaults;
  let faults = 0;
  const through = await scene.proxy((message) => {
    if (!isBatchCommit(message) || faults >= wanted || scene.chance() < 0.5) return null;
    faults += 1;
    return cut();
  });
  scene.loadArgs = CROWD;
  for (;;) {
    const result = await scene.load({ through });
    requireEnd(result, [0, 3]);
    if (faults >= wanted) return faults;
    // A load that is complete is judged before the next one; one that stopped goes on.
    if (result.exitCode === 0) {
      await requireExact(scene);
      await scene.clear();
    }
  }
}

const commitRow = (
  number: number,
  fault: string,
  injection: string,
  cut: (scene: Scene) => Cut,
): FaultRow => ({
  number,
  fault,
  injection,
  run: (scene) => breakCommits(scene, () => cut(scene)),
});

const plain = (kind: CommitFault) => (): Cut => COMMIT_CUTS[kind];

export const commitFaults: readonly FaultRow[] = [
  commitRow(
    10,
    "COMMIT's answer lost",
    "proxy forwards every second COMMIT, drops the answer, resets",
    plain("answer-lost"),
  ),
  commitRow(
    11,
    "COMMIT late",
    "proxy resets the client at every second COMMIT and delivers it 0.4 to 2 s later",
    (scene) => ({ how: "reset", message: { lateMs: scene.between(400, 2_000) } }),
  ),
  commitRow(
    12,
    "COMMIT never sent",
    "proxy resets at every second COMMIT and drops it",
    plain("never-sent"),
  ),
];
