// What a gap has hidden, asked of the views of the product. Scripted replies, virtual time.
import { assert, describe, it } from "@effect/vitest"
import type { WireRequest } from "effect-binance/client/Transport"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import { atOnce, http, parameter, start, tagOf, wire } from "../client/support.ts"
import { listen, type Options, passSlowly, streaming } from "./support.ts"

const order = (orderId: number, status: string, more: Readonly<Record<string, unknown>> = {}) => ({
  symbol: "BTCUSDT",
  orderId,
  clientOrderId: `c${orderId}`,
  status,
  side: "BUY",
  type: "LIMIT",
  ...more
})
const trade = (id: number, orderId: number) => ({ symbol: "BTCUSDT", id, orderId, price: "1", qty: "1", time: 9000 })
const report = (orderId: number, status: string) => ({
  e: "executionReport",
  E: 1,
  s: "BTCUSDT",
  c: `c${orderId}`,
  C: "",
  i: orderId,
  x: status,
  X: status,
  T: 1
})

const gap = { source: "spot", from: { exchangeTime: 8000 } } as const
const now = "now" as const

const script = (answers: Readonly<Record<string, (request: WireRequest) => unknown>>) =>
  wire((request) => {
    const answer = answers[request.path]?.(request)
    if (answer === undefined) throw new Error(`no answer to ${request.path}`)
    return typeof answer === "object" && answer !== null && "_tag" in answer
      ? (answer as ReturnType<typeof http>)
      : http(200, answer)
  })

const catching = (over: ReturnType<typeof script>, options: Options = {}) => streaming({ wire: over, ...options })

const ids = (rows: ReadonlyArray<UserDataStream.CaughtOrder>) => rows.map(({ order }) => order.orderId)

