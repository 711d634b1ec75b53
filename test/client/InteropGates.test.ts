// What every call passes before it leaves, for the calls of another client: the clock, the window, the budget.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { RateBudget } from "effect-binance/limits/RateBudget"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { other } from "./other.ts"
import {
  accepted,
  type AnyCall,
  atOnce,
  client,
  clientFixed,
  http,
  movableWall,
  settle,
  signer,
  start,
  tagOf,
  wire,
  withTime
} from "./support.ts"

const begin = Date.UTC(2026, 0, 1, 12, 0, 12)
const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
} as const
const symbol = "BTCUSDT"
const place = Spot.placeOrder(limit)
const taken = (count = 1) =>
  http(
    200,
    { symbol, orderId: 28, status: "NEW" },
    { "x-mbx-order-count-10s": `${count}`, "x-mbx-used-weight-1m": "0" }
  )
const refused = http(400, { code: -2010, msg: "Account has insufficient balance for requested action." })

const limits: RateBudgetMemory.Limits = {
  api: [
    { type: "REQUEST_WEIGHT", intervalMillis: 60_000, limit: 10 },
    { type: "ORDERS", intervalMillis: 10_000, limit: 2 }
  ]
}

/** Our own client beside, with a budget; the calls of the other see the budget by themselves, or only the client. */
const both = (visible: boolean) => {
  const budget = RateBudgetMemory.layer({ limits, share: 1, clockError: 0 })
  const over = wire((request) => accepted(request))
  const layer = BinanceClient.layer.pipe(
    visible ? Layer.provideMerge(budget) : Layer.provide(budget),
    Layer.provideMerge(ServerClock.layerFixed()),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(signer().layer),
    Layer.provide(over.layer)
  )
  return { over, layer }
}

const usedOf = (type: string) =>
  Effect.gen(function* () {
    const { budget } = yield* BinanceClient.BinanceClient
    return (yield* budget!.usage).find((usage) => usage.type === type)?.used ?? 0
  })

