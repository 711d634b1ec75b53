/** Settings as this process has asked for them: of two about one thing the later one is to stay. */
import type * as Intent from "../../client/Intent.ts"
import type { ClaimedOrders } from "../../settlement/ClaimedOrders.ts"

export interface Wish {
  /** What is set: of which symbol, and what of it. */
  readonly what: string
  readonly intent: Intent.Intent
  readonly input: unknown
}

// Far more than can be under way at once; the oldest is forgotten first.
const capacity = 100

// By what each client has one of, then by what is set; the newest last.
const ofClients = new WeakMap<ClaimedOrders, Map<string, Array<Wish>>>()
// It is settled also when those after it have made it forgotten.
const whats = new WeakMap<Intent.Intent, string>()

export const wish = (claimed: ClaimedOrders, own: Wish): void => {
  const all = ofClients.get(claimed) ?? new Map<string, Array<Wish>>()
  ofClients.set(claimed, all)
  const wishes = all.get(own.what) ?? []
  all.set(own.what, wishes)
  wishes.push(own)
  whats.set(own.intent, own.what)
  if (wishes.length > capacity) wishes.shift()
}

/** It was set: those before it are of no use any more. */
export const fulfilled = (claimed: ClaimedOrders, own: Wish): void => {
  const wishes = ofClients.get(claimed)?.get(own.what) ?? []
  wishes.splice(0, Math.max(0, wishes.indexOf(own)))
}

/** It was not set, and will not be. */
export const withdrawn = (claimed: ClaimedOrders, own: Wish): void => {
  const wishes = ofClients.get(claimed)?.get(own.what) ?? []
  const at = wishes.indexOf(own)
  if (at >= 0) wishes.splice(at, 1)
}

/** What is to be set where this intent has set something; `undefined` when nothing is known of it. */
export const newest = (claimed: ClaimedOrders, intent: Intent.Intent): Wish | undefined =>
  ofClients
    .get(claimed)
    ?.get(whats.get(intent) ?? "")
    ?.at(-1)
