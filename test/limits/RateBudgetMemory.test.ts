// Who may leave when: windows, lanes, what is given back, and what replies teach.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Operation from "effect-binance/client/Operation"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { Reply, WireRequest } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { RateBudget } from "effect-binance/limits/RateBudget"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Usdm from "effect-binance/products/Usdm"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import {
  accepted,
  type AnyCall,
  atOnce,
  http,
  lost,
  settle,
  signer,
  start,
  tagOf,
  wire,
  type Script
} from "../client/support.ts"

const minute = 60_000
// twelve seconds into a minute, two into a window of ten seconds
const begin = Date.UTC(2026, 0, 1, 12, 0, 12)
// a clock that tells whole ms is not trusted closer than one
const nextMinute = 48_001
const nextTen = 8_001
const symbol = "BTCUSDT"

/** A read of some weight, of market data or of the account. */
const read = (weight: number, security: "NONE" | "USER_DATA", path = "/api/v3/some") =>
  Operation.make<unknown, "read", void>({
    name: "test.read",
    product: spotRules,
    kind: "read",
    method: "GET",
    path,
    weight: () => weight,
    security,
    success: Schema.Unknown,
    parameters: () => ({ weight }),
    describe: () => ({}),
    goodForMillis: () => 5 * minute
  })
const market = (weight: number) => read(weight, "NONE")()
const query = (weight: number) => read(weight, "USER_DATA")()
const place = Spot.placeOrder({ symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "1" })
const cancel = Spot.cancelOrder({ symbol, orderId: 28 })

const ok = (request: WireRequest): Reply =>
  request.path === "/api/v3/order" ? accepted(request) : http(200, { serverTime: begin })

const weightOnly = (limit: number): RateBudgetMemory.Limits => ({
  api: [{ type: "REQUEST_WEIGHT", intervalMillis: minute, limit }]
})

/** A client with a budget, and what it has sent. */
const make = (options: RateBudgetMemory.Options, script: Script = ok) => {
  const sent = wire(script)
  const budget = RateBudgetMemory.layer({ clockError: 0, share: 1, ...options })
  const layer = BinanceClient.layer.pipe(
    Layer.provideMerge(budget),
    Layer.provide(ServerClock.layerFixed()),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(signer().layer),
    Layer.provide(sent.layer)
  )
  return { sent, layer }
}
const used = (type: string) =>
  Effect.flatMap(RateBudget, (budget) =>
    Effect.map(budget!.usage, (usage) => usage.filter((one) => one.type === type).map((one) => one.used))
  )
const weights = (sent: ReturnType<typeof wire>) =>
  sent.sent.map(({ request }) =>
    request.path === "/api/v3/order" ? request.method : /weight=(\d+)/.exec(request.query)?.[1]
  )

/** Runs with its own client, from the same moment on. */
const run = <A, E>(
  options: RateBudgetMemory.Options,
  body: (sent: ReturnType<typeof wire>) => Effect.Effect<A, E, BinanceClient.BinanceClient>,
  script?: Script
) => {
  const { layer, sent } = make(options, script)
  return Effect.andThen(TestClock.setTime(begin), Effect.provide(body(sent), layer))
}

