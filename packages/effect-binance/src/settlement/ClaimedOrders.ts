/**
 * The orders that this process already knows the intent of: none of them can be the order of another intent that is in doubt.
 *
 * @since 0.1.0
 */
import type { Intent } from "../client/Intent.ts"
import type { Part } from "../client/Operation.ts"

// Two products may number the orders of one symbol alike, and so may two routes of one product, such as its plain and its algo
// orders: the numbers are those of the question that reads one order.
const routeOf = (find: Part["find"], input: unknown, clientOrderId: string): string | undefined => {
  const own = input as never // the input of the operation whose result is looked for
  switch (find?.subject) {
    case "placement":
    case "orderList":
      return find.views(own).order.path
    case "cancelReplace": {
      const { place } = find.halves(own, clientOrderId)
      return routeOf(place.find, place.input, clientOrderId)
    }
    case "batch": {
      const [first] = find.parts(own, clientOrderId)
      return first === undefined ? undefined : routeOf(first.find, first.input, clientOrderId)
    }
    default:
      return undefined
  }
}

const keyOf = (symbol: string, orderId: number | string, { clientOrderId, input, operation }: Intent) =>
  `${routeOf(operation?.find, input, clientOrderId) ?? operation?.product.name ?? ""} ${symbol} ${orderId}`

interface Owner {
  readonly number: number
  readonly id: string | undefined
  /** Which reading of the journal it was: a number and not the page itself, which would be kept for as long as the order is. */
  readonly page: number | undefined
}

// Far more than can matter at once: a doubt looks at the orders of the last minute.
const capacity = 20_000

/**
 * A bounded table of orders and the intents that they belong to, the oldest forgotten first.
 *
 * @example
 * ```ts
 * import type { Intent } from "effect-binance/client/Intent"
 * import { ClaimedOrders } from "effect-binance/settlement/ClaimedOrders"
 *
 * const claimed = new ClaimedOrders()
 * const canBeOf = (intent: Intent, orderId: number) => !claimed.isAnothers("BTCUSDT", orderId, intent)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class ClaimedOrders {
  readonly #intents = new Map<string, Owner>()
  // goes on where it stopped: one that starts anew has to pass over all that were dropped before
  readonly #oldest = this.#intents.keys()

  /** Says that the order belongs to this intent. */
  claim(symbol: string, orderId: number | string, intent: Intent): void {
    const key = keyOf(symbol, orderId, intent)
    this.#intents.delete(key)
    this.#intents.set(key, {
      number: intent.number,
      id: intent.journal?.id,
      page: intent.journal?.number
    })
    if (this.#intents.size <= capacity) return
    const { value: oldest } = this.#oldest.next()
    if (oldest !== undefined) this.#intents.delete(oldest)
  }

  /** Whether the order is known to belong to another intent than this one. */
  isAnothers(symbol: string, orderId: number | string, intent: Intent): boolean {
    const owner = this.#intents.get(keyOf(symbol, orderId, intent))
    if (owner === undefined || owner.number === intent.number) return false
    // read again from its journal, an intent finds what it found before
    const isAgain = owner.id !== undefined && owner.id === intent.journal?.id && owner.page !== intent.journal.number
    return !isAgain
  }
}
