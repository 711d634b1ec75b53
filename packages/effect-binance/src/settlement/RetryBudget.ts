/**
 * A bucket of tokens that successes fill and resends empty, so that an outage does not multiply the load.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { type Call, perRun } from "../client/Call.ts"
import type { RetryableReason } from "../errors/RetryableReason.ts"
import { type ErrorOfASettledCall, safely as safelyBy } from "./Retry.ts"
import { notEarly, type RetryPolicy } from "./RetryPolicy.ts"

/**
 * The size of a budget.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** What one success adds, in resends. 0.1 by default: in the long run at most one resend for ten calls that succeed. */
  readonly perSuccess?: number | undefined
  /** The most that it holds, in resends, and what it starts with. 10 by default. */
  readonly capacity?: number | undefined
}

/**
 * A budget, shared by all calls that are sent again with it. It belongs to one program, and knows nothing of others.
 *
 * @category models
 * @since 0.1.0
 */
export interface RetryBudget {
  /** How many resends it holds. */
  readonly left: Effect.Effect<number>
  /** How many resends it has refused so far. */
  readonly refused: Effect.Effect<number>
  /** Takes one resend out of it; `false` when it does not hold one. */
  readonly take: Effect.Effect<boolean>
  /** Adds what one success adds. */
  readonly succeeded: Effect.Effect<void>
}

/**
 * A budget of its own, full.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as RetryBudget from "effect-binance/settlement/RetryBudget"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function*() {
 *   // one for all calls to one host
 *   const safely = RetryBudget.safely(yield* RetryBudget.make({ perSuccess: 0.2 }), RetryPolicy.standard)
 *   return yield* Effect.all([safely(Spot.time()), safely(Spot.openOrders({ symbol: "BTCUSDT" }))])
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options = {}): Effect.Effect<RetryBudget> =>
  Effect.sync(() => {
    const { capacity = 10, perSuccess = 0.1 } = options
    let tokens = capacity
    let refused = 0
    return {
      left: Effect.sync(() => tokens),
      refused: Effect.sync(() => refused),
      take: Effect.sync(() => {
        // ten tenths are one resend, though their sum is a little less
        const enough = tokens >= 1 - Number.EPSILON * 16
        if (enough) tokens = Math.max(0, tokens - 1)
        else refused++
        return enough
      }),
      succeeded: Effect.sync(() => {
        tokens = Math.min(capacity, tokens + perSuccess)
      })
    }
  })

// Nothing had left for the exchange: what comes next is no resend, and loads nobody twice.
const free: ReadonlySet<RetryableReason["_tag"]> = new Set(["BanWindowClosed", "BudgetExhausted", "JournalUnavailable"])

/**
 * A policy that stops when the budget is empty. A pause that the policy does not begin costs nothing, nor does a call that we did not
 * send: because a window was closed, our rate budget was used up, or the journal could not be written.
 *
 * It only takes out; `safely` also fills it.
 *
 * @example
 * ```ts
 * import * as RetryBudget from "effect-binance/settlement/RetryBudget"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 *
 * const frugal = (budget: RetryBudget.RetryBudget) => RetryPolicy.standard.pipe(RetryBudget.limit(budget))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const limit =
  (budget: RetryBudget) =>
  (policy: RetryPolicy): RetryPolicy =>
    Schedule.while(notEarly(policy), ({ input }) => (free.has(input.reason._tag) ? Effect.succeed(true) : budget.take))

/**
 * `Retry.safely` under a budget: sends again while the budget holds a resend, and adds to it with every call that succeeds. When it
 * is empty, the call fails with its last error; nothing executed.
 *
 * Does not compile on a call that may have executed, nor on anything that is not a single `Call`.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 * import * as RetryBudget from "effect-binance/settlement/RetryBudget"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 *
 * const placed = (budget: RetryBudget.RetryBudget) =>
 *   Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(
 *     Reconciliation.settle,
 *     RetryBudget.safely(budget, RetryPolicy.standard)
 *   )
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const safely = (budget: RetryBudget, policy: RetryPolicy) => {
  const retried = safelyBy(limit(budget)(policy))
  return <A, E extends ErrorOfASettledCall, R, F>(self: Call<A, E, R, F>): Call<A, E, R, F> =>
    perRun<A, E, R, F>(Effect.tap(retried(self), () => budget.succeeded))
}
