/**
 * Trade over the WebSocket API while it is up, over HTTP while it is not, and there over whichever host takes connections. The program
 * does not know about it.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node failover.ts
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

// What never left moves to the next route at once. What may have left is asked about first, over any route that is up.
export const program = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quoteOrderQty: "100" }).pipe(
  Reconciliation.settle,
  Retry.safely(RetryPolicy.standard),
  Effect.tap((order) => Effect.log(`order ${order.orderId} is ${order.status}`))
)

const Live = NodeBinance.layerConfig({ webSocket: true, failover: true }).pipe(Layer.provide(Endpoint.layerConfig))

if (import.meta.main) {
  await program.pipe(Effect.provide(Live), Effect.runPromise)
}
