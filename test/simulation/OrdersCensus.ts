/**
 * What many runs over a journal have met, against what there is to meet: every fault, every point at which a process dies, every branch.
 */
import * as Branches from "./Branches.ts"
import * as OrdersPlan from "./OrdersPlan.ts"
import * as OrdersWorld from "./OrdersWorld.ts"
import * as PartsPlan from "./PartsPlan.ts"
import * as SharedJournal from "./SharedJournal.ts"
import * as Sockets from "./Sockets.ts"

const each = (names: ReadonlyArray<string>, ends: ReadonlyArray<string>) =>
  names.flatMap((name) => ends.map((end) => `${name} ${end}`))

const orders = ["spot.placeOrder", "spot.placeOco", "spot.placeOto", "spot.amendOrder", "spot.cancelReplaceOrder"]

/** The points, the branches and the endings that many runs have to meet. */
export const endings: ReadonlyArray<string> = [
  ...OrdersPlan.points.map((point) => `killed: ${point}`),
  "stalled: journal:",
  "stalled: wire:",
  "process: killed at any moment",
  "process: closed",
  "clock: set by somebody",
  "clock: the process stood still",
  "clock: the machine slept",
  ...SharedJournal.known,
  ...Branches.sockets,
  ...OrdersWorld.saidBranches.map(([, branch]) => branch),
  // what is stored
  ...each(
    orders.map((name) => `row: ${name}`),
    ["Executed", "NotExecuted", "Refused"]
  ),
  ...each(["row: spot.cancelOrder"], ["Executed", "NotExecuted", "Refused"]),
  "row: a key that was begun again",
  "row: attempts of two processes",
  "row: several attempts of one process",
  "row: undecidable, and so it stays in doubt",
  // what a process that starts makes of it
  ...each(
    orders.map((name) => `recovered: ${name}`),
    ["Executed", "NotExecuted"]
  ),
  ...each(
    ["recovered: spot.cancelOrder", "recovered: spot.cancelReplaceOrder", "recovered: spot.amendOrder"],
    ["Refused"]
  ),
  "recovered: spot.cancelOrder Executed",
  "recovered: the journal could not be read",
  // what callers are told
  ...each(["told: Order", "told: Oco", "told: Oto"], ["Executed", "Nothing", "InDoubt", "NotExecuted Expired"]),
  ...each(["told: Amend", "told: Replace"], ["Executed", "Nothing"]),
  ...each(
    ["told: Order NotExecuted"],
    ["JournalUnavailable", "ProvenNotExecuted", "InsufficientBalance", "ClockUnknown"]
  ),
  "told: Amend NotExecuted AlreadyInState",
  "told: Amend NotExecuted UnknownOrder",
  "told: Replace NotExecuted CancelReplaceFailed",
  "told: Cancel Nothing",
  ...each(["told: Cancel Cancellation"], ["Cancelled", "AlreadyEnded", "NeverExisted", "NotFound"])
]

/** All that there is to meet. */
export const known: ReadonlyArray<string> = [
  ...PartsPlan.faults,
  ...each(
    Sockets.knownFaults.map(({ name }) => name),
    // the others are too rare for each of them to be met by each
    ["place", "cancel", "orderList", "read", "public"].map((kind) => `on ${kind}`)
  ),
  ...endings
]
