/**
 * Match on the three tags and on their reasons; the compiler says which are left.
 */
import type { AmbiguousExecution, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Match from "effect/Match"

const order = Spot.placeOrder({
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000.00"
})

/** One sentence for each of the three things that can be true of a call that did not succeed. */
export const report = order.pipe(
  Effect.map((order) => `resting as ${order.orderId}`),
  Effect.catchTags({
    Retryable: (error: Retryable) => Effect.succeed(`not executed (${error.reason._tag}): may be sent again`),
    Fatal: (error: Fatal) => Effect.succeed(`not executed, and never will like this: ${error.remedy}`),
    AmbiguousExecution: (error: AmbiguousExecution) =>
      Effect.succeed(`nobody knows: look up ${error.inDoubt.clientOrderIds.join()} before anything else`)
  })
)

/** Reasons carry what is needed to act: which filter, until when, how long. */
export const advice = (error: Retryable | Fatal): string =>
  Match.value(error.reason).pipe(
    Match.tag("FilterFailure", (reason) => `change the order: ${reason.filter}`),
    Match.tag("IpBanned", (reason) => `quiet until ${new Date(reason.until).toISOString()}`),
    Match.tag("InsufficientBalance", () => "add funds"),
    Match.orElse((reason) => `${reason._tag}: ${error.message}`)
  )
