/**
 * Trade over the WebSocket API: the program is the one over HTTP, only the transport is another. Here the connection is cut under an
 * order now and then, as a router that restarts would: the order is settled, and sent again only when it is proven that nothing executed.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node trade-over-websocket.ts
 */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
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
import { WebSocketConstructor, type WebSocketLike } from "effect/socket/Socket"

// A socket that is cut under it makes a doubt, which is settled; one that is not there yet only makes it wait for the next try
const buy = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quoteOrderQty: "100" }).pipe(
  Reconciliation.settle,
  Retry.safely(RetryPolicy.standard)
)

let connected: WebSocketLike | undefined
// while the order is on its way
const cut = Effect.delay(
  Effect.sync(() => connected?.close()),
  "5 millis"
)

export const program = Effect.gen(function* () {
  for (let i = 1; i <= 4; i++) {
    // every second one loses its connection while it is on its way
    const [order] = yield* Effect.all([buy, i % 2 === 0 ? cut : Effect.void], { concurrency: "unbounded" })
    yield* Effect.log(`buy ${i}: order ${order.orderId} is ${order.status}`)
  }
})

// Only to have a connection to cut, and to see when there is another one
const sockets = Layer.effect(
  WebSocketConstructor,
  Effect.gen(function* () {
    const construct = yield* WebSocketConstructor
    const log = Effect.runForkWith(yield* Effect.context<never>())
    return (url) => {
      const socket = construct(url)
      socket.addEventListener("open", () => {
        connected = socket
        log(Effect.log(`connected to ${url}`))
      })
      socket.addEventListener("close", ({ code }) => log(Effect.log(`the connection ended (${code})`)))
      return socket
    }
  })
).pipe(Layer.provide(UndiciWebSocket.layer))

// Without the cuts all that follows is `NodeBinance.layerConfig({ webSocket: true })`, over an Endpoint
const Live = Reconciliation.layer.pipe(
  Layer.provideMerge(BinanceClient.layer),
  Layer.provideMerge(ServerClock.layer),
  // what the WebSocket API has no method for goes over HTTP; an order may wait two seconds for its connection
  Layer.provide(WebSocketApi.layerBeside(UndiciTransport.layer, { writesWait: "2 seconds" })),
  Layer.provide([Endpoint.layerConfig, sockets]),
  Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layerConfig))),
  // around the transport too: it never connects while the window is closed
  Layer.provideMerge(BanWindow.layer)
)

if (import.meta.main) {
  await program.pipe(Effect.provide(Live), Effect.runPromise)
}
