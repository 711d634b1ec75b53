/**
 * When to send again what did not execute: Schedules over `Retryable`, never before the exchange allows it.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Intent from "../client/Intent.ts"
import type { Retryable } from "../errors/BinanceError.ts"

/**
 * A policy: a Schedule that is fed each `Retryable` and says when to send again, or stops.
 *
 * @category models
 * @since 0.1.0
 */
export type RetryPolicy = Schedule.Schedule<unknown, Retryable>

/**
 * Where a policy ends.
 *
 * @category models
 * @since 0.1.0
 */
export interface Caps {
  /** How many times to send again. */
  readonly times?: number | undefined
  /** Begin no pause that ends later than this after the first failure. */
  readonly within?: Duration.Input | undefined
  /** Begin no pause that ends after this, in epoch ms by the local clock. */
  readonly deadline?: number | undefined
}

/**
 * The shape of a policy. Sent again are 8 times by default, without a bound in time: an intent expires by itself.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends Caps {
  /** The longest that the first pause may be; it doubles. 200 ms by default. */
  readonly base?: Duration.Input | undefined
  /** The longest that a pause of our own may be; the exchange may ask for a longer one. 10 s by default. */
  readonly cap?: Duration.Input | undefined
}

/**
 * The earliest time at which a call may be sent again, in epoch ms by the local clock, as seen at `now`.
 *
 * @example
 * ```ts
 * import { Retryable } from "effect-binance/errors/BinanceError"
 * import { BanWindowClosed } from "effect-binance/errors/RetryableReason"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 *
 * const error = new Retryable({ reason: new BanWindowClosed({ until: 1_700_000_060_000 }) })
 * const at = RetryPolicy.notBefore(error, 1_700_000_000_000) // 1_700_000_060_000
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const notBefore = (error: Retryable, now: number): number => {
  const { reason } = error
  if ("until" in reason) return reason.until
  return error.retryAfter === undefined ? now : now + Duration.toMillis(error.retryAfter)
}

/** Whether the intent of the running call is still good for something after a pause. */
const outlives = (pause: Duration.Duration) =>
  Effect.withFiberSucceed((fiber) => {
    const intent = fiber.getRef(Intent.Current)
    return (
      intent?.goodForMillis === undefined ||
      Duration.toMillis(pause) < Intent.remainingMillisOf(intent, intent.goodForMillis, fiber.getRef(Clock.Clock))
    )
  })

/**
 * Makes any Schedule a policy that keeps what the exchange asks for: it lengthens each pause until the call may be sent again, the end
 * of a ban included. It stops where that is never, and inside of a call before a pause that would outlast what the call is good for:
 * the call fails at once with its last error, and not after the wait with `Expired`. `Retry.safely` and `upTo` do this to every policy; do it yourself where something
 * else has to see how long the pause will be.
 *
 * @example
 * ```ts
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 * import * as Schedule from "effect/Schedule"
 *
 * // every second, as long as that leads to an answer within a minute
 * const steady = RetryPolicy.notEarly(Schedule.spaced("1 second")).pipe(RetryPolicy.upTo({ within: "1 minute" }))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const notEarly = (policy: RetryPolicy): RetryPolicy =>
  policy.pipe(
    Schedule.modifyDelay(({ duration, input, now }) => {
      const wait = Math.ceil(notBefore(input, now) - now)
      return Effect.succeed(wait > Duration.toMillis(duration) ? Duration.millis(wait) : duration)
    }),
    // a window that was closed for good does not open while somebody waits
    Schedule.while(({ duration }) => (Duration.isFinite(duration) ? outlives(duration) : Effect.succeed(false)))
  )

/**
 * Ends a policy at the first of these. A pause that would end too late is not begun: the call fails at once with its last error
 * instead of after a wait that leads to nothing.
 *
 * @example
 * ```ts
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 *
 * const atMostThrice = RetryPolicy.standard.pipe(RetryPolicy.upTo({ times: 3, within: "2 seconds" }))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const upTo = ({
  deadline = Infinity,
  times = Infinity,
  within
}: Caps): ((policy: RetryPolicy) => RetryPolicy) => {
  const longest = within === undefined ? Infinity : Duration.toMillis(Duration.fromInputUnsafe(within))
  return (policy) =>
    Schedule.while(notEarly(policy), ({ attempt, duration, elapsed, now }) => {
      const pause = Duration.toMillis(duration)
      return attempt <= times && elapsed + pause <= longest && now + pause <= deadline
    })
}

/**
 * Exponential pauses under full jitter, then never before what the exchange asked for. Each pause is drawn evenly between nothing
 * and the doubled and capped length: calls that failed together do not come back together.
 *
 * @example
 * ```ts
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 * const patient = RetryPolicy.make({ times: 20, cap: "1 minute" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options = {}): RetryPolicy => {
  const cap = Duration.toMillis(Duration.fromInputUnsafe(options.cap ?? "10 seconds"))
  return Schedule.exponential(options.base ?? "200 millis").pipe(
    Schedule.modifyDelay(({ duration }) =>
      Effect.map(Random.next, (share) => Duration.millis(share * Math.min(Duration.toMillis(duration), cap)))
    ),
    upTo({ ...options, times: options.times ?? 8 })
  )
}

/**
 * Up to 200 ms, doubling up to 10 s, under full jitter, eight times.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Retry from "effect-binance/settlement/Retry"
 * import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
 *
 * // a read has nothing to settle
 * const time = Spot.time().pipe(Retry.safely(RetryPolicy.standard))
 * ```
 *
 * @category policies
 * @since 0.1.0
 */
export const standard: RetryPolicy = make()
