/** Who goes first, and how far apart. */
import type { AnyOperation } from "../client/Operation.ts"
import type { Lane } from "../limits/BanWindow.ts"

/** Who goes first comes first. */
export const lanes: ReadonlyArray<Lane> = ["cancel", "place", "query", "market"]

/** How far apart those leave who have waited for the same moment, in ms: together they would be a burst. */
export const staggerMillis = 5

/** The lane of a call that was given none: what takes risk away first, and what needs no account last; a batch is what its elements are. */
export const laneOf = ({ find, kind, security }: AnyOperation, input: unknown): Lane => {
  switch (kind) {
    case "cancel":
      return "cancel"
    case "read":
    case "test":
      return security === "NONE" ? "market" : "query"
    case "batch":
      return find?.subject === "batch" && find.parts(input as never, "")[0]?.operation.kind === "cancel" // the operation's own input
        ? "cancel"
        : "place"
    default:
      return "place"
  }
}
