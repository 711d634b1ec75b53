/**
 * One timer on the clock of a fiber.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

const realClock = Context.get(Context.empty(), Clock.Clock)
const longestTimer = 2 ** 31 - 1

/** Runs `then` after that time, unless it is stopped before. */
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