describe("the budget", () => {
  for (const visible of [true, false])
    it.effect(`is that of our own client beside it${visible ? "" : ", also when only the client has it"}`, () => {
      const { layer, over } = both(visible)
      const theirs = other(() => taken(over.sent.length + theirs.sent.length))
      const order = theirs.call(Spot.placeOrder.operation, limit)
      return Effect.gen(function* () {
        yield* TestClock.setTime(begin)
        assert.strictEqual((yield* RateBudget) === undefined, !visible)
        assert.strictEqual(tagOf(yield* atOnce(order)), "Success")
        assert.strictEqual(tagOf(yield* atOnce(place)), "Success")
        // two orders are all that fit into ten seconds, whoever makes them
        assert.strictEqual(tagOf(yield* atOnce(Call.failFast(place))), "BudgetExhausted")
        assert.strictEqual(tagOf(yield* atOnce(Call.failFast(order))), "BudgetExhausted")
        const waiting = yield* start(order)
        assert.deepStrictEqual([theirs.sent.length, over.sent.length], [1, 1])
        yield* TestClock.adjust(8001)
        yield* settle
        assert.strictEqual(tagOf(yield* Fiber.join(waiting)), "Success")
        assert.deepStrictEqual([theirs.sent.length, over.sent.length], [2, 1])
      }).pipe(Effect.provide(layer))
    })

  it.effect("is charged with what left, by what the reply counts, and with nothing that was held back", () => {
    const { layer } = both(true)
    const answers = [taken(1), refused, http(200, [], { "x-mbx-used-weight-1m": "9" })]
    const theirs = other((index) => answers[index]!)
    return Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      yield* atOnce(theirs.call(Spot.placeOrder.operation, limit))
      // what trades costs no weight when it succeeds
      assert.deepStrictEqual([yield* usedOf("ORDERS"), yield* usedOf("REQUEST_WEIGHT")], [1, 0])
      yield* atOnce(theirs.call(Spot.placeOrder.operation, limit))
      assert.deepStrictEqual([yield* usedOf("ORDERS"), yield* usedOf("REQUEST_WEIGHT")], [2, 1])
      yield* atOnce(theirs.call(Spot.openOrders.operation, { symbol }))
      assert.strictEqual(yield* usedOf("REQUEST_WEIGHT"), 9)
      yield* TestClock.adjust("1 minute")
      // what it sends has not the name that its order is to be found by, so it is held back
      const another = other(() => taken())
      const nameless = { ...Spot.placeOrder.operation, parameters: () => ({ symbol }) }
      const held = yield* atOnce(another.call(nameless, limit))
      assert.strictEqual(tagOf(held), "InvalidRequest")
      assert.deepStrictEqual([another.sent.length, yield* usedOf("ORDERS"), yield* usedOf("REQUEST_WEIGHT")], [0, 0, 0])
    }).pipe(Effect.provide(layer))
  })

  it.effect("stays charged with what had left when its caller went away", () => {
    const { layer } = both(true)
    const theirs = other(() => new Promise<never>(() => {}))
    return Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      yield* Fiber.interrupt(yield* start(theirs.call(Spot.placeOrder.operation, limit)))
      yield* Fiber.interrupt(yield* start(theirs.call(Spot.openOrders.operation, { symbol })))
      assert.deepStrictEqual([theirs.sent.length, yield* usedOf("ORDERS"), yield* usedOf("REQUEST_WEIGHT")], [2, 1, 7])
    }).pipe(Effect.provide(layer))
  })

  it.effect("a window that closes while it waits for room is waited for as well", () => {
    const { layer } = both(true)
    const theirs = other(() => taken(theirs.sent.length))
    const order = theirs.call(Spot.placeOrder.operation, limit)
    return Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      yield* atOnce(order)
      yield* atOnce(order)
      const waiting = yield* start(order)
      yield* (yield* BanWindow.BanWindow).close("address", begin + 30_000)
      yield* TestClock.adjust(29_999)
      yield* settle
      assert.strictEqual(theirs.sent.length, 2)
      yield* TestClock.adjust(1000)
      yield* settle
      assert.strictEqual(tagOf(yield* Fiber.join(waiting)), "Success")
    }).pipe(Effect.provide(layer))
  })
})

describe("the window", () => {
  it.effect("is left in the order of the lanes, whoever calls", () => {
    const over = wire((request) => (request.method === "GET" ? http(200, []) : accepted(request)))
    const left: Array<string> = []
    const theirs = other(() => {
      left.push("their cancel")
      return http(200, { symbol, orderId: 28, status: "CANCELED" })
    })
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 5000)
      const ours: ReadonlyArray<AnyCall> = [Spot.openOrders({ symbol }), place]
      yield* Effect.forEach(ours, (call) => start(Effect.tap(call, () => Effect.sync(() => left.push("ours")))))
      yield* start(theirs.call(Spot.cancelOrder.operation, { symbol, orderId: 28 }))
      yield* TestClock.adjust(6000)
      yield* settle
      assert.deepStrictEqual(left, ["their cancel", "ours", "ours"])
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("a machine that slept at the gate", () => {
  it.effect("looks at the clock again before anything leaves", () => {
    let ahead = 0
    const over = wire((request, index) => withTime(() => refused, ahead)(request, index))
    const theirs = other(() => taken())
    const order = theirs.call(Spot.placeOrder.operation, limit)
    return Effect.gen(function* () {
      const wall = yield* movableWall
      yield* atOnce(wall.on(order))
      yield* (yield* BanWindow.BanWindow).close("orders", 5000)
      const waiting = yield* start(wall.on(order))
      // the monotonic clock stood still, the wall and the exchange went on
      wall.offset = ahead = 20_000
      yield* TestClock.adjust(5001)
      yield* settle
      assert.strictEqual(tagOf(yield* Fiber.join(waiting)), "Success")
      assert.deepStrictEqual([theirs.sent.length, over.times().length], [2, 6])
    }).pipe(Effect.provide(client(over)))
  })
})
