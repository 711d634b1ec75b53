/**
 * What many runs over a journal have met, against what there is to meet: every fault, every point at which a process dies, every branch.
 */
import * as OrdersPlan from "./OrdersPlan.ts"
import * as OrdersWorld from "./OrdersWorld.ts"
import * as PartsPlan from "./PartsPlan.ts"
import * as SharedJournal from "./SharedJournal.ts"

/** All that there is to meet. */
export const known: ReadonlyArray<string> = [
  ...PartsPlan.faults,
  ...OrdersPlan.points.map((point) => `killed: ${point}`),
  "stalled: journal:",
  "stalled: wire:",
  ...SharedJournal.known,
  ...OrdersWorld.saidBranches.map(([, branch]) => branch)
]
