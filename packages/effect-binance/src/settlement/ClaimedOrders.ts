/**
 * The orders that this process already knows the intent of: none of them can be the order of another intent that is in doubt.
 *
 * @since 0.1.0
 */
import type { Intent } from "../client/Intent.ts"

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
  readonly #intents = new Map<string, number>()

  /** Says that the order belongs to this intent. */
  claim(symbol: string, orderId: number | string, intent: Intent): void {
    const key = `${symbol} ${orderId}`
    this.#intents.delete(key)
    this.#intents.set(key, intent.number)
    if (this.#intents.size <= capacity) return
    for (const oldest of this.#intents.keys()) {
      this.#intents.delete(oldest)
      return
    }
  }

  /** Whether the order is known to belong to another intent than this one. */
  isAnothers(symbol: string, orderId: number | string, intent: Intent): boolean {
    const owner = this.#intents.get(`${symbol} ${orderId}`)
    return owner !== undefined && owner !== intent.number
  }
}
