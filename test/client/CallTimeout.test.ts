import { assert, describe, it } from "@effect/vitest"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as ClientOrderId from "effect-binance/client/ClientOrderId"
import { type Reply, Transport } from "effect-binance/client/Transport"
import * as Spot from "effect-binance/products/Spot"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { accepted, atOnce, clientFixed, http, start, tagOf, wire } from "./support.ts"

const place = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })

const over = (keepsCallTimeout: boolean | undefined, answer: Effect.Effect<Reply>) =>
  clientFixed({ layer: Layer.succeed(Transport, { keepsCallTimeout, send: () => answer }) })

describe("who keeps the time of a call", () => {
  for (const keeps of [undefined, false]) {
    it.effect(`the client, over a transport that does not say that it does (${keeps})`, () =>
      Effect.gen(function* () {
        const fiber = yield* start(place)
        yield* TestClock.adjust(12_499)
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust(1)
        assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "TimedOut")
      }).pipe(Effect.provide(over(keeps, Effect.never)))
    )
  }

  it.effect("the transport, where it says so: it is taken at its word", () => {
    const timedOut: Reply = { _tag: "NoReply", phase: "connect", code: "ETIMEDOUT", timeout: true }
    return Effect.gen(function* () {
      const fiber = yield* start(Effect.provideService(place, CallTimeout, Duration.seconds(1)))
      yield* TestClock.adjust(19_999)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "NotSent")
    }).pipe(Effect.provide(over(true, Effect.delay(Effect.succeed(timedOut), 20_000))))
  })

  for (const keeps of [undefined, true]) {
    it.effect(`a transport that throws or breaks has told nothing, whoever keeps the time (${keeps})`, () =>
      Effect.gen(function* () {
        const broken: ReadonlyArray<() => Effect.Effect<Reply>> = [
          () => {
            throw new Error("x")
          },
          () => Effect.die("x"),
          () => Effect.interrupt
        ]
        for (const send of broken) {
          const result = yield* Effect.provide(
            atOnce(place),
            clientFixed({ layer: Layer.succeed(Transport, { keepsCallTimeout: keeps, send }) })
          )
          assert.strictEqual(tagOf(result), "ResponseLost")
        }
      })
    )
  }
})

describe("a read", () => {
  it.effect("draws no client order id; an order draws one", () => {
    let drawn = 0
    const exchange = wire((request) => (request.method === "GET" ? http(200, []) : accepted(request)))
    const generator = () => `drawn-${++drawn}`
    return Effect.gen(function* () {
      yield* atOnce(Spot.openOrders({ symbol: "BTCUSDT" }))
      assert.strictEqual(drawn, 0)
      yield* atOnce(place)
      assert.strictEqual(drawn, 1)
    }).pipe(Effect.provideService(ClientOrderId.Generator, generator), Effect.provide(clientFixed(exchange)))
  })
})
