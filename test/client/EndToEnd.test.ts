import * as NodeBinance from "@effect-binance/node/NodeBinance"
import type * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { hmac } from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Endpoint from "effect-binance/client/Endpoint"
import { ServerClock } from "effect-binance/client/ServerClock"
import { AmbiguousExecution, type BinanceError } from "effect-binance/errors/BinanceError"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { until } from "../node/support.ts"
import { tagOf } from "./support.ts"

class A extends Context.Service<A, BinanceClient["Service"]>()("test/A") {}
class B extends Context.Service<B, BinanceClient["Service"]>()("test/B") {}

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000"
} as const
const market = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" } as const

const clientOf = (
  baseUrl: string,
  credentials = { apiKey: hmac.apiKey as string, apiSecret: hmac.secret as string },
  transport: UndiciTransport.Options = {}
) => NodeBinance.layerWith(credentials, transport).pipe(Layer.provide(Endpoint.layerSimulator(baseUrl)))

const timeOf = (clock: ServerClock["Service"]) => Effect.runSync(Effect.map(clock.estimate, ({ time }) => time))

const seen = (exchange: Exchange, method: string, path: string) =>
  exchange.requests().filter((request) => request.method === method && request.path.endsWith(path))

describe("over a real socket", () => {
  it.live("an order is placed, found, cancelled; and the exchange agrees", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ skewMillis: -7000, readLag: () => 0 })
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const placed = yield* Spot.placeOrder(limit)
        assert.match(placed.clientOrderId ?? "", /^[0-9a-z]{24}$/)
        const found = yield* Spot.queryOrder({ symbol: "BTCUSDT", origClientOrderId: placed.clientOrderId ?? "" })
        assert.strictEqual(found.orderId, placed.orderId)
        assert.deepStrictEqual(
          (yield* Spot.openOrders({ symbol: "BTCUSDT" })).map((order) => order.orderId),
          [placed.orderId]
        )
        const cancelled = yield* Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: placed.clientOrderId ?? "" })
        assert.strictEqual(cancelled.status, "CANCELED")
        // the cancel did not rename it
        const [order] = exchange.orders()
        assert.deepStrictEqual(
          [order?.status, order?.clientOrderId, order?.placedAs],
          ["CANCELED", placed.clientOrderId, placed.clientOrderId]
        )
      }).pipe(Effect.provide(clientOf(baseUrl)))
    })
  )

  it.live("a lost reply is a doubt, and settling it finds the order that was placed once", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ readLag: () => 0 })
      const { baseUrl } = yield* SimulatedServer.start({
        exchange,
        plan: FaultPlan.scripted(["reply-lost", "reply-lost"])
      })
      yield* Effect.gen(function* () {
        const doubt = yield* Effect.result(Spot.placeOrder(market))
        assert.isTrue(doubt._tag === "Failure" && doubt.failure instanceof AmbiguousExecution)
        const order = yield* Spot.placeOrder(limit).pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))
        assert.strictEqual(exchange.orders().length, 2)
        assert.isTrue(exchange.orders().some((each) => each.orderId === order.orderId))
      }).pipe(Effect.provide(clientOf(baseUrl)))
    })
  )

  // Counted, not timed: how much arrives in how long is the machine's business
  const bannedAtRead = (nth: number, millis: number) =>
    FaultPlan.scripted([{ fault: { _tag: "Banned", millis }, on: "read", nth }])

  it.live("64 fibers of ten calls each, into a ban of two minutes: not one of them reaches the exchange", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({})
      const { baseUrl } = yield* SimulatedServer.start({ exchange, plan: bannedAtRead(1, 120_000) })
      yield* Effect.gen(function* () {
        const { read: readClock } = yield* ServerClock
        const refused = yield* Effect.result(Spot.openOrders({ symbol: "BTCUSDT" }))
        assert.strictEqual(tagOf(refused), "IpBanned")
        const before = exchange.requests().length
        const calls: ReadonlyArray<Effect.Effect<unknown, BinanceError, BinanceClient>> = [
          Call.failFast(Spot.openOrders({ symbol: "BTCUSDT" })),
          // patient, but good for ten seconds only
          Spot.placeOrder(market),
          Call.failFast(Spot.placeOrder(limit)),
          Call.failFast(Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "a" })),
          Effect.provideService(readClock, BanWindow.Patience, "fail-fast")
        ]
        const ten = Effect.forEach(
          Array.from({ length: 10 }, (_, i) => calls[i % calls.length]!),
          Effect.result
        )
        const fibers = yield* Effect.forEach(Array.from({ length: 64 }), () => Effect.forkChild(ten))
        const results = (yield* Effect.forEach(fibers, Fiber.join)).flat()
        assert.deepStrictEqual(
          [results.length, results.filter((result) => tagOf(result) === "BanWindowClosed").length],
          [640, 640]
        )
        assert.strictEqual(exchange.requests().length, before)
        assert.deepStrictEqual(exchange.requestsDuringBackOff(), [])
      }).pipe(Effect.provide(clientOf(baseUrl)))
    })
  )

  it.live("64 calls at once and a ban: of what waits for its connection nothing leaves", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({})
      const { baseUrl } = yield* SimulatedServer.start({ exchange, plan: bannedAtRead(3, 120_000) })
      yield* Effect.gen(function* () {
        const call = Effect.result(Call.failFast(Spot.openOrders({ symbol: "BTCUSDT" })))
        const results = yield* Effect.all(
          Array.from({ length: 64 }, () => call),
          { concurrency: "unbounded" }
        )
        const count = (tag: string) => results.filter((result) => tagOf(result) === tag).length
        assert.deepStrictEqual([count("Success"), count("IpBanned"), count("BanWindowClosed")], [2, 1, 61])
        assert.strictEqual(seen(exchange, "GET", "/openOrders").length, 3)
        assert.deepStrictEqual(exchange.requestsDuringBackOff(), [])
      }).pipe(Effect.provide(clientOf(baseUrl, undefined, { maxConnections: 1 })))
    })
  )

  it.live("a ban that is over: whoever waited asks again by itself, and not before", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ readLag: () => 0 })
      const { baseUrl } = yield* SimulatedServer.start({ exchange, plan: bannedAtRead(1, 1000) })
      yield* Effect.gen(function* () {
        assert.strictEqual(tagOf(yield* Effect.result(Spot.openOrders({ symbol: "BTCUSDT" }))), "IpBanned")
        assert.deepStrictEqual(yield* Spot.openOrders({ symbol: "BTCUSDT" }), [])
        assert.deepStrictEqual(exchange.requestsDuringBackOff(), [])
      }).pipe(Effect.provide(clientOf(baseUrl)))
    })
  )

  it.live("a caller who goes away leaves his order with the exchange, not half of it", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ processingMillis: { minimum: 300, maximum: 300 } })
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const caller = yield* Effect.forkChild(Spot.placeOrder(limit))
        yield* until(() => seen(exchange, "POST", "/order").length === 1)
        yield* Fiber.interrupt(caller)
        yield* until(() => exchange.orders().length === 1)
        assert.strictEqual(seen(exchange, "POST", "/order").length, 1)
        assert.strictEqual(seen(exchange, "POST", "/order")[0]?.executed, true)
      }).pipe(Effect.provide(clientOf(baseUrl)))
    })
  )

  it.live("a clock that is set is noticed by the Date of any reply, and the next order is signed by the new time", () =>
    Effect.gen(function* () {
      // the configuration is the exchange's own object, and here its clock is set while it runs
      const exchange = new Exchange({ readLag: () => 0 })
      const config = exchange.config as { skewMillis: number }
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const clock = yield* ServerClock
        for (const skew of [9000, 18_000]) {
          yield* Spot.placeOrder(limit)
          config.skewMillis = skew
          const before = seen(exchange, "GET", "/time").length
          yield* Spot.exchangeInfo()
          yield* until(() => seen(exchange, "GET", "/time").length === before + 3)
          yield* until(() => Math.abs(timeOf(clock) - exchange.exchangeTime(Date.now())) < 4000)
        }
        yield* Spot.placeOrder(limit)
        // no time but the exchange's own opens a fence, and no order was refused for its timestamp
        assert.isAtLeast(yield* clock.read, Math.floor(exchange.exchangeTime(Date.now())) - 1000)
        const orders = seen(exchange, "POST", "/order")
        assert.deepStrictEqual([orders.length, orders.every(({ executed }) => executed)], [3, true])
      }).pipe(Effect.provide(clientOf(baseUrl)))
    })
  )

  it.live("a port on which nobody listens: nothing was sent", () =>
    Effect.gen(function* () {
      const baseUrl = yield* Effect.scoped(Effect.map(SimulatedServer.start({}), (server) => server.baseUrl))
      const result = yield* Effect.result(Spot.placeOrder(limit)).pipe(Effect.provide(clientOf(baseUrl)))
      assert.strictEqual(tagOf(result), "ClockUnknown")
    })
  )
})

