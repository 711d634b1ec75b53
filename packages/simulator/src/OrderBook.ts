/**
 * One symbol's resting orders: the best price first, and at one price the oldest first.
 *
 * @since 0.1.0
 */
import type { Decimal } from "./Decimal.ts"

/**
 * Which way an order trades.
 *
 * @category models
 * @since 0.1.0
 */
export type Side = "BUY" | "SELL"

/**
 * What rests on the book. `owner` is whatever the exchange keeps there; `undefined` is the house.
 *
 * @category models
 * @since 0.1.0
 */
export interface Resting<Owner> {
  readonly side: Side
  readonly price: Decimal
  readonly owner: Owner | undefined
  remaining: Decimal
}

interface Level<Owner> {
  readonly price: Decimal
  // a Set keeps the order of arrival and forgets in constant time
  readonly queue: Set<Resting<Owner>>
}

/**
 * A price-time priority book.
 *
 * Prices and quantities are in units of 1e-8.
 *
 * @example
 * ```ts
 * import * as OrderBook from "@effect-binance/simulator/OrderBook"
 *
 * const book = new OrderBook.OrderBook<string>()
 * book.add({ side: "BUY", price: 6_000_000_000_000n, owner: "me", remaining: 1_000_000n })
 * const best = book.best("BUY")?.owner // "me"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class OrderBook<Owner> {
  readonly #bids: Array<Level<Owner>> = []
  readonly #asks: Array<Level<Owner>> = []

  #side(side: Side): Array<Level<Owner>> {
    return side === "BUY" ? this.#bids : this.#asks
  }

  /** Where the price is or would be, the best price first. */
  #index(side: Side, price: Decimal): number {
    const levels = this.#side(side)
    let low = 0
    let high = levels.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const there = levels[middle]!.price
      if (side === "BUY" ? there > price : there < price) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Puts an order behind all others of its price. */
  add(resting: Resting<Owner>): void {
    const levels = this.#side(resting.side)
    const index = this.#index(resting.side, resting.price)
    const level = levels[index]
    if (level !== undefined && level.price === resting.price) level.queue.add(resting)
    else levels.splice(index, 0, { price: resting.price, queue: new Set([resting]) })
  }

  /** Takes an order off; does nothing when it is not there. */
  remove(resting: Resting<Owner>): void {
    const levels = this.#side(resting.side)
    const index = this.#index(resting.side, resting.price)
    const level = levels[index]
    if (level === undefined || level.price !== resting.price) return
    level.queue.delete(resting)
    if (level.queue.size === 0) levels.splice(index, 1)
  }

  /** The order that trades first on this side. */
  best(side: Side): Resting<Owner> | undefined {
    const level = this.#side(side)[0]
    return level === undefined ? undefined : level.queue.values().next().value
  }

  /** Every order of this side, the first to trade first. */
  *orders(side: Side): IterableIterator<Resting<Owner>> {
    for (const level of this.#side(side)) yield* level.queue
  }

  /** Price levels of this side with what rests there, the best first. */
  depth(side: Side, limit: number): ReadonlyArray<readonly [price: Decimal, quantity: Decimal]> {
    return this.#side(side)
      .slice(0, limit)
      .map((level) => {
        let quantity = 0n
        for (const resting of level.queue) quantity += resting.remaining
        return [level.price, quantity]
      })
  }
}
