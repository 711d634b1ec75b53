/**
 * Trade over the WebSocket API while it is up, over HTTP while it is not, and there over whichever host takes connections. The program
 * does not know about it.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node failover.ts
 */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Failover from "effect-binance/client/Failover"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Socket from "effect/socket/Socket"

// What never left moves to the next route at once. What may have left is asked about first, over any route that is up.
export const program = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quoteOrderQty: "100" }).pipe(
  Reconciliation.settle,
  Retry.safely(RetryPolicy.standard),
  Effect.tap((order) => Effect.log(`order ${order.orderId} is ${order.status}`))
)

// in the order in which they are preferred
const transport = Failover.layer({
  webSocket: WebSocketApi.layer,
  http: Failover.layerHosts(UndiciTransport.layer)
}).pipe(Layer.provide([Endpoint.layerConfig, Socket.layerWebSocketConstructorGlobal]))

const Live = Reconciliation.layer.pipe(
  Layer.provideMerge(BinanceClient.layer),
  Layer.provideMerge(ServerClock.layer),
  Layer.provide(transport),
  Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layerConfig))),
  // one for all routes: a ban on one is a ban on all
  Layer.provideMerge(BanWindow.layer)
)

if (import.meta.main) {
  await program.pipe(Effect.provide(Live), Effect.runPromise)
}
