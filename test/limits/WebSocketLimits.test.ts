// What a frame of the WebSocket API says of limits, by way of the client, its window and its budget.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { Reply } from "effect-binance/client/Transport"
import * as Verdict from "effect-binance/client/Verdict"
import { readFrame } from "effect-binance/client/WebSocketReply"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { RateBudget } from "effect-binance/limits/RateBudget"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Usdm from "effect-binance/products/Usdm"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { type AnyCall, atOnce, signer, tagOf, wire } from "../client/support.ts"

// the exchange's clock, and how far the local one is behind it
const made = Date.UTC(2026, 0, 1, 12, 0, 12, 345)
const behind = 3_600_000

const order = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "1" } as const
const place = Spot.placeOrder(order)
const read = Spot.openOrders({ symbol: "BTCUSDT" })
const everything: ReadonlyArray<BanWindow.Scope> = [
  "address",
  "address:api",
  "address:fapi",
  "orders:api:test",
  "orders:fapi:test"
]

const refusal = (status: number, code: number, data?: unknown, msg = "Way too much.") => ({
  id: "1",
  status,
  error: { code, msg, ...(data === undefined ? {} : { data }) }
})

/** The reply in a frame, read as its transport does: when it arrives. */
const replyIn = (frame: unknown, id: string | null = "1"): Effect.Effect<Reply> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const found = readFrame(JSON.stringify({ ...(frame as object), id }), now)
    return found._tag === "Reply" || found._tag === "Unidentified" ? found.reply : assert.fail(found._tag)
  })

/** Makes the call whose reply is that frame; gives for how many ms from then which scopes are closed, and what is known to be used. */
const after = (frame: unknown, call: AnyCall = place) => {
  const client = BinanceClient.layer.pipe(
    Layer.provideMerge(RateBudgetMemory.layer({ clockError: 0 })),
    Layer.provide(ServerClock.layerFixed(behind)),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(signer().layer),
    Layer.provide(wire(() => replyIn(frame)).layer)
  )
  return Effect.gen(function* () {
    yield* TestClock.setTime(made - behind)
    const tag = tagOf(yield* atOnce(call))
    const window = yield* BanWindow.BanWindow
    const ends = yield* Effect.forEach(everything, (scope) =>
      Effect.map(window.closedUntil(scope), (end) => (end === undefined ? [] : [[scope, end - made + behind] as const]))
    )
    const usage = yield* (yield* RateBudget)?.usage ?? Effect.succeed([])
    return {
      tag,
      closed: Object.fromEntries(ends.flat()),
      used: usage.map(({ intervalMillis, scope, type, used }) => `${scope} ${type} ${intervalMillis}: ${used}`)
    }
  }).pipe(Effect.provide(client))
}

