/**
 * How long one request may take before the transport gives it up.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/**
 * The time-out of one request, from the moment it is handed to the transport until its body has arrived. Default: 12 seconds.
 *
 * It is longer than the 10 seconds within which Binance itself answers or gives up (spot docs, rest-api: general API
 * information): a shorter one turns answers that were on their way into doubts. The transport keeps the time itself, because
 * only it knows, when time is up, whether the request had left: it then answers `NoReply` with `timeout: true`, and
 * `phase: "connect"` when provably nothing did.
 *
 * `Duration.infinity` switches it off.
 *
 * @example
 * ```ts
 * import { CallTimeout } from "effect-binance/client/CallTimeout"
 * import * as Duration from "effect/Duration"
 * import * as Effect from "effect/Effect"
 *
 * declare const call: Effect.Effect<string>
 * const patient = call.pipe(Effect.provideService(CallTimeout, Duration.seconds(30)))
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const CallTimeout: Context.Reference<Duration.Duration> = Context.Reference<Duration.Duration>(
  "effect-binance/CallTimeout",
  { defaultValue: () => Duration.seconds(12) }
)

const realClock = /* @__PURE__ */ Context.get(/* @__PURE__ */ Context.empty(), Clock.Clock)
const longestTimer = 2 ** 31 - 1

/**
 * Runs `then` after that time by the clock of the fiber, unless it is stopped before: once for each call, so it takes no fiber.
 *
 * @internal
 */
export const after = (
  fiber: Fiber.Fiber<unknown, unknown>,
  duration: Duration.Duration,
  then: () => void
): (() => void) => {
  const millis = Duration.toMillis(duration)
  if (millis === Infinity) return () => {}
  const clock = fiber.getRef(Clock.Clock)
  if (clock === realClock && millis <= longestTimer) {
    // what the real clock sleeps with, without a fiber around it
    // @effect-diagnostics-next-line globalTimers:off
    const timer = setTimeout(then, millis)
    return () => clearTimeout(timer)
  }
  const sleeping = Effect.runForkWith(fiber.context)(Effect.andThen(clock.sleep(duration), Effect.sync(then)))
  return () => sleeping.interruptUnsafe()
}
