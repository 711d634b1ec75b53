/**
 * When to send again what did not execute: Schedules over `Retryable`, never before the exchange allows it.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { Retryable } from "../errors/BinanceError.ts"

/**
 * A policy: a Schedule that is fed each `Retryable` and says when to send again, or stops.
 *
 * @category models
 * @since 0.1.0
 */
export type RetryPolicy = Schedule.Schedule<unknown, Retryable>

/**
 * The shape of a policy.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The first pause; it doubles. 200 ms by default. */
  readonly base?: Duration.Input | undefined
  /** The longest pause of our own; the exchange may ask for a longer one. 10 s by default. */
  readonly cap?: Duration.Input | undefined
  /** How many times to send again. 8 by default. */
  readonly times?: number | undefined
  /** Stop after this long. No bound by default: an intent expires by itself. */
  readonly within?: Duration.Input | undefined
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

/**
 * Capped exponential pauses with jitter, then never before what the exchange asked for: the jitter may shorten our pause,
 * not theirs.
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
  const cap = Duration.fromInputUnsafe(options.cap ?? "10 seconds")
  const within = options.within === undefined ? Infinity : Duration.toMillis(Duration.fromInputUnsafe(options.within))
  const waitOf = (error: Retryable, now: number) => Math.max(0, Math.ceil(notBefore(error, now) - now))
  return Schedule.exponential(options.base ?? "200 millis").pipe(
    Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, cap))),
    Schedule.jittered,
    Schedule.upTo({ times: options.times ?? 8 }),
    Schedule.setInputType<Retryable>(),
    Schedule.modifyDelay(({ duration, input, now }) =>
      Effect.succeed(Duration.max(Duration.min(duration, cap), Duration.millis(waitOf(input, now))))
    ),
    // a pause that ends too late is not begun
    Schedule.while(({ duration, elapsed }) => elapsed + Duration.toMillis(duration) <= within)
  )
}

/**
 * 200 ms, doubling, at most 10 s, eight times.
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
