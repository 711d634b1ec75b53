// The WebSocket API over real sockets: the platform's own client, and the simulated exchange on loopback.
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { hmac } from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerWebSocketConstructorGlobal, WebSocketConstructor } from "effect/socket/Socket"
import { tagOf } from "./support.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000"
} as const

const clientOf = (baseUrl: string, sockets: Layer.Layer<WebSocketConstructor> = layerWebSocketConstructorGlobal) =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(
      NodeSigner.layer.pipe(Layer.provide(Credentials.layer({ apiKey: hmac.apiKey, apiSecret: hmac.secret })))
    ),
    Layer.provide(WebSocketApi.layer),
    Layer.provide([sockets, Endpoint.layerSimulator(baseUrl)]),
    Layer.provideMerge(BanWindow.layer)
  )

describe("over a real socket", () => {
  it.live(
    "an order is placed, found, listed, amended and cancelled, with its signature taken; and nothing goes over HTTP",
    () =>
      Effect.gen(function* () {
        const exchange = new Exchange({ skewMillis: -7000, readLag: () => 0 })
        const { baseUrl } = yield* SimulatedServer.start({ exchange })
        yield* Effect.gen(function* () {
          const placed = yield* Spot.placeOrder(limit)
          const clientOrderId = placed.clientOrderId ?? ""
          const found = yield* Spot.queryOrder({ symbol: "BTCUSDT", origClientOrderId: clientOrderId })
          assert.strictEqual(found.orderId, placed.orderId)
          // text of digits goes as an integer
          const again = yield* Spot.queryOrder({ symbol: "BTCUSDT", orderId: `${placed.orderId}` })
          assert.strictEqual(again.clientOrderId, clientOrderId)
          const open = yield* Spot.openOrders({ symbol: "BTCUSDT" })
          assert.deepStrictEqual(
            open.map(({ orderId }) => orderId),
            [placed.orderId]
          )
          yield* Spot.amendOrder({ symbol: "BTCUSDT", orderId: placed.orderId, newQty: "0.005" })
          assert.strictEqual(
            (yield* Spot.cancelOrder({ symbol: "BTCUSDT", orderId: placed.orderId })).status,
            "CANCELED"
          )
          assert.strictEqual((yield* Spot.allOrders({ symbol: "BTCUSDT" })).length, 1)
          assert.strictEqual(
            tagOf(yield* Effect.result(Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }))),
            "UnknownOrder"
          )
          assert.strictEqual(tagOf(yield* Effect.result(Usdm.time())), "Unsupported")
        }).pipe(Effect.provide(clientOf(baseUrl)))
      })
  )

  it.live(
    "a socket that is cut under an order that executed is a doubt, and settling it finds the order, placed once",
    () =>
      Effect.gen(function* () {
        const exchange = new Exchange({ readLag: () => 0 })
        const { baseUrl } = yield* SimulatedServer.start({
          exchange,
          plan: FaultPlan.scripted(["reply-lost", "reply-lost"])
        })
        yield* Effect.gen(function* () {
          const doubt = yield* Effect.result(Spot.placeOrder({ ...limit, newClientOrderId: "first" }))
          assert.isTrue(doubt._tag === "Failure" && doubt.failure instanceof AmbiguousExecution)
          assert.strictEqual(tagOf(doubt), "ConnectionClosed")
          const order = yield* Spot.placeOrder(limit).pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))
          assert.strictEqual(exchange.orders().length, 2)
          assert.isTrue(exchange.orders().some((each) => each.orderId === order.orderId))
        }).pipe(Effect.provide(clientOf(baseUrl)))
      })
  )

  it.live("many at once each get their own reply", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ readLag: () => 0 })
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const ids = Array.from({ length: 40 }, (_, i) => `mine${i}`)
        const place = (newClientOrderId: string) => Spot.placeOrder({ ...limit, quantity: "0.001", newClientOrderId })
        const placed = yield* Effect.forEach(ids, place, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          placed.map(({ clientOrderId }) => clientOrderId),
          ids
        )
        assert.strictEqual(new Set(placed.map(({ orderId }) => orderId)).size, 40)
      }).pipe(Effect.provide(clientOf(baseUrl)))
    })
  )

  const platforms = [
    ["the platform's sockets", layerWebSocketConstructorGlobal],
    ["undici's", UndiciWebSocket.layer]
  ] as const
  it.live.each(platforms)("%s answer pings: a connection lives on that would be closed without a pong", ([, sockets]) =>
    Effect.gen(function* () {
      const exchange = new Exchange({ readLag: () => 0 })
      const { baseUrl } = yield* SimulatedServer.start({ exchange, webSocket: { pingMillis: 50, pongMillis: 1000 } })
      let connections = 0
      const counted = Layer.effect(
        WebSocketConstructor,
        Effect.map(WebSocketConstructor, (construct) => (url, options) => {
          connections++
          return construct(url, options)
        })
      ).pipe(Layer.provide(sockets))
      yield* Effect.gen(function* () {
        yield* Spot.ping()
        yield* Effect.sleep("1500 millis")
        yield* Spot.placeOrder(limit)
        assert.strictEqual(connections, 1)
      }).pipe(Effect.provide(clientOf(baseUrl, counted)))
    })
  )

  it.live("serverShutdown moves to another connection, and the server's end of the old one harms nobody", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ readLag: () => 0 })
      const { announceShutdown, baseUrl, closeWebSockets } = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        yield* Spot.placeOrder(limit)
        yield* announceShutdown
        // a read waits until the next one is open
        yield* Spot.time()
        yield* Spot.placeOrder(limit)
        yield* closeWebSockets
        yield* Spot.time()
        yield* Spot.placeOrder(limit)
        assert.strictEqual(exchange.orders().length, 3)
      }).pipe(Effect.provide(clientOf(baseUrl)))
    })
  )

  const faults = [{ _tag: "binary" }, { _tag: "id-null" }, { _tag: "half-open" }] as const
  it.live.each(faults)(
    "an order whose reply never names it is in doubt ($_tag), and the next one is answered",
    (what) =>
      Effect.gen(function* () {
        const exchange = new Exchange({ readLag: () => 0 })
        const plan = FaultPlan.scripted([{ fault: { _tag: "Socket", what }, on: "place", nth: 1 }])
        const { baseUrl } = yield* SimulatedServer.start({ exchange, plan })
        yield* Effect.gen(function* () {
          const place = Spot.placeOrder(limit)
          const doubt = yield* Effect.result(Effect.provideService(place, CallTimeout, Duration.millis(500)))
          assert.strictEqual(tagOf(doubt), "TimedOut")
          // a read waits until there is another connection, if there has to be
          yield* Spot.time()
          yield* place
          assert.strictEqual(exchange.orders().length, 2)
        }).pipe(Effect.provide(clientOf(baseUrl)))
      })
  )

  it.live("without a server a write has not left; beside HTTP the futures are asked there", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ readLag: () => 0 })
      const server = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        // the clock has to be known before the server goes
        yield* Spot.account()
        yield* server.refuseConnections
        // until the platform has seen that it was closed, what is handed to it is in doubt
        yield* Effect.sleep("200 millis")
        assert.strictEqual(tagOf(yield* Effect.result(Spot.placeOrder(limit))), "NotSent")
        yield* server.acceptConnections
        // this exchange has no futures, but it was asked, over HTTP
        yield* Effect.ignore(Usdm.time())
        assert.isTrue(exchange.requests().some(({ path }) => path === "/fapi/v1/time"))
        yield* Spot.time()
        yield* Spot.placeOrder(limit)
        assert.strictEqual(exchange.orders().length, 1)
      }).pipe(
        Effect.provide(
          BinanceClient.layer.pipe(
            Layer.provideMerge(ServerClock.layer),
            Layer.provide(
              NodeSigner.layer.pipe(Layer.provide(Credentials.layer({ apiKey: hmac.apiKey, apiSecret: hmac.secret })))
            ),
            Layer.provide(WebSocketApi.layerBeside(UndiciTransport.layer)),
            Layer.provide([layerWebSocketConstructorGlobal, Endpoint.layerSimulator(server.baseUrl)]),
            Layer.provideMerge(BanWindow.layer)
          )
        )
      )
    })
  )
})
