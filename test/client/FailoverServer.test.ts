// The WebSocket API and HTTP to one exchange over real sockets, and a network between them that dies under load.
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { hmac } from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Failover from "effect-binance/client/Failover"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Transport } from "effect-binance/client/Transport"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { layerWebSocketConstructorGlobal } from "effect/socket/Socket"
import { start as startProxy } from "../orders/proxy.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "MARKET",
  quantity: "0.001"
} as const

/** How many orders were handed to a route. */
const counting = <E, R>(route: Layer.Layer<Transport, E, R>) => {
  const count = { orders: 0 }
  const layer = Layer.effect(
    Transport,
    Effect.map(Transport, (transport) => ({
      ...transport,
      send: (request: Parameters<typeof transport.send>[0]) => {
        if (request.method === "POST") count.orders++
        return transport.send(request)
      }
    }))
  ).pipe(Layer.provide(route))
  return { count, layer }
}

const client = <E, R>(transport: Layer.Layer<Transport, E, R>, baseUrl: string) =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(
      NodeSigner.layer.pipe(Layer.provide(Credentials.layer({ apiKey: hmac.apiKey, apiSecret: hmac.secret })))
    ),
    Layer.provide(transport),
    Layer.provide([layerWebSocketConstructorGlobal, Endpoint.layerSimulator(baseUrl)]),
    Layer.provideMerge(BanWindow.layer),
    Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None")),
    // those of this exchange
    Layer.provideMerge(Layer.succeed(SettlementBounds.Overrides, { spot: { graceMillis: 300, visibilityMillis: 300 } }))
  )

const exchangeOf = () =>
  new Exchange({
    engineDelayMillis: 200,
    visibilityMillis: 200,
    readLag: ExchangeConfig.noLag,
    limits: []
  })

const untilTrue = (holds: () => boolean) =>
  Effect.whileLoop({ while: () => !holds(), body: () => Effect.sleep(20), step: () => {} })

describe("over real sockets", () => {
  it.live(
    "a WebSocket that dies under load: orders go on over HTTP, none is placed twice, and they go back when it is up",
    () =>
      Effect.gen(function* () {
        const exchange = exchangeOf()
        const server = yield* SimulatedServer.start({ exchange })
        const proxy = yield* startProxy({ host: "127.0.0.1", port: server.port })
        const socket = counting(
          WebSocketApi.layerWith({ addresses: { spot: `ws://127.0.0.1:${proxy.port}/ws-api/v3` } })
        )
        const http = counting(UndiciTransport.layer)
        const placed: Array<string> = []
        yield* Effect.gen(function* () {
          const trading = { goesOn: true }
          const place = Spot.placeOrder(limit).pipe(
            Call.recvWindow(1000),
            Reconciliation.settle,
            Retry.safely(RetryPolicy.standard)
          )
          const trader = Effect.gen(function* () {
            while (trading.goesOn) {
              const order = yield* place
              placed.push(order.clientOrderId ?? "")
            }
          })
          const traders = yield* Effect.forEach(Array.from({ length: 16 }), () => Effect.forkChild(trader))
          yield* untilTrue(() => socket.count.orders >= 100)
          // nothing was wrong with the first route
          assert.strictEqual(http.count.orders, 0)
          for (let i = 0; i < 2; i++) {
            proxy.setClosed(true)
            proxy.cut()
            const [before, overHttp] = [placed.length, http.count.orders]
            yield* untilTrue(() => placed.length >= before + 50)
            assert.isAbove(http.count.orders, overHttp)
            proxy.setClosed(false)
            const back = socket.count.orders
            yield* untilTrue(() => socket.count.orders >= back + 50)
          }
          trading.goesOn = false
          yield* Effect.forEach(traders, Fiber.join)
          // what was going on over HTTP has ended, and nothing more goes there
          const overHttp = http.count.orders
          for (let i = 0; i < 5; i++) placed.push((yield* place).clientOrderId ?? "")
          assert.strictEqual(http.count.orders, overHttp)
        }).pipe(
          Effect.provide(
            client(
              Failover.layer(
                { socket: socket.layer, http: http.layer },
                { rest: "200 millis", longestRest: "500 millis" }
              ),
              server.baseUrl
            )
          )
        )
        const accepted = exchange.orders().map(({ clientOrderId }) => clientOrderId)
        // none twice, none that nobody knows of, and none that was reported and is not there
        assert.deepStrictEqual(accepted.toSorted(), placed.toSorted())
        assert.strictEqual(new Set(accepted).size, accepted.length)
      }),
    60_000
  )

  it.live(
    "on Node one word does all of it: with the socket and the first host down the second one takes the order",
    () =>
      Effect.gen(function* () {
        const exchange = exchangeOf()
        const first = yield* SimulatedServer.start({ exchange })
        const second = yield* SimulatedServer.start({ exchange })
        const place = Effect.map(Effect.exit(Spot.placeOrder(limit)), Exit.isSuccess)
        const over = (failover: boolean | Failover.HostOptions) =>
          NodeBinance.layerWith({ apiKey: hmac.apiKey, apiSecret: hmac.secret }, { webSocket: true, failover }).pipe(
            Layer.provide(Endpoint.layerSimulator(first.baseUrl)),
            Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
          )
        const isPlaced = (failover: boolean | Failover.HostOptions) =>
          Effect.gen(function* () {
            // the clock has to be known before the server goes
            yield* Spot.account()
            yield* first.refuseConnections
            // until the platform has seen that it was closed, what is handed to it is in doubt
            yield* Effect.sleep("200 millis")
            return yield* place
          }).pipe(Effect.provide(over(failover)), Effect.ensuring(Effect.ignore(first.acceptConnections)))
        assert.isFalse(yield* isPlaced(false))
        assert.isTrue(yield* isPlaced({ alternatives: { api: [second.baseUrl] } }))
        assert.strictEqual(exchange.orders().length, 1)
      })
  )

  it.live("a host that refuses: the next one takes the order, and the first is found back", () =>
    Effect.gen(function* () {
      const exchange = exchangeOf()
      const first = yield* SimulatedServer.start({ exchange })
      const second = yield* SimulatedServer.start({ exchange })
      const hosts = Failover.layerHosts(
        Layer.unwrap(
          Effect.map(Endpoint.Endpoint, ({ baseUrl }) => {
            const { count, layer } = counting(UndiciTransport.layer)
            return Layer.tap(layer, () => Effect.sync(() => counts.set(baseUrl, count)))
          })
        ),
        { alternatives: { api: [second.baseUrl] }, rest: "200 millis" }
      )
      const counts = new Map<string, { readonly orders: number }>()
      const seen = () => [first, second].map(({ baseUrl }) => counts.get(baseUrl)?.orders)
      yield* Effect.gen(function* () {
        yield* Spot.placeOrder(limit)
        assert.deepStrictEqual(seen(), [1, 0])
        yield* first.refuseConnections
        yield* Spot.placeOrder(limit)
        // the first was asked, could prove that it sent nothing, and was left alone then
        assert.deepStrictEqual(seen(), [2, 1])
        yield* Spot.placeOrder(limit)
        assert.deepStrictEqual(seen(), [2, 2])
        yield* first.acceptConnections
        yield* Effect.sleep("250 millis")
        yield* Spot.time()
        yield* Spot.placeOrder(limit)
        assert.deepStrictEqual(seen(), [3, 2])
      }).pipe(Effect.provide(client(hosts, first.baseUrl)))
      assert.strictEqual(exchange.orders().length, 4)
    })
  )
})
