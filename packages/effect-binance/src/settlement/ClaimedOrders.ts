/**
 * The orders that this process already knows the intent of: none of them can be the order of another intent that is in doubt.
 *
 * @since 0.1.0
 */

// Far more than can matter at once: a doubt looks at the orders of the last minute.
const capacity = 20_000

/**
 * A bounded set of orders, the oldest forgotten first.
 *
 * @category models
 * @since 0.1.0
 */
export class ClaimedOrders {
  readonly #orders = new Set<string>()

  /** Says that the order belongs to an intent whose caller has been told. */
  claim(symbol: string, orderId: number | string): void {
    const key = `${symbol} ${orderId}`
    this.#orders.delete(key)
    this.#orders.add(key)
    if (this.#orders.size <= capacity) return
    for (const oldest of this.#orders) {
      this.#orders.delete(oldest)
      return
    }
  }

  /** Whether the order belongs to an intent whose caller has been told. */
  has(symbol: string, orderId: number | string): boolean {
    return this.#orders.has(`${symbol} ${orderId}`)
  }
}
