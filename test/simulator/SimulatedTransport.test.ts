import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import { Transport } from "effect-binance/client/Transport"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { limit, open } from "./support.ts"

describe("SimulatedTransport", () => {
  it.effect("takes virtual time only, both ways", () => {
    const exchange = new Exchange({ processingMillis: { minimum: 4, maximum: 4 } })
    return Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const transport = yield* Transport
      const fiber = yield* Effect.forkChild(transport.send(limit(yield* Clock.currentTimeMillis)))
      yield* TestClock.adjust(9)
      assert.strictEqual(exchange.requests()[0]?.status, 0)
      yield* TestClock.adjust(14)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      const reply = yield* Fiber.join(fiber)
      assert.strictEqual(reply._tag === "HttpReply" ? reply.status : 0, 200)
      assert.strictEqual(exchange.orders()[0]?.acceptedAt, Date.UTC(2026, 0, 1) + 14)
    }).pipe(Effect.provide(SimulatedTransport.layer(exchange, { latencyMillis: { minimum: 10, maximum: 10 } })))
  })

  it.effect("knows when a 418 was delivered: what was in flight by then is no knock", () => {
    const exchange = new Exchange()
    return Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const transport = yield* Transport
      const knock = Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(transport.send(open("/api/v3/time")))
        yield* TestClock.adjust(400)
        return yield* Fiber.join(fiber)
      })
      const flight = yield* Effect.forkChild(
        Effect.forEach([1, 2, 3], () => transport.send(open("/api/v3/ping")), { concurrency: 3 })
      )
      yield* TestClock.adjust(400)
      const replies = yield* Fiber.join(flight)
      assert.deepStrictEqual(
        replies.map((reply) => (reply._tag === "HttpReply" ? reply.status : 0)),
        [418, 418, 418]
      )
      assert.strictEqual(exchange.requestsDuringBackOff().length, 0)
      yield* knock
      assert.strictEqual(exchange.requestsDuringBackOff().length, 1)
    }).pipe(
      Effect.provide(
        SimulatedTransport.layer(exchange, { plan: FaultPlan.scripted([{ fault: "banned", on: "public" }]) })
      )
    )
  })

  it.effect("shows the whole run again for the same seed", () =>
    Effect.gen(function* () {
      const play = Effect.fnUntraced(function* (seed: number) {
        yield* TestClock.setTime(Date.UTC(2026, 0, 1))
        const exchange = new Exchange({ seed, slowProbability: 0.2 })
        const transport = SimulatedTransport.make(exchange, {
          seed,
          plan: FaultPlan.seeded({ seed, probability: 0.5 })
        })
        const replies: Array<string> = []
        const run = yield* Effect.forkChild(
          Effect.forEach(
            Array.from({ length: 80 }, (_, i) => i),
            (i) =>
              Effect.gen(function* () {
                yield* Effect.sleep(i * 40)
                const reply = yield* transport
                  .send(limit(yield* Clock.currentTimeMillis, { newClientOrderId: `o${i}` }))
                  .pipe(Effect.timeoutOption(12_000))
                replies.push(`${i} ${JSON.stringify(reply)}`)
              }),
            { concurrency: 16 }
          )
        )
        yield* TestClock.adjust("3 minutes")
        yield* Fiber.join(run)
        exchange.drain()
        return JSON.stringify([replies, exchange.orders().map((order) => [order.placedAs, order.acceptedAt])])
      })
      const first = yield* play(4)
      assert.strictEqual(yield* play(4), first)
      assert.notStrictEqual(yield* play(5), first)
    })
  )

  it.effect("keeps keys and signatures out of its books", () => {
    const exchange = new Exchange()
    return Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const fiber = yield* Effect.forkChild((yield* Transport).send(limit(yield* Clock.currentTimeMillis)))
      yield* TestClock.adjust(100)
      yield* Fiber.join(fiber)
      const books = JSON.stringify([
        exchange.requests(),
        exchange.orders().map((order) => order.request),
        exchange.trades()
      ])
      assert.isFalse(/simulated(Key|Secret)|signature/.test(books))
      assert.include(books, '"account":"test"')
    }).pipe(Effect.provide(SimulatedTransport.layer(exchange)))
  })
})
