/**
 * Follow the orders of the account as they change, and miss none when the connection breaks: what happened meanwhile is asked for.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node follow-orders.ts
 */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"

const symbol = "BTCUSDT"

const statuses = new Map<number | string, string | undefined>()

/** A gap begins early, to be on the safe side: so what it hid may be known already. */
const isNews = (orderId: number | string, status: string | undefined) => {
  const before = statuses.get(orderId)
  statuses.set(orderId, status)
  return status !== before
}

/** What the stream shows, and what a gap has hidden, as the same lines. */
const follow = UserDataStream.events.pipe(
  Stream.mapEffect((item) => {
    switch (item._tag) {
      case "Connected":
        return Effect.succeed([`connected: ${item.source}`])
      case "Event": {
        const { event } = item
        return Effect.succeed(
          event._tag === "ExecutionReport" && isNews(event.orderId, event.status)
            ? [`order ${event.orderId} is ${event.status}`]
            : []
        )
      }
      case "Gap":
        return Effect.map(UserDataStream.catchUp(item, { symbols: [symbol] }), ({ openOrders, orders }) => [
          `blind for ${item.until.localTime - item.from.localTime} ms: the connection was ${item.why}`,
          ...[...openOrders, ...orders]
            .filter(({ order }) => isNews(order.orderId, order.status))
            .map(({ order }) => `order ${order.orderId} has become ${order.status} meanwhile`)
        ])
    }
  }),
  Stream.flattenIterable,
  Stream.tap((line) => Effect.log(line))
)

// a socket that can be cut, to show what happens then
const cables: Array<Socket.WebSocketLike> = []
const cutTheCable = Effect.sync(() => cables.at(-1)?.close())
const Cables = Layer.succeed(Socket.WebSocketConstructor, (url) => {
  const cable = new WebSocket(url)
  cables.push(cable)
  return cable
})

const buy = Spot.placeOrder({ symbol, side: "BUY", type: "MARKET", quoteOrderQty: "100" }).pipe(Reconciliation.settle)

/** Buys twice: once while the stream is up, and once while it is not. */
export const program = Effect.gen(function* () {
  const lines = yield* follow.pipe(
    // until it is known again how the second order stands
    Stream.takeUntil((line) => line.endsWith("meanwhile")),
    Stream.runCollect,
    Effect.forkChild({ startImmediately: true })
  )
  yield* buy
  yield* Effect.sleep("500 millis")
  yield* cutTheCable
  yield* buy
  return yield* Fiber.join(lines)
})

const Live = UserDataStream.layer(UserDataSource.spot).pipe(
  Layer.provideMerge(Reconciliation.layer),
  Layer.provideMerge(BinanceClient.layer),
  Layer.provideMerge(ServerClock.layer),
  Layer.provide(UndiciTransport.layer),
  // with these, an event settles an order whose reply was lost, at once
  Layer.provideMerge(Sightings.layer),
  Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layerConfig))),
  Layer.provide([Endpoint.layerConfig, Cables]),
  Layer.provideMerge(BanWindow.layer)
)

if (import.meta.main) {
  await program.pipe(Effect.timeout("30 seconds"), Effect.provide(Live), Effect.runPromise)
}
