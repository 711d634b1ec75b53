/**
 * Sends again what did not execute, and cannot be used on anything else.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { type Call, perRun } from "../client/Call.ts"
import { Retryable } from "../errors/BinanceError.ts"
import { notEarly, type RetryPolicy } from "./RetryPolicy.ts"

/**
 * The errors that a call may have when it is retried. It is an upper bound and not a conditional type, so that generic callers
 * compile; the compile error of a call that is still ambiguous shows the sentence in it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ErrorOfASettledCall<
  Sentence = "It may have executed: pipe it through Reconciliation.settle before Retry.safely"
> {
  readonly _tag: string
  readonly inDoubt?: Sentence | undefined
}

// The tag is looked at while running too, for where `any` has defeated the type. An expired intent must not be sent again.
const maySendAgain = (error: unknown): error is Retryable =>
  error instanceof Retryable && error.reason._tag !== "Expired"

/** An error that ends the retrying, carried past the policy: a policy is fed with what may be sent again, and nothing else. */
class Ended<E> {
  readonly error: E
  constructor(error: E) {
    this.error = error
  }
}

/**
 * Sends the same intent again, with the same client order id, whenever it is known not to have executed. After it,
 * `Retryable` means: gave up, nothing executed. Whatever the policy says, it is never sent before the exchange allows it.
 *
 * Does not compile on a call that may have executed, nor on anything that is not a single `Call`.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 * import * as Retry from "effect-binance/settlement/Retry"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 *
 * const placed = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(
 *   Reconciliation.settle,
 *   Retry.safely(RetryPolicy.standard)
 * )
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const safely = (policy: RetryPolicy) => {
  const patient = notEarly(policy)
  return <A, E extends ErrorOfASettledCall, R, F>(self: Call<A, E, R, F>): Call<A, E, R, F> => {
    const once: Effect.Effect<A | Ended<E>, Retryable, R> = Effect.catch(
      self,
      (error): Effect.Effect<Ended<E>, Retryable> =>
        maySendAgain(error) ? Effect.fail(error) : Effect.succeed(new Ended(error))
    )
    const gaveUp = (error: Retryable): Effect.Effect<never, E> => Effect.fail(error as unknown as E) // it came out of E
    return perRun(
      Effect.flatMap(Effect.catch(Effect.retry(once, patient), gaveUp), (result) =>
        result instanceof Ended ? Effect.fail(result.error) : Effect.succeed(result)
      )
    )
  }
}