describe("catching up", () => {
  it.effect("gives what is open, what may have changed and what was filled, each order once", () =>
    Effect.gen(function* () {
      const over = script({
        "/api/v3/openOrders": () => [order(1, "NEW"), order(2, "PARTIALLY_FILLED")],
        "/api/v3/allOrders": () => [order(2, "PARTIALLY_FILLED"), order(3, "FILLED"), order(4, "CANCELED")],
        "/api/v3/myTrades": () => [trade(1, 2), trade(2, 3), trade(3, 5)],
        "/api/v3/order": (request) => order(Number(parameter(request, "orderId")), "FILLED")
      })
      const stream = catching(over)
      yield* Effect.gen(function* () {
        const result = yield* atOnce(UserDataStream.catchUp(gap, { symbols: ["BTCUSDT"], when: now }))
        if (result._tag === "Failure") return assert.fail(result.failure.message)
        assert.deepStrictEqual(ids(result.success.openOrders), [1, 2])
        // the order behind a fill that no list shows is read by its id
        assert.deepStrictEqual(ids(result.success.orders), [3, 4, 5])
        assert.deepStrictEqual(
          result.success.trades.map(({ trade }) => trade.id),
          [1, 2, 3]
        )
        assert.deepStrictEqual(result.success.unexplained, [])
        for (const { request } of over.sent.filter(({ request }) => /allOrders|myTrades/.test(request.path)))
          assert.strictEqual(parameter(request, "startTime"), "7000")
      }).pipe(Effect.provide(stream.layer))
    })
  )

  it.effect("asks for the orders that the stream had last seen open, in whatever view they are missing", () =>
    Effect.gen(function* () {
      const over = script({
        "/api/v3/openOrders": (request) => (parameter(request, "symbol") === "BTCUSDT" ? [order(1, "NEW")] : []),
        "/api/v3/allOrders": () => [],
        "/api/v3/myTrades": () => [],
        "/api/v3/order": (request) => order(Number(parameter(request, "orderId")), "CANCELED")
      })
      const stream = catching(over)
      yield* Effect.gen(function* () {
        const [socket] = stream.sockets
        for (const id of [1, 2, 3]) socket?.tell(report(id, "NEW"))
        socket?.tell(report(3, "FILLED"))
        // this one may have been filled in part
        socket?.tell({ ...report(2, "NEW"), x: "TRADE", X: undefined })
        // nobody names the symbol: the stream knows it
        const first = yield* atOnce(UserDataStream.catchUp(gap, { symbols: [], when: now }))
        if (first._tag === "Failure") return assert.fail(first.failure.message)
        assert.deepStrictEqual(ids(first.success.openOrders), [1])
        assert.deepStrictEqual(ids(first.success.orders), [2])
        // what has ended by then is not asked for again
        const second = yield* atOnce(UserDataStream.catchUp(gap, { symbols: ["BTCUSDT"], when: now }))
        assert.deepStrictEqual(second._tag === "Success" ? ids(second.success.orders) : second, [])
      }).pipe(Effect.provide(stream.layer))
    })
  )

  it.effect("says which orders it could not read, and fails when the exchange cannot be asked", () =>
    Effect.gen(function* () {
      let isDown = false
      const over = script({
        "/api/v3/openOrders": () => (isDown ? http(503, "") : []),
        "/api/v3/allOrders": () => [],
        "/api/v3/myTrades": () => [],
        "/api/v3/order": () => http(400, { code: -2013, msg: "Order does not exist." })
      })
      const stream = catching(over)
      yield* Effect.gen(function* () {
        stream.sockets[0]?.tell(report(7, "NEW"))
        const first = yield* atOnce(UserDataStream.catchUp(gap, { symbols: [], when: now }))
        assert.deepStrictEqual(first._tag === "Success" ? first.success.unexplained : first, [
          { route: "order", symbol: "BTCUSDT", orderId: 7 }
        ])
        isDown = true
        const second = yield* atOnce(UserDataStream.catchUp(gap, { symbols: ["BTCUSDT"], when: now }))
        assert.strictEqual(second._tag === "Failure" ? second.failure._tag : second._tag, "Retryable")
      }).pipe(Effect.provide(stream.layer))
    })
  )

  it.effect("asks every kind of order of a product, and lets those be that do not know the symbol", () =>
    Effect.gen(function* () {
      const unknown = http(400, { code: -1121, msg: "Invalid symbol." })
      const over = wire((request) => {
        if (request.path.endsWith("/listenKey")) return http(200, { listenKey: "one" })
        if (request.path.startsWith("/papi/v1/um/"))
          return http(200, request.path === "/papi/v1/um/openOrders" ? [order(1, "NEW")] : [])
        return unknown
      })
      const stream = streaming({ wire: over, sources: [UserDataSource.portfolioMargin] })
      yield* Effect.gen(function* () {
        yield* listen
        const pm = { source: "pm", from: { exchangeTime: 0 } } as const
        const result = yield* atOnce(UserDataStream.catchUp(pm, { symbols: ["BTCUSDT"], when: now }))
        if (result._tag === "Failure") return assert.fail(result.failure.message)
        assert.deepStrictEqual(
          result.success.openOrders.map(({ route }) => route),
          ["um"]
        )
        const none = yield* atOnce(UserDataStream.catchUp(pm, { symbols: ["BTCUSDT"], routes: ["cm"], when: now }))
        assert.strictEqual(tagOf(none), "InvalidRequest")
      }).pipe(Effect.provide(stream.layer))
    })
  )

  it.effect("is refused for a source that is not listened to", () =>
    Effect.gen(function* () {
      const stream = catching(script({}))
      const result = yield* atOnce(
        UserDataStream.catchUp({ source: "usdm", from: { exchangeTime: 0 } }, { symbols: ["BTCUSDT"], when: now })
      ).pipe(Effect.provide(stream.layer))
      assert.strictEqual(tagOf(result), "Unsupported")
    })
  )

  it.effect("takes the gap that the stream gives", () =>
    Effect.gen(function* () {
      const over = script({
        "/api/v3/openOrders": () => [],
        "/api/v3/allOrders": () => [order(3, "FILLED")],
        "/api/v3/myTrades": () => []
      })
      const stream = catching(over)
      yield* Effect.gen(function* () {
        const heard = yield* listen
        yield* passSlowly(12_000)
        stream.sockets[0]?.cut()
        yield* passSlowly(1000, 50)
        const [missed] = heard.gaps()
        if (missed === undefined) return assert.fail("there was no gap")
        const result = yield* atOnce(UserDataStream.catchUp(missed, { symbols: ["BTCUSDT"], when: now }))
        assert.deepStrictEqual(result._tag === "Success" ? ids(result.success.orders) : result, [3])
        const since = over.sent.map(({ request }) => parameter(request, "startTime")).filter((time) => time !== null)
        // and a second before it, for its clocks need not agree
        const start = `${missed.from.exchangeTime - 1000}`
        assert.deepStrictEqual(since, [start, start])
      }).pipe(Effect.provide(stream.layer))
    })
  )

  it.effect("waits until the views can no longer lag behind the gap, unless it is told not to", () =>
    Effect.gen(function* () {
      const over = script({
        "/api/v3/openOrders": () => [],
        "/api/v3/allOrders": () => [],
        "/api/v3/myTrades": () => []
      })
      const stream = catching(over)
      yield* Effect.gen(function* () {
        const missed = { ...gap, until: { exchangeTime: 10_000 } }
        yield* passSlowly(20_000)
        const early = yield* atOnce(UserDataStream.catchUp(missed, { symbols: ["BTCUSDT"], when: now }))
        assert.strictEqual(early._tag === "Success" ? early.success.isFinal : early, false)
        const asked = over.sent.length
        const fiber = yield* start(UserDataStream.catchUp(missed, { symbols: ["BTCUSDT"] }))
        // 30 s after the gap, and one for clocks of the exchange that do not agree
        yield* passSlowly(20_999)
        assert.strictEqual(over.sent.length, asked)
        yield* passSlowly(1)
        const exit = fiber.pollUnsafe()
        const result = exit?._tag === "Success" ? exit.value : undefined
        assert.strictEqual(result?._tag === "Success" ? result.success.isFinal : result, true)
        const late = yield* atOnce(UserDataStream.catchUp(missed, { symbols: ["BTCUSDT"], when: now }))
        assert.strictEqual(late._tag === "Success" ? late.success.isFinal : late, true)
      }).pipe(Effect.provide(stream.layer))
    })
  )
})
