/** The orders that a stream has last seen open: after a gap they are asked for one by one. */
import type { OrderRow } from "../../settlement/ProductViews.ts"
import type { Sighting } from "../../settlement/Sightings.ts"

/** An order that was open. */
export interface Known {
  readonly symbol: string
  readonly orderId: number | string
  /** The path of the question that reads it, where its product has several kinds. */
  readonly path: string | undefined
}

// more than any account may have open
const capacity = 50_000

// what has another status may be open, and is asked for once more
const ended: ReadonlySet<string> = new Set([
  "FILLED",
  "CANCELED",
  "CANCELLED",
  "EXPIRED",
  "EXPIRED_IN_MATCH",
  "REJECTED",
  "FINISHED"
])

const keyOf = (path: string | undefined, { orderId, symbol = "" }: OrderRow): string =>
  `${path ?? ""} ${symbol} ${orderId}`

export class OpenOrders {
  readonly #known = new Map<string, Known>()

  #set(path: string | undefined, row: OrderRow): void {
    const { orderId, status, symbol } = row
    if (symbol === undefined || status === undefined) return
    const key = keyOf(path, row)
    this.#known.delete(key)
    if (ended.has(status)) return
    this.#known.set(key, { symbol, orderId, path })
    if (this.#known.size <= capacity) return
    // the one that was seen longest ago
    const [oldest] = this.#known.keys()
    if (oldest !== undefined) this.#known.delete(oldest)
  }

  saw(sighting: Sighting): void {
    // an event that does not say how the order stands ends nothing: a fill in few words, or how an order is triggered
    if ("order" in sighting && sighting.order.status !== undefined) this.#set(sighting.route, sighting.order)
  }

  /** A view showed it, under the path of its question. */
  read(path: string, row: OrderRow): void {
    // events of a product with one kind of orders name no path
    this.#known.delete(keyOf(undefined, row))
    this.#set(path, row)
  }

  /** Those that the question at this path can be asked about; `isOnly` when it is the only one. */
  of(path: string, isOnly: boolean): ReadonlyArray<Known> {
    return [...this.#known.values()].filter((known) => known.path === path || (known.path === undefined && isOnly))
  }
}
