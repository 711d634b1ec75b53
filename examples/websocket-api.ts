/**
 * Trade over the WebSocket API: the program is the one over HTTP, only the transport is another.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node websocket-api.ts
 */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
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

// A socket that is cut under the order makes a doubt, which is settled; one that is not there yet only makes it wait for the next try
export const program = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quoteOrderQty: "100" }).pipe(
  Reconciliation.settle,
  Retry.safely(RetryPolicy.standard),
  Effect.tap((order) => Effect.log(`order ${order.orderId} is ${order.status}`))
)

// what the WebSocket API has no method for goes over HTTP
const transport = WebSocketApi.layerBeside(UndiciTransport.layer).pipe(
  Layer.provide([Endpoint.layerConfig, Socket.layerWebSocketConstructorGlobal])
)

const Live = Reconciliation.layer.pipe(
  Layer.provideMerge(BinanceClient.layer),
  Layer.provideMerge(ServerClock.layer),
  Layer.provide(transport),
  Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layerConfig))),
  // around the transport too: it never connects while the window is closed
  Layer.provideMerge(BanWindow.layer)
)

if (import.meta.main) {
  await program.pipe(Effect.provide(Live), Effect.runPromise)
}