describe("an error frame closes the window", () => {
  const until = (millis: number) => ({ serverTime: made, retryAfter: made + millis })

  it.effect("to the very millisecond, however wrong the local clock is: the address, its product, or its orders", () =>
    Effect.gen(function* () {
      const rows = [
        [refusal(418, -1003, until(120_001)), place, "IpBanned", { address: 120_001 }],
        [refusal(418, -1003, until(259_200_000)), read, "IpBanned", { address: 259_200_000 }],
        [refusal(429, -1003, until(1783)), read, "RateLimited", { "address:api": 1783 }],
        [refusal(429, -1003, until(1783)), Usdm.placeOrder(order), "RateLimited", { "address:fapi": 1783 }],
        [refusal(429, -1015, until(4321)), place, "OrderRateLimited", { "orders:api:test": 4321 }],
        [refusal(429, -1015, until(4321)), Usdm.placeOrder(order), "OrderRateLimited", { "orders:fapi:test": 4321 }]
      ] as const
      for (const [frame, call, tag, closed] of rows) {
        const seen = yield* after(frame, call)
        assert.deepStrictEqual([seen.tag, seen.closed], [tag, closed])
      }
    })
  )

  it.effect("without a moment: as long as the same over HTTP", () =>
    Effect.gen(function* () {
      const ten = "Too many new orders; current limit is 50 orders per 10 SECOND."
      const rows = [
        [refusal(418, -1003), { address: 120_000 }],
        [refusal(429, -1003), { "address:api": 60_000 }],
        // 7 655 ms before the window turns, and what clocks may drift meanwhile
        [refusal(429, -1015, undefined, ten), { "orders:api:test": 7657 }],
        // without serverTime the local clock would be all there is, and that is an hour behind
        [refusal(418, -1003, { retryAfter: made - behind + 5000 }), { address: 5000 }]
      ] as const
      for (const [frame, closed] of rows) assert.deepStrictEqual((yield* after(frame)).closed, closed)
    })
  )

  it("by a local clock that has fractions of a ms, too", () => {
    const frame = readFrame(JSON.stringify(refusal(418, -1003, { retryAfter: made + 5000 })), made + 1 / 3)
    const reply = frame._tag === "Reply" ? frame.reply : assert.fail(frame._tag)
    assert.strictEqual(Verdict.quietOf(spotRules, reply, made + 1 / 3)?.millis, 5000)
  })

  it.effect("also when its verdict is a doubt, and when it answers nobody", () =>
    Effect.gen(function* () {
      const doubt = yield* after(refusal(418, -1006, until(5000)))
      assert.deepStrictEqual([doubt.tag, doubt.closed], ["EngineReplyLost", { address: 5000 }])
      yield* TestClock.setTime(made - behind)
      const reply = yield* replyIn(refusal(418, -1003, until(5000)), null)
      const asked = { product: spotRules, kind: "read", earlier: "none", clientOrderIdFrom: "library" } as const
      const now = made - behind
      const verdict = Verdict.decide({ ...asked, clientOrderIds: [] }, reply, now)
      assert.deepStrictEqual(BanWindow.closing(spotRules, reply, verdict, now), { scope: "address", until: now + 5000 })
    })
  )
})

describe("what a frame counts corrects the budget", () => {
  const counts = (weight: number, tenSeconds: number, day: number) => [
    { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000, count: weight },
    { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: tenSeconds },
    { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000, count: day },
    { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 300_000, count: 77 }
  ]
  const used = (weight: number, tenSeconds: number, day: number) => [
    `api REQUEST_WEIGHT 60000: ${weight}`,
    "api RAW_REQUESTS 300000: 1",
    `api test ORDERS 10000: ${tenSeconds}`,
    `api test ORDERS 86400000: ${day}`
  ]

  it.effect("that of a success and of a refusal", () =>
    Effect.gen(function* () {
      const result = { symbol: "BTCUSDT", orderId: 28, status: "NEW" }
      const accepted = yield* after({ status: 200, result, rateLimits: counts(700, 12, 4043) })
      assert.deepStrictEqual(accepted.used, used(700, 12, 4043))
      const refused = yield* after({ ...refusal(400, -2010), rateLimits: counts(701, 13, 4044) })
      assert.deepStrictEqual(refused.used, used(701, 13, 4044))
      const limited = yield* after({
        ...refusal(429, -1015, { serverTime: made, retryAfter: made + 4321 }),
        rateLimits: counts(702, 51, 4045)
      })
      assert.deepStrictEqual([limited.used, limited.closed], [used(702, 51, 4045), { "orders:api:test": 4321 }])
    })
  )

  it.effect("and a frame without counts charges what the call was reserved for", () =>
    Effect.gen(function* () {
      // an order costs no weight when it succeeds
      const result = { symbol: "BTCUSDT", orderId: 28, status: "NEW" }
      assert.deepStrictEqual((yield* after({ status: 200, result })).used, used(0, 1, 1))
      assert.deepStrictEqual((yield* after(refusal(400, -2010))).used, used(1, 1, 1))
    })
  )
})
