/**
 * What a client asks before it sends, so that the exchange never has to refuse: room under the limits of the address and the account.
 *
 * A client has no budget unless one is provided: `RateBudgetMemory.layer`, or for several processes `RateBudgetShared.layer`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { AnyOperation } from "../client/Operation.ts"
import type { HostClock } from "../client/ServerClock.ts"
import type { Reply } from "../client/Transport.ts"
import type { Verdict } from "../client/Verdict.ts"
import type { Retryable } from "../errors/BinanceError.ts"

/**
 * What is about to be sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly operation: AnyOperation
  /** The operation's own input. */
  readonly input: unknown
  /** The label of the credentials, never the key: what one account has used is no matter of another one. */
  readonly account: string
  /** Tells the exchange's time, by which its windows turn. */
  readonly clock: HostClock
  /** Until when it may wait, in ms by this process's monotonic clock. */
  readonly deadline: number
}

/**
 * Room that is held for one attempt.
 *
 * @category models
 * @since 0.1.0
 */
export interface Reservation {
  /** From here on it may have been charged. */
  readonly leave: () => void
  /** Charges what the attempt has cost, and corrects the ledger by what the reply says. */
  readonly settle: (reply: Reply, verdict: Verdict) => Effect.Effect<void>
}

/**
 * What is known of one limit.
 *
 * @category models
 * @since 0.1.0
 */
export interface Usage {
  /** Whose limit it is: a family of hosts, an endpoint, or one of these with an account. */
  readonly scope: string
  readonly type: string
  /** How long its window is, in ms. */
  readonly intervalMillis: number
  readonly limit: number
  /** What is spent or held in the window that is open now, that of others on the same address included as far as they are known. */
  readonly used: number
}

/**
 * The budget of a client, or none.
 *
 * @category models
 * @since 0.1.0
 */
export interface Service {
  /**
   * Waits for room and runs an attempt in it; what was not used is given back. Fails with `Retryable(BudgetExhausted)` when there
   * is no room before `deadline`, or at once when the fiber's `BanWindow.Patience` is `fail-fast`.
   */
  readonly around: <A, E, R>(
    asked: Asked,
    attempt: (reservation: Reservation) => Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | Retryable, R>
  /** Every limit that something was sent under. */
  readonly usage: Effect.Effect<ReadonlyArray<Usage>>
}

/**
 * The budget that a client asks; `undefined` asks nobody.
 *
 * Source of the rule: spot docs, rest-api: limits; general info of the other products.
 *
 * @example
 * ```ts
 * import { RateBudget } from "effect-binance/limits/RateBudget"
 * import * as Effect from "effect/Effect"
 *
 * const usage = Effect.flatMap(RateBudget, (budget) => budget?.usage ?? Effect.succeed([]))
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const RateBudget = Context.Reference<Service | undefined>("effect-binance/RateBudget", {
  defaultValue: () => undefined
})