describe("two accounts in one program", () => {
  const keyOf = (name: string) => ({ apiKey: name.repeat(64).slice(0, 64), apiSecret: `${name}secret`.repeat(8) })
  const exchangeOf = (name: string) => {
    const { apiKey, apiSecret } = keyOf(name)
    return new Exchange({
      accounts: [{ name, keys: [{ apiKey, key: { _tag: "Hmac", secret: apiSecret } }], balances: { USDT: "1000000" } }]
    })
  }
  const two = Effect.gen(function* () {
    const [a, b] = [exchangeOf("a"), exchangeOf("b")]
    return {
      a: { exchange: a, layer: clientOf((yield* SimulatedServer.start({ exchange: a })).baseUrl, keyOf("a")) },
      b: { exchange: b, layer: clientOf((yield* SimulatedServer.start({ exchange: b })).baseUrl, keyOf("b")) }
    }
  })

  it.live("one after the other: each order goes to its own exchange", () =>
    Effect.gen(function* () {
      const { a, b } = yield* two
      yield* Spot.placeOrder(limit).pipe(Effect.provide(a.layer))
      yield* Spot.placeOrder(limit).pipe(Effect.provide(b.layer))
      assert.deepStrictEqual([a.exchange.orders().length, b.exchange.orders().length], [1, 1])
    })
  )

  it.live("they share the window of their address: a ban of the one keeps the other from knocking", () =>
    Effect.gen(function* () {
      const { a, b } = yield* two
      const inner = Effect.result(Call.failFast(Spot.openOrders())).pipe(Effect.provide(b.layer))
      const result = yield* Effect.gen(function* () {
        yield* (yield* BanWindow.BanWindow).close("address", Date.now() + 60_000)
        return yield* inner
      }).pipe(Effect.provide(a.layer))
      assert.strictEqual(tagOf(result), "BanWindowClosed")
      assert.strictEqual(b.exchange.requests().length, 0)
    })
  )

  it.live("one inside of the other: each order goes to its own exchange", () =>
    Effect.gen(function* () {
      const { a, b } = yield* two
      yield* Effect.gen(function* () {
        yield* Spot.placeOrder(limit)
        yield* Spot.placeOrder(limit).pipe(Effect.provide(b.layer))
      }).pipe(Effect.provide(a.layer))
      assert.deepStrictEqual([a.exchange.orders().length, b.exchange.orders().length], [1, 1])
    })
  )

  it.live("side by side as services of their own: each order goes to its own exchange", () =>
    Effect.gen(function* () {
      const { a, b } = yield* two
      const context = yield* Layer.build(
        Layer.mergeAll(
          Layer.effect(A, BinanceClient).pipe(Layer.provide(a.layer)),
          Layer.effect(B, BinanceClient).pipe(Layer.provide(b.layer))
        )
      )
      const first = Context.get(context, A)
      const second = Context.get(context, B)
      yield* Effect.provideService(Spot.placeOrder(limit), BinanceClient, first)
      yield* Effect.provideService(Spot.placeOrder(limit), BinanceClient, second)
      assert.deepStrictEqual([a.exchange.orders().length, b.exchange.orders().length], [1, 1])
    })
  )

  it.live("a test network inside of production: what is meant for the one does not reach the other", () =>
    Effect.gen(function* () {
      const { a, b } = yield* two
      const inner = Spot.account().pipe(Effect.provide(b.layer))
      yield* Effect.andThen(Spot.time(), inner).pipe(Effect.provide(a.layer))
      assert.strictEqual(seen(a.exchange, "GET", "/account").length, 0)
    })
  )
})