describe("waiting", () => {
  it.effect("holds back what does not fit, until the window turns", () =>
    run({ limits: weightOnly(100) }, (sent) =>
      Effect.gen(function* () {
        for (let i = 0; i < 4; i++) assert.strictEqual(tagOf(yield* atOnce(market(20))), "Success")
        const waiting = yield* start(market(20))
        yield* TestClock.adjust(nextMinute - 1)
        yield* settle
        assert.strictEqual(sent.sent.length, 4)
        yield* TestClock.adjust(1)
        yield* settle
        assert.strictEqual(tagOf(yield* Fiber.join(waiting)), "Success")
        assert.strictEqual(sent.sent[4]?.at, begin + nextMinute)
      })
    )
  )

  it.effect("fails fast, or when the intent would not outlive the wait, and says until when", () =>
    run({ limits: weightOnly(100) }, (sent) =>
      Effect.gen(function* () {
        yield* atOnce(market(90))
        const fast = yield* atOnce(Call.failFast(market(20)))
        const short = yield* atOnce(market(20).pipe(Call.goodFor("30 seconds")))
        for (const result of [fast, short]) {
          if (result._tag === "Success" || result.failure.reason._tag !== "BudgetExhausted")
            return assert.fail(tagOf(result))
          assert.strictEqual(result.failure.reason.until, begin + nextMinute)
          assert.strictEqual(result.failure._tag, "Retryable")
        }
        assert.strictEqual(sent.sent.length, 1)
        // nobody is left in the line
        yield* TestClock.adjust("2 minutes")
        yield* settle
        assert.strictEqual(sent.sent.length, 1)
        return undefined
      })
    )
  )

  it.effect("gives back what an interrupted caller, a withdrawn request and a successful trade did not use", () =>
    run(
      { limits: weightOnly(100) },
      (sent) =>
        Effect.gen(function* () {
          assert.strictEqual(tagOf(yield* atOnce(place)), "Success")
          assert.deepStrictEqual(yield* used("REQUEST_WEIGHT"), [0])
          assert.strictEqual(tagOf(yield* atOnce(market(7))), "NotSent")
          assert.deepStrictEqual(yield* used("REQUEST_WEIGHT"), [0])
          // lost on its way: it may have been charged
          assert.strictEqual(tagOf(yield* atOnce(market(90))), "ReadFailed")
          assert.deepStrictEqual(yield* used("REQUEST_WEIGHT"), [90])
          const waiting = yield* start(market(20))
          yield* Fiber.interrupt(waiting)
          yield* TestClock.adjust("1 minute")
          yield* settle
          assert.strictEqual(sent.sent.length, 3)
          assert.deepStrictEqual(yield* used("REQUEST_WEIGHT"), [0])
          // on the wire when its caller goes
          const left = yield* start(market(30))
          yield* Fiber.interrupt(left)
          assert.deepStrictEqual(yield* used("REQUEST_WEIGHT"), [30])
          yield* TestClock.adjust("1 minute")
          assert.deepStrictEqual(yield* used("REQUEST_WEIGHT"), [0])
        }),
      (request, index) =>
        index === 1
          ? { _tag: "NoReply", phase: "connect", code: "ECONNREFUSED", timeout: false }
          : index === 2
            ? lost
            : index === 3
              ? Effect.never
              : ok(request)
    )
  )

  it.effect("lets those go for whom a successful trade has made room", () =>
    run(
      { limits: weightOnly(1) },
      (sent) =>
        Effect.gen(function* () {
          const first = yield* start(place)
          const second = yield* start(cancel)
          assert.deepStrictEqual(weights(sent), ["POST"])
          yield* TestClock.adjust(100)
          yield* settle
          assert.deepStrictEqual(weights(sent), ["POST", "DELETE"])
          yield* TestClock.adjust(100)
          yield* settle
          assert.deepStrictEqual(
            [tagOf(yield* Fiber.join(first)), tagOf(yield* Fiber.join(second))],
            ["Success", "Success"]
          )
        }),
      (request) => Effect.as(Effect.sleep(100), ok(request))
    )
  )

  it.effect("sends nothing into a ban that came while it waited", () =>
    run({ limits: weightOnly(100) }, (sent) =>
      Effect.gen(function* () {
        yield* atOnce(market(100))
        const waiting = yield* start(market(20))
        yield* BanWindow.BanWindow.use((window) => window.close("address", begin + 2 * minute))
        yield* TestClock.adjust("1 minute")
        yield* settle
        assert.strictEqual(sent.sent.length, 1)
        yield* TestClock.adjust("2 minutes")
        yield* settle
        assert.strictEqual(tagOf(yield* Fiber.join(waiting)), "Success")
        assert.isAtLeast(sent.sent[1]?.at ?? 0, begin + 2 * minute)
      }).pipe(Effect.provide(BanWindow.BanWindow.layer))
    )
  )
})

