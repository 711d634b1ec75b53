// The exchange's clock is read within the budget, before everybody else, and at the same gate as everything.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import { ServerClock } from "effect-binance/client/ServerClock"
import * as ServerClocks from "effect-binance/client/ServerClock"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { RateBudget } from "effect-binance/limits/RateBudget"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import { usdmRules } from "effect-binance/products/UsdmRules"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { type AnyCall, atOnce, http, settle, signer, start, tagOf, wire } from "../client/support.ts"

const minute = 60_000
const begin = Date.UTC(2026, 0, 1, 12, 0, 12)
const nextMinute = 48_002
const symbol = "BTCUSDT"
const weight = { type: "REQUEST_WEIGHT", intervalMillis: minute, limit: 10 } as const

const place = Spot.placeOrder({ symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "1" })
const cancel = Spot.cancelOrder({ symbol, orderId: 28 })
// what is refused is charged
const refused = http(400, { code: -2010, msg: "Account has insufficient balance for requested action." })

const run = <A, E>(
  body: (
    sent: ReturnType<typeof wire>
  ) => Effect.Effect<A, E, BinanceClient.BinanceClient | ServerClock | BanWindow.BanWindow>,
  headers: Readonly<Record<string, string>> = {}
) => {
  const sent = wire((request) =>
    request.path.endsWith("/time")
      ? Effect.map(Clock.currentTimeMillis, (now) => http(200, { serverTime: Math.floor(now) }, headers))
      : refused
  )
  const client = BinanceClient.layer.pipe(
    Layer.provideMerge(ServerClocks.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provideMerge(RateBudgetMemory.layer({ clockError: 0, share: 1, limits: { api: [weight], fapi: [weight] } })),
    Layer.provide(signer().layer),
    Layer.provide(sent.layer)
  )
  return Effect.andThen(TestClock.setTime(begin), Effect.provide(body(sent), client))
}

const used = Effect.flatMap(RateBudget, (budget) =>
  Effect.map(budget!.usage, (usage) => usage.map((one) => `${one.scope} ${one.used}`))
)
const now = ServerClock.use((clock) => clock.now)
const resync = ServerClock.use((clock) => clock.resync)
const readRaw = ServerClock.use((clock) => clock.read)

/** Reads the clock, and spends all that is left of the minute. */
const spendAll = Effect.gen(function* () {
  yield* atOnce(now)
  for (let i = 0; i < 7; i++) yield* atOnce(cancel)
  assert.deepStrictEqual(yield* used, ["api 10"])
})

describe("a reading of the clock", () => {
  it.effect("weighs 1, on the host that is asked, and its reply corrects what is known", () =>
    Effect.gen(function* () {
      yield* run(() =>
        Effect.gen(function* () {
          yield* atOnce(now)
          assert.deepStrictEqual(yield* used, ["api 3"])
          yield* atOnce(readRaw)
          yield* atOnce(Effect.flatMap(ServerClock, (clock) => ServerClocks.clockOf(clock, usdmRules).now))
          assert.deepStrictEqual(yield* used, ["api 4", "fapi 3"])
        })
      )
      yield* run(
        () =>
          Effect.gen(function* () {
            yield* atOnce(readRaw)
            assert.deepStrictEqual(yield* used, ["api 9"])
          }),
        { "x-mbx-used-weight-1m": "9" }
      )
    })
  )

  it.effect("waits for room, and is the first to leave when the window turns", () =>
    run((sent) =>
      Effect.gen(function* () {
        yield* spendAll
        const calls: ReadonlyArray<AnyCall> = [Spot.ping(), Spot.openOrders({ symbol }), place, cancel]
        for (const call of calls.slice(0, 3)) yield* start(call)
        const reading = yield* start(resync)
        yield* start(cancel)
        yield* TestClock.adjust(nextMinute - 3)
        yield* settle
        assert.strictEqual(sent.sent.length, 10)
        yield* TestClock.adjust(1000)
        yield* settle
        yield* Fiber.join(reading)
        assert.strictEqual(sent.sent[10]?.request.path, "/api/v3/time")
        assert.isAtLeast(sent.sent[10]?.at ?? 0, begin + nextMinute - 2)
        // the others have left no room to read it twice more, and that is no reason to wait for another minute
        assert.strictEqual(sent.sent.length, 15)
      })
    )
  )

  it.effect("is no reason to wait for a call that must not, and no reason to wait beyond what it is good for", () =>
    run((sent) =>
      Effect.gen(function* () {
        yield* spendAll
        const fast = yield* atOnce(Effect.provideService(resync, BanWindow.Patience, "fail-fast"))
        assert.strictEqual(tagOf(fast), "BudgetExhausted")
        const short = yield* atOnce(
          Effect.gen(function* () {
            const deadline = Number(yield* Clock.monotonicTimeNanos) / 1e6 + 10_000
            return yield* Effect.provideService(readRaw, BanWindow.Deadline, deadline)
          })
        )
        assert.strictEqual(tagOf(short), "BudgetExhausted")
        assert.strictEqual(tagOf(yield* atOnce(Call.failFast(cancel))), "BudgetExhausted")
        assert.strictEqual(sent.sent.length, 10)
        // nobody is left in the line
        yield* TestClock.adjust("2 minutes")
        yield* settle
        assert.strictEqual(sent.sent.length, 10)
      })
    )
  )

  it.effect("is given back when the window of the address closed while it waited, and made when that opens", () =>
    run((sent) =>
      Effect.gen(function* () {
        yield* spendAll
        const reading = yield* start(resync)
        yield* (yield* BanWindow.BanWindow).close("address", begin + 2 * minute)
        yield* TestClock.adjust("1 minute")
        yield* settle
        assert.deepStrictEqual([sent.sent.length, yield* used], [10, ["api 0"]])
        yield* TestClock.adjust(minute + 1000)
        yield* settle
        yield* Fiber.join(reading)
        assert.strictEqual(sent.sent.length, 13)
        assert.isTrue(sent.sent.slice(10).every(({ at }) => at >= begin + 2 * minute))
      })
    )
  )
})
