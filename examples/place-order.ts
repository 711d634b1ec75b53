/**
 * Place an order, settle it when its reply is lost, send it again when that is safe, and match on a reason.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node place-order.ts
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

// Call<Order, Retryable | Fatal | AmbiguousExecution, BinanceClient>
const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })

// Call<Order, Retryable | Fatal, BinanceClient | Reconciliation>: a lost reply has become a fact
const placed = order.pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))

export const program = placed.pipe(
  Effect.map((order) => `order ${order.orderId} is ${order.status}`),
  Effect.catchReason(
    "Fatal",
    "InsufficientBalance",
    () => Effect.succeed("not enough USDT"),
    (_reason, error) => Effect.fail(error)
  ),
  // what is left of Retryable means: gave up, and nothing executed
  Effect.catchTag("Retryable", (error) => Effect.succeed(`nothing bought. ${error.message}`))
)

// Which exchange is said in BINANCE_ENDPOINT; without it, nothing is sent anywhere.
const Live = NodeBinance.layer.pipe(Layer.provide(Endpoint.layerConfig))

if (import.meta.main) {
  await program.pipe(Effect.flatMap(Effect.log), Effect.provide(Live), Effect.runPromise)
}