describe("lanes", () => {
  it.effect("let a cancel leave before an order, that before a query, and that before market data", () =>
    run({ limits: weightOnly(100) }, (sent) =>
      Effect.gen(function* () {
        yield* atOnce(market(100))
        const calls = [market(20), query(20), place, cancel]
        for (const call of calls) yield* start(call as Effect.Effect<unknown, unknown, BinanceClient.BinanceClient>)
        assert.strictEqual(sent.sent.length, 1)
        yield* TestClock.adjust("1 minute")
        yield* settle
        assert.deepStrictEqual(weights(sent).slice(1), ["DELETE", "POST", "20", "20"])
        assert.deepStrictEqual(
          sent.sent.slice(3).map(({ request }) => request.headers["x-mbx-apikey"] !== undefined),
          [true, false]
        )
      })
    )
  )

  it.effect("let nobody small overtake who waits for more, in its own lane or below", () =>
    run({ limits: weightOnly(100) }, (sent) =>
      Effect.gen(function* () {
        yield* atOnce(market(70))
        yield* atOnce(query(10))
        for (const call of [query(25), query(4), market(4)]) yield* start(call)
        assert.deepStrictEqual(weights(sent), ["70", "10"])
        yield* TestClock.adjust("1 minute")
        yield* settle
        assert.deepStrictEqual(weights(sent).slice(2), ["25", "4", "4"])
      })
    )
  )

  it.effect("keep the last of a window for a cancel", () =>
    run({ limits: weightOnly(1000) }, (sent) =>
      Effect.gen(function* () {
        for (let i = 0; i < 120; i++) yield* start(market(10))
        assert.strictEqual(sent.sent.length, 98)
        assert.strictEqual(tagOf(yield* atOnce(cancel)), "Success")
      })
    )
  )

  it.effect("starve nobody: each has a part of the window that the others cannot take", () =>
    run({ limits: weightOnly(1000) }, (sent) =>
      Effect.gen(function* () {
        yield* atOnce(market(980))
        for (let i = 0; i < 300; i++) yield* start(query(10))
        for (let i = 0; i < 20; i++) yield* start(market(10))
        yield* TestClock.adjust("1 minute")
        yield* settle
        const now = sent.sent.filter(({ at }) => at >= begin + nextMinute)
        const isQuery = ({ request }: (typeof now)[number]) => request.headers["x-mbx-apikey"] !== undefined
        assert.strictEqual(now.filter((one) => !isQuery(one)).length, 5)
        assert.strictEqual(now.filter(isQuery).length, 94)
        assert.isTrue(now.slice(0, 93).every(isQuery))
      })
    )
  )
})

