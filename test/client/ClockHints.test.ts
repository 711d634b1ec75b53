import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as ClockHints from "effect-binance/client/ClockHints"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { usdmRules } from "effect-binance/products/UsdmRules"
import * as Spot from "effect-binance/products/Spot"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import {
  accepted,
  atOnce,
  type Client,
  http,
  parameter,
  type Script,
  settle,
  signer,
  type Wire,
  wire,
  tagOf
} from "./support.ts"

const place = Spot.placeOrder({
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
})
const start0 = 1_700_000_000_000

type Shows = (now: number) => number

const timed =
  (shows: Shows, others: Script = (request) => accepted(request)): Script =>
  (request, index) =>
    request.path.endsWith("/time")
      ? Effect.map(Clock.currentTimeMillis, (now) => http(200, { serverTime: Math.floor(shows(now)) }))
      : others(request, index)

const clockOver = (over: Wire) =>
  ServerClock.layer.pipe(Layer.provideMerge(BanWindow.BanWindow.layer), Layer.provide(over.layer))

/** The client with ears for hints. */
const clientHearing = (over: Wire, rules = Spot.placeOrder.operation.product): Layer.Layer<Client> =>
  BinanceClient.layer.pipe(
    Layer.provide(ClockHints.layerTransport(rules)),
    Layer.provideMerge(ServerClock.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(signer().layer),
    Layer.provide(over.layer)
  )

describe("hints", () => {
  const dated = (shows: Shows, date: (now: number) => string | undefined) =>
    timed(shows, (request) =>
      Effect.map(Clock.currentTimeMillis, (at) => {
        const header = date(at)
        return { ...accepted(request), headers: header === undefined ? {} : { date: header } }
      })
    )
  const utc = (millis: number) => new Date(millis).toUTCString()

  it.effect("a Date header that agrees, is missing or is no date changes nothing", () =>
    Effect.gen(function* () {
      for (const date of [(t: number) => utc(t + 5000), () => undefined, () => "yesterday", () => ""]) {
        const over = wire(dated((t) => t + 5000, date))
        yield* Effect.gen(function* () {
          for (let i = 0; i < 20; i++) {
            assert.strictEqual(tagOf(yield* atOnce(place)), "Success")
            yield* TestClock.adjust(777)
          }
          assert.strictEqual(over.times().length, 3)
        }).pipe(Effect.provide(clientHearing(over)))
      }
    })
  )

  it.effect("one that contradicts the estimate has it measured again, either way", () =>
    Effect.gen(function* () {
      for (const jump of [4000, -4000]) {
        let shift = 0
        const over = wire(
          dated(
            (t) => t + shift,
            (t) => utc(t + shift)
          )
        )
        yield* Effect.gen(function* () {
          yield* atOnce(place)
          yield* TestClock.adjust(10_000)
          const signed = yield* Clock.currentTimeMillis
          shift = jump
          yield* atOnce(place)
          // the hint came with that reply: the next is signed by what was measured after it
          yield* settle
          yield* atOnce(place)
          assert.deepStrictEqual(
            over.orders().map(({ request }) => Number(parameter(request, "timestamp")) - signed),
            [-10_000, 0, jump]
          )
          assert.strictEqual(over.times().length, 6)
          // it was right, so the next one is heard as well
          shift = 2 * jump
          yield* atOnce(place)
          yield* atOnce(place)
          assert.strictEqual(over.times().length, 9)
        }).pipe(Effect.provide(clientHearing(over)))
      }
    })
  )

  it.effect("one that is wrong itself is heard once, and moves neither the estimate nor a raw reading", () => {
    const over = wire(dated(Math.floor, (t) => utc(t + 60_000)))
    return Effect.gen(function* () {
      const clock = yield* ServerClock.ServerClock
      for (let i = 0; i < 50; i++) {
        yield* atOnce(place)
        yield* settle
        assert.strictEqual((yield* clock.estimate).time, yield* Clock.currentTimeMillis)
        yield* TestClock.adjust(1000)
      }
      assert.strictEqual(over.times().length, 6)
      assert.strictEqual(yield* clock.read, 50_000)
    }).pipe(Effect.provide(clientHearing(over)))
  })

  it.effect("the time of a stream is a lower bound only: what comes late says nothing", () => {
    const over = wire(timed((t) => t))
    return Effect.gen(function* () {
      const clock = yield* ServerClock.ServerClock
      const hear = ClockHints.make(clock)
      yield* hear({ atLeast: 9e12 })
      assert.strictEqual(over.times().length, 0)
      yield* clock.now
      yield* TestClock.adjust("1 minute")
      for (const atLeast of [0, 59_000, 60_000, 61_000]) yield* hear({ atLeast })
      assert.strictEqual(over.times().length, 3)
      yield* hear({ atLeast: 61_100 })
      assert.strictEqual(over.times().length, 6)
    }).pipe(Effect.provide(clockOver(over)))
  })

  it("a Date header tells the time to a second, and to what the request took", () => {
    assert.deepStrictEqual(ClockHints.ofDate("Tue, 14 Nov 2023 22:13:20 GMT", 40), {
      atLeast: start0,
      atMost: start0 + 1040
    })
    assert.isUndefined(ClockHints.ofDate("soon", 40))
  })

  it.effect("the transport is otherwise the one below, and hears the host of its product only", () => {
    const over = wire(dated(Math.floor, (t) => utc(t + 60_000)))
    const readings = () => over.sent.filter(({ request }) => request.path.endsWith("/time")).length
    return Effect.gen(function* () {
      yield* ServerClock.clockOf(yield* ServerClock.ServerClock, usdmRules).now
      for (let i = 0; i < 3; i++) {
        yield* atOnce(place)
        yield* settle
      }
      // Spot's, and that of the other host, which nothing was heard of
      assert.strictEqual(readings(), 3 + 3)
      const below = { send: () => Effect.never, keepsCallTimeout: true, reaches: () => false }
      const { keepsCallTimeout, reaches } = yield* Effect.provide(
        Transport,
        ClockHints.layerTransport().pipe(Layer.provide(Layer.succeed(Transport, below)))
      )
      assert.deepStrictEqual({ keepsCallTimeout, reaches }, { keepsCallTimeout: true, reaches: below.reaches })
    }).pipe(Effect.provide(clientHearing(over, usdmRules)))
  })
})
