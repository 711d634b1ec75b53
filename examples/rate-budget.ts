/**
 * Spend what the exchange allows and not more: market data waits for the next window while orders and cancels go ahead.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node rate-budget.ts
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as Call from "effect-binance/client/Call"
import * as Endpoint from "effect-binance/client/Endpoint"
import { RateBudget } from "effect-binance/limits/RateBudget"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

// whatever does not fit is refused before it is sent, instead of waiting as long as it is good for
const price = Call.failFast(Spot.tickerPrice({ symbol: "BTCUSDT" })).pipe(
  Effect.map(({ price }) => price),
  Effect.catchReason(
    "Retryable",
    "BudgetExhausted",
    ({ until }) => Effect.succeed(`not before ${until}`),
    (_reason, error) => Effect.fail(error)
  )
)

export const program = Effect.gen(function* () {
  yield* Spot.exchangeInfo({ symbol: "BTCUSDT" }) // its limits are taken over
  yield* Effect.log(yield* price)
  const budget = yield* RateBudget
  for (const { intervalMillis, limit, type, used } of budget === undefined ? [] : yield* budget.usage) {
    yield* Effect.log(`${type}: ${used} of ${limit} in ${intervalMillis / 1000} s`)
  }
})

// two thirds of the address are ours; another program has the rest
const Live = NodeBinance.layer.pipe(
  Layer.provide(Endpoint.layerConfig),
  Layer.provideMerge(RateBudgetMemory.layer({ share: 0.66 }))
)

if (import.meta.main) {
  await program.pipe(Effect.provide(Live), Effect.runPromise)
}