describe("when a window turns", () => {
  const at = (sent: ReturnType<typeof wire>) => sent.sent.map((one) => one.at - begin - nextMinute)

  it.effect("those who waited for it leave one every 5 ms, in the order of their lanes", () =>
    run({ limits: weightOnly(200) }, (sent) =>
      Effect.gen(function* () {
        yield* atOnce(market(200))
        sent.sent.length = 0
        // the last to leave come first
        const calls = [market(10), query(10), place, cancel] as ReadonlyArray<AnyCall>
        for (let i = 0; i < 5; i++) for (const call of calls) yield* start(call)
        const gone = yield* start(place)
        assert.strictEqual(sent.sent.length, 0)
        yield* TestClock.adjust(nextMinute)
        yield* settle
        yield* Fiber.interrupt(gone)
        // whoever comes now need not wait, for there is room
        assert.strictEqual(tagOf(yield* atOnce(cancel)), "Success")
        yield* TestClock.adjust("1 second")
        yield* settle
        const times = (n: number, what: string) => Array.from({ length: n }, () => what)
        assert.deepStrictEqual(weights(sent), [
          "DELETE",
          "DELETE",
          ...times(4, "DELETE"),
          ...times(5, "POST"),
          ...times(10, "10")
        ])
        assert.deepStrictEqual(at(sent), [0, 0, ...Array.from({ length: 19 }, (_, i) => 5 * (i + 1))])
      })
    )
  )

  it.effect("whoever comes at that very moment lets nobody go at once, and need not wait either", () =>
    run({ limits: weightOnly(200) }, (sent) =>
      Effect.gen(function* () {
        // asleep before the others have begun to wait, so awake before them
        const punctual = yield* start(Effect.andThen(Effect.sleep(nextMinute), cancel))
        yield* atOnce(market(200))
        for (let i = 0; i < 3; i++) yield* start(place)
        sent.sent.length = 0
        yield* TestClock.adjust(nextMinute + 100)
        yield* settle
        yield* Fiber.join(punctual)
        assert.deepStrictEqual(weights(sent).toSorted(), ["DELETE", "POST", "POST", "POST"])
        assert.deepStrictEqual(at(sent), [0, 0, 5, 10])
        assert.deepStrictEqual(
          sent.sent.filter(({ request }) => request.method === "DELETE").map((one) => one.at),
          [begin + nextMinute]
        )
      })
    )
  )

  it.effect("so do those who waited for longer than one look at the clock lasts", () => {
    const day = 24 * 60 * minute
    const limits: RateBudgetMemory.Limits = { api: [{ type: "ORDERS", intervalMillis: day, limit: 2 }] }
    const untilMidnight = day - (begin % day) + 1
    return run({ limits }, (sent) =>
      Effect.gen(function* () {
        yield* atOnce(place)
        yield* atOnce(place)
        const waiting = []
        for (let i = 0; i < 2; i++) waiting.push(yield* start(place.pipe(Call.goodFor("13 hours"))))
        yield* TestClock.adjust(untilMidnight - 1)
        yield* settle
        assert.strictEqual(sent.sent.length, 2)
        yield* TestClock.adjust(6)
        yield* settle
        assert.deepStrictEqual(
          sent.sent.slice(2).map((one) => one.at - begin - untilMidnight),
          [0, 5]
        )
      })
    )
  })
})

describe("orders", () => {
  const orders = (limit: number): RateBudgetMemory.Limits => ({
    api: [
      { type: "REQUEST_WEIGHT", intervalMillis: minute, limit: 6000 },
      { type: "ORDERS", intervalMillis: 10_000, limit }
    ]
  })

  it.effect("are counted in windows of their own, and hold up nothing else", () =>
    run({ limits: orders(2) }, (sent) =>
      Effect.gen(function* () {
        yield* atOnce(place)
        yield* atOnce(place)
        const third = yield* start(place)
        assert.strictEqual(tagOf(yield* atOnce(cancel)), "Success")
        assert.strictEqual(tagOf(yield* atOnce(market(5))), "Success")
        yield* TestClock.adjust(nextTen - 1)
        yield* settle
        assert.strictEqual(sent.orders().length, 2)
        yield* TestClock.adjust(1)
        yield* settle
        assert.strictEqual(tagOf(yield* Fiber.join(third)), "Success")
      })
    )
  )

  it.effect("are those that the exchange counts: a fill makes room, and another program takes some", () => {
    let count = 1
    return run(
      { limits: orders(3) },
      (sent) =>
        Effect.gen(function* () {
          yield* atOnce(place)
          assert.deepStrictEqual(yield* used("ORDERS"), [1])
          count = 3
          yield* atOnce(place)
          assert.deepStrictEqual(yield* used("ORDERS"), [3])
          assert.strictEqual(tagOf(yield* atOnce(Call.failFast(place))), "BudgetExhausted")
          yield* TestClock.adjust("10 seconds")
          count = 0
          yield* atOnce(place)
          assert.deepStrictEqual(yield* used("ORDERS"), [0])
          assert.strictEqual(sent.orders().length, 3)
        }),
      (request) => ({ ...accepted(request), headers: { "x-mbx-order-count-10s": String(count) } })
    )
  })

  it("count for as many as there are", () => {
    const above = { type: "LIMIT_MAKER", price: "2" } as const
    const below = { type: "STOP_LOSS", stopPrice: "1" } as const
    const oco = { symbol, side: "SELL", quantity: "1", above, below } as const
    const working = { type: "LIMIT", timeInForce: "GTC", side: "BUY", quantity: "1", price: "1" } as const
    const one = { symbol, side: "BUY", type: "MARKET", quantity: "1" } as const
    assert.deepStrictEqual(
      [
        RateBudgetMemory.orderCountOf(Spot.placeOrder.operation, one),
        RateBudgetMemory.orderCountOf(Spot.placeOco.operation, oco),
        RateBudgetMemory.orderCountOf(Spot.placeOtoco.operation, {
          symbol,
          working,
          pending: { side: "SELL", quantity: "1", above, below }
        }),
        RateBudgetMemory.orderCountOf(Usdm.placeOrders.operation, [one, one, one]),
        RateBudgetMemory.orderCountOf(Spot.cancelOrder.operation, { symbol, orderId: 1 }),
        RateBudgetMemory.orderCountOf(Spot.amendOrder.operation, { symbol, orderId: 1, newQty: "1" }),
        RateBudgetMemory.orderCountOf({ ...Spot.placeOrder.operation, orderCount: () => 4 }, one)
      ],
      [1, 2, 3, 3, 0, 0, 4]
    )
  })
})

