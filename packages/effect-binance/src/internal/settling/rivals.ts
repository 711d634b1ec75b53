/** Movements of funds without a name of ours: which of this process could have made a row that has their content. */
import type * as Intent from "../../client/Intent.ts"
import type { ClaimedOrders } from "../../settlement/ClaimedOrders.ts"
import { equals } from "../decimal.ts"

/** All by which the row of a movement can be told. */
export interface Content {
  /** The history that shows it, and all that this history says of it but the amount. */
  readonly where: string
  /** `undefined`: whatever there is. */
  readonly amount: string | undefined
}

export interface Movement {
  readonly intent: Intent.Intent
  readonly content: Content
  /** In ms by the monotonic clock: no row that was seen before is its. */
  readonly begunAt: number
  /** In ms by the monotonic clock: no row that was made since is its. `Infinity` while nobody knows. */
  endedAt: number
  end: "unknown" | "refused" | "done"
  /** The id that its reply gave it, when no document says that its row has the same. */
  id: string | undefined
}

// Far more than can matter at once; the oldest is forgotten first.
const capacity = 10_000

// By the table that says which rows are known to be whose: each client has one.
const ofClients = new WeakMap<ClaimedOrders, Set<Movement>>()

export const begin = (claimed: ClaimedOrders, movement: Movement): void => {
  const all = ofClients.get(claimed) ?? new Set()
  ofClients.set(claimed, all)
  all.add(movement)
  const [oldest] = all
  if (all.size > capacity && oldest !== undefined) all.delete(oldest)
}

/** The row that it made is known, or that it made none: it made no other. */
export const forget = (claimed: ClaimedOrders, intent: Intent.Intent): void => {
  const all = ofClients.get(claimed) ?? []
  for (const movement of all) if (movement.intent === intent) ofClients.get(claimed)?.delete(movement)
}

const isSame = (one: Content, other: Content) =>
  one.where === other.where &&
  (one.amount === undefined || other.amount === undefined || equals(one.amount, other.amount))

/** The others that could have made a row of this intent's content of which nobody knows whose it is. */
export const rivalsOf = (claimed: ClaimedOrders, intent: Intent.Intent): ReadonlyArray<Movement> => {
  const all = [...(ofClients.get(claimed) ?? [])]
  const own = all.find((movement) => movement.intent === intent)
  return own === undefined ? [] : all.filter((other) => other !== own && isSame(other.content, own.content))
}
