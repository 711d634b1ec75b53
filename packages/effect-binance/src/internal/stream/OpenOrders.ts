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

const open: ReadonlySet<string> = new Set(["NEW", "PENDING_NEW", "PARTIALLY_FILLED", "ACCEPTED", "WORKING"])

export class OpenOrders {
  readonly #known = new Map<string, Known>()

  #set(path: string | undefined, { orderId, status = "", symbol }: OrderRow): void {
    const key = `${path ?? ""} ${symbol ?? ""} ${orderId}`
    this.#known.delete(key)
    if (symbol === undefined || !open.has(status)) return
    this.#known.set(key, { symbol, orderId, path })
    if (this.#known.size > capacity) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest)
        break
      }
    }
  }

  saw(sighting: Sighting): void {
    // an event that does not say how the order stands ends nothing: a fill in few words, or how an order is triggered
    if ("order" in sighting && sighting.order.status !== undefined) this.#set(sighting.route, sighting.order)
  }

  /** A view showed it, under the path of its question. */
  read(path: string, order: OrderRow): void {
    this.#set(undefined, { ...order, status: "" })
    this.#set(path, order)
  }

  /** Those that the question at this path can be asked about; `isOnly` when it is the only one. */
  of(path: string, isOnly: boolean): ReadonlyArray<Known> {
    return [...this.#known.values()].filter((known) => known.path === path || (known.path === undefined && isOnly))
  }
}
