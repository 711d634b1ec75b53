// One budget for several accounts on an address, what a frame says is used, and the lane of a settlement's questions.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import { readFrame } from "effect-binance/client/WebSocketReply"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { ChosenLane, type Lane } from "effect-binance/limits/BanWindow"
import { RateBudget, type Service } from "effect-binance/limits/RateBudget"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { accepted, atOnce, http, lost, start, tagOf, wire } from "../client/support.ts"

const begin = Date.UTC(2026, 0, 1, 12, 0, 12)
const place = Spot.placeOrder({
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "1",
  price: "1"
})

const clientOf = (account: string, over: ReturnType<typeof wire>) =>
  BinanceClient.layer.pipe(
    Layer.provideMerge(ServerClock.layerFixed()),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(
      Layer.succeed(Signer, { account, apiKey: Redacted.make(account), sign: () => Effect.succeed("5167") })
    ),
    Layer.provide(over.layer)
  )

describe("two accounts on one address", () => {
  it.effect("share its weight, and each has its own orders", () => {
    const budget = RateBudgetMemory.layer({
      share: 1,
      limits: {
        api: [
          { type: "REQUEST_WEIGHT", intervalMillis: 60_000, limit: 10 },
          { type: "ORDERS", intervalMillis: 10_000, limit: 1 }
        ]
      }
    })
    const sent = wire((request) => (request.path === "/api/v3/order" ? accepted(request) : http(200, [])))
    return Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const one = yield* Layer.build(clientOf("one", sent))
      const two = yield* Layer.build(clientOf("two", sent))
      const by = (client: typeof one, call: Effect.Effect<unknown, unknown, BinanceClient.BinanceClient>) =>
        Effect.map(
          atOnce(Effect.provide(call, client)),
          (result) => tagOf(result as Parameters<typeof tagOf>[0]) // every call fails with one of the three
        )
      const tags = [
        yield* by(one, Call.failFast(place)),
        yield* by(one, Call.failFast(place)),
        yield* by(two, Call.failFast(place)),
        yield* by(one, Call.failFast(Spot.openOrders({ symbol: "BTCUSDT" }))),
        yield* by(two, Call.failFast(Spot.openOrders({ symbol: "BTCUSDT" })))
      ]
      assert.deepStrictEqual(tags, ["Success", "BudgetExhausted", "Success", "Success", "BudgetExhausted"])
    }).pipe(Effect.provide(budget), Effect.scoped)
  })
})

describe("a frame of the WebSocket API", () => {
  const frame = (rateLimits: unknown) => {
    const read = readFrame(JSON.stringify({ id: "1", status: 200, result: {}, rateLimits }), begin)
    return read._tag === "Reply" ? read.reply : assert.fail(read._tag)
  }

  it("says what is used as a header does", () => {
    const { headers } = frame([
      { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000, count: 70 },
      { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 12 },
      { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000, count: 4043 },
      { rateLimitType: "CONNECTIONS", interval: "MINUTE", intervalNum: 5, limit: 300, count: 1 },
      { rateLimitType: "ORDERS", interval: 3, intervalNum: 1 },
      null
    ])
    assert.deepStrictEqual(headers, {
      "x-mbx-used-weight-1m": "70",
      "x-mbx-order-count-10s": "12",
      "x-mbx-order-count-1d": "4043"
    })
    assert.deepStrictEqual(frame("none").headers, {})
  })

  it.effect("corrects the budget", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const said = frame([
        { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000, count: 700 }
      ])
      const sent = wire(() => said)
      yield* atOnce(Effect.provide(Spot.account(), clientOf("one", sent)))
      const usage = yield* (yield* RateBudget)?.usage ?? Effect.succeed([])
      assert.deepStrictEqual(
        usage.filter(({ type }) => type === "REQUEST_WEIGHT").map(({ used }) => used),
        [700]
      )
    }).pipe(Effect.provide(RateBudgetMemory.layer()))
  )
})

describe("the questions of a settlement", () => {
  it.effect("are in the first lane, and whoever settles is not", () => {
    const seen: Array<readonly [name: string, lane: Lane | undefined]> = []
    const spy: Service = {
      around: (asked, attempt) =>
        Effect.gen(function* () {
          seen.push([asked.operation.name, yield* ChosenLane])
          return yield* attempt({ leave: () => {}, settle: () => Effect.void })
        }),
      usage: Effect.succeed([])
    }
    const sent = wire((request, index) => (index === 0 ? lost : accepted(request)))
    return Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      yield* start(
        Effect.provide(
          place.pipe(Reconciliation.settle),
          Reconciliation.layer.pipe(
            Layer.provideMerge(clientOf("one", sent)),
            Layer.provide(Layer.succeed(RateBudget, spy))
          )
        )
      )
      assert.deepStrictEqual(seen.slice(0, 2), [
        ["spot.placeOrder", undefined],
        ["spot.queryOrder", "cancel"]
      ])
    })
  })
})
