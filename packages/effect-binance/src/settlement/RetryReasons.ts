/**
 * A policy for each reason of `Retryable`, and policies that are made of them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { RetryableReason } from "../errors/RetryableReason.ts"
import { make, notEarly, type Options, type RetryPolicy, upTo } from "./RetryPolicy.ts"

/**
 * The name of a reason.
 *
 * @category models
 * @since 0.1.0
 */
export type ReasonName = RetryableReason["_tag"]

// What each reason says about the other end: the harder it is struggling, the longer the pause.
const shapes: { readonly [Name in ReasonName]: Options } = {
  // the network, which comes back soon or not for long
  NotSent: { base: "100 millis", cap: "5 seconds", times: 8 },
  // these say themselves how long; ours counts where it is longer
  RateLimited: { base: "1 second", cap: "1 minute", times: 5 },
  IpBanned: { base: "1 second", cap: "1 minute", times: 3 },
  OrderRateLimited: { base: "500 millis", cap: "10 seconds", times: 5 },
  BanWindowClosed: { base: "100 millis", cap: "5 seconds", times: 5 },
  BudgetExhausted: { base: "100 millis", cap: "5 seconds", times: 10 },
  // an overloaded exchange
  ServerBusy: { base: "500 millis", cap: "15 seconds", times: 6 },
  ServiceUnavailable: { base: "1 second", cap: "30 seconds", times: 8 },
  // 300 connections in five minutes are the limit (spot docs, web-socket-api: general)
  TooManyConnections: { base: "5 seconds", cap: "1 minute", times: 5 },
  // the client has measured and signed again already: what is left is a clock that does not keep still
  ClockSkew: { base: "1 second", cap: "5 seconds", times: 2 },
  ClockUnknown: { base: "500 millis", cap: "10 seconds", times: 6 },
  ReadFailed: { base: "200 millis", cap: "10 seconds", times: 6 },
  // settling has taken its time already
  ProvenNotExecuted: { base: "100 millis", cap: "2 seconds", times: 3 },
  JournalUnavailable: { base: "500 millis", cap: "10 seconds", times: 4 },
  // sending it again needs a new intent
  Expired: { times: 0 }
}

/**
 * The policy of each reason, by its name: a part to make policies of.
 *
 * @example
 * ```ts
 * import * as RetryReasons from "effect-binance/settlement/RetryReasons"
 *
 * // sent again when the exchange is overloaded, and for no other reason
 * const onlyWhenBusy = RetryReasons.byReason({ ServerBusy: RetryReasons.reasons.ServerBusy })
 * ```
 *
 * @category policies
 * @since 0.1.0
 */
export const reasons: { readonly [Name in ReasonName]: RetryPolicy } = {
  NotSent: make(shapes.NotSent),
  RateLimited: make(shapes.RateLimited),
  IpBanned: make(shapes.IpBanned),
  OrderRateLimited: make(shapes.OrderRateLimited),
  ServerBusy: make(shapes.ServerBusy),
  ServiceUnavailable: make(shapes.ServiceUnavailable),
  ClockSkew: make(shapes.ClockSkew),
  TooManyConnections: make(shapes.TooManyConnections),
  ReadFailed: make(shapes.ReadFailed),
  ProvenNotExecuted: make(shapes.ProvenNotExecuted),
  Expired: make(shapes.Expired),
  BanWindowClosed: make(shapes.BanWindowClosed),
  BudgetExhausted: make(shapes.BudgetExhausted),
  ClockUnknown: make(shapes.ClockUnknown),
  JournalUnavailable: make(shapes.JournalUnavailable)
}

/**
 * Never sends again.
 *
 * @example
 * ```ts
 * import * as RetryReasons from "effect-binance/settlement/RetryReasons"
 *
 * // whatever the policies of the reasons do, an address that was banned is left to a person
 * const careful = RetryReasons.byReason({ ...RetryReasons.reasons, IpBanned: RetryReasons.never })
 * ```
 *
 * @category policies
 * @since 0.1.0
 */
export const never: RetryPolicy = make({ times: 0 })

/**
 * Asks the policy of the reason. Each keeps its own count of how often its reason came up, so a lost connection does not start with
 * the long pause that an overload has earned. For a reason that is not named it is `otherwise`, which is `never` when it is not said,
 * and has one count for all of those. The whole has no end of its own: where reasons may alternate, bound it with
 * `RetryPolicy.upTo`, as the named policies here do.
 *
 * @example
 * ```ts
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 * import * as RetryReasons from "effect-binance/settlement/RetryReasons"
 *
 * const mine = RetryReasons.byReason(
 *   { ServerBusy: RetryPolicy.make({ base: "2 seconds", times: 4 }), IpBanned: RetryReasons.never },
 *   RetryPolicy.standard
 * ).pipe(RetryPolicy.upTo({ times: 10 }))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const byReason = (
  policies: { readonly [Name in ReasonName]?: RetryPolicy | undefined },
  otherwise: RetryPolicy = never
): RetryPolicy =>
  Schedule.fromStep(
    Effect.sync(() => {
      // a policy that stands for several reasons keeps a count for each
      const steps = new Map<ReasonName | "otherwise", Effect.Success<ReturnType<typeof stepOf>>>()
      return Effect.fnUntraced(function* (now, input) {
        const name = input.reason._tag
        const key = policies[name] === undefined ? "otherwise" : name
        const step = steps.get(key) ?? (yield* stepOf(policies[name] ?? otherwise))
        steps.set(key, step)
        return yield* step(now, input)
      })
    })
  )

const stepOf = (policy: RetryPolicy) => Schedule.toStep(notEarly(policy))

/**
 * For a person or a strategy that waits for the answer: five times, and at most five seconds.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Retry from "effect-binance/settlement/Retry"
 * import * as RetryReasons from "effect-binance/settlement/RetryReasons"
 *
 * const open = Spot.openOrders({ symbol: "BTCUSDT" }).pipe(Retry.safely(RetryReasons.prompt))
 * ```
 *
 * @category policies
 * @since 0.1.0
 */
export const prompt: RetryPolicy = byReason(reasons).pipe(upTo({ times: 5, within: "5 seconds" }))

/**
 * For work that nobody waits for: twenty times within half an hour, so that it outlasts an outage and a first ban.
 *
 * @example
 * ```ts
 * import * as Call from "effect-binance/client/Call"
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Retry from "effect-binance/settlement/Retry"
 * import * as RetryReasons from "effect-binance/settlement/RetryReasons"
 *
 * // an intent ends by itself after what it is good for, so that has to be said too
 * const open = Spot.openOrders({ symbol: "BTCUSDT" }).pipe(
 *   Call.goodFor("30 minutes"),
 *   Retry.safely(RetryReasons.background)
 * )
 * ```
 *
 * @category policies
 * @since 0.1.0
 */
export const background: RetryPolicy = byReason(reasons).pipe(upTo({ times: 20, within: "30 minutes" }))