describe("what replies teach", () => {
  it.effect("the limits, from exchangeInfo", () =>
    run(
      {},
      () =>
        Effect.gen(function* () {
          yield* atOnce(Spot.exchangeInfo())
          assert.strictEqual(tagOf(yield* atOnce(Call.failFast(market(75)))), "Success")
          assert.strictEqual(tagOf(yield* atOnce(Call.failFast(market(10)))), "BudgetExhausted")
        }),
      (request) =>
        http(200, {
          symbols: [],
          rateLimits: [
            { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 100 },
            { rateLimitType: "CONNECTIONS", interval: "MINUTE", intervalNum: 5, limit: 300 }
          ],
          path: request.path
        })
    )
  )

  it.effect("what others on the address have spent; a -1 says nothing", () => {
    let said = "5990"
    return run(
      {},
      () =>
        Effect.gen(function* () {
          yield* atOnce(market(5))
          assert.strictEqual(tagOf(yield* atOnce(Call.failFast(market(20)))), "BudgetExhausted")
          yield* TestClock.adjust("1 minute")
          said = "-1"
          yield* atOnce(market(5))
          assert.deepStrictEqual(yield* used("REQUEST_WEIGHT"), [5])
        }),
      () => http(200, {}, { "x-mbx-used-weight-1m": said })
    )
  })

  it.effect("that an endpoint of SAPI is limited by account; each endpoint has its own limit", () =>
    run(
      {
        limits: {
          sapi: [
            { type: "SAPI_IP", intervalMillis: minute, limit: 10 },
            { type: "SAPI_UID", intervalMillis: minute, limit: 100 }
          ]
        }
      },
      () =>
        Effect.gen(function* () {
          const byAddress = read(8, "USER_DATA", "/sapi/v1/address")()
          const byAccount = read(8, "USER_DATA", "/sapi/v1/account")()
          assert.strictEqual(tagOf(yield* atOnce(Call.failFast(byAddress))), "Success")
          assert.strictEqual(tagOf(yield* atOnce(Call.failFast(byAddress))), "BudgetExhausted")
          for (let i = 0; i < 5; i++) assert.strictEqual(tagOf(yield* atOnce(Call.failFast(byAccount))), "Success")
        }),
      (request) =>
        http(
          200,
          {},
          request.path === "/sapi/v1/account"
            ? { "x-sapi-used-uid-weight-1m": "8" }
            : { "x-sapi-used-ip-weight-1m": "8" }
        )
    )
  )
})
