import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"
import { Retryable } from "effect-binance/errors/BinanceError"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { Reply } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/testing/TestClock"
import {
  accepted,
  type AnyCall,
  atOnce,
  client,
  clockSkewed,
  http,
  lost,
  movableWall,
  parameter,
  type Script,
  settle,
  signer,
  silence,
  start,
  tagOf,
  type Wire,
  wire,
  within
} from "./support.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
} as const
const market = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" } as const
const place = Spot.placeOrder(limit)
const read = Spot.openOrders({ symbol: "BTCUSDT" })

const start0 = 1_700_000_000_000

/** What the exchange's clock shows when the test's clock shows `now`. */
type Shows = (now: number) => number

/** A script that tells the time as `shows` has it when the request arrives; each way takes as long as the list says, then no time. */
const timed = (
  shows: Shows,
  latencies: ReadonlyArray<readonly [there: number, back: number]> = [],
  others: Script = (request) => accepted(request)
): Script => {
  let reading = 0
  return (request, index) => {
    if (request.path !== "/api/v3/time") return others(request, index)
    const [there, back] = latencies[reading++] ?? [0, 0]
    return Effect.gen(function* () {
      yield* Effect.sleep(there)
      const serverTime = Math.floor(shows(yield* Clock.currentTimeMillis))
      yield* Effect.sleep(back)
      return http(200, { serverTime })
    })
  }
}

const clockOver = (over: Wire, options: ServerClock.Options = {}) =>
  ServerClock.layerWith(options).pipe(Layer.provideMerge(BanWindow.BanWindow.layer), Layer.provide(over.layer))
const now = Effect.flatMap(ServerClock.ServerClock, (clock) => clock.now)
/** The estimate, and what the test's clock showed when it was made. */
const estimated = Effect.zip(now, Clock.currentTimeMillis)

describe("the estimate", () => {
  it.effect(
    "the reading with the shortest round trip wins; the error is half of it, and a four-thousandth of its age",
    () =>
      Effect.gen(function* () {
        const orders = [
          [
            [900, 100],
            [10, 10],
            [500, 4]
          ],
          [
            [10, 10],
            [900, 100],
            [500, 4]
          ],
          [
            [900, 100],
            [500, 4],
            [10, 10]
          ]
        ] as const
        for (const latencies of orders) {
          const over = wire(timed((t) => t + 7000, latencies))
          yield* Effect.gen(function* () {
            const estimate = yield* within(estimated, 2000)
            if (estimate._tag === "Failure") return assert.fail(estimate.failure.message)
            const [{ errorMillis, time }, at] = estimate.success
            assert.strictEqual(time, at + 7000)
            assert.isAtLeast(errorMillis, 10)
            assert.isAtMost(errorMillis, 10 + 1600 * 2.5e-4)
            assert.strictEqual(over.times().length, 3)
          }).pipe(Effect.provide(clockOver(over)))
        }
      })
  )

  it.effect("the exchange's clock is never further away than the error says, whatever the ways take", () =>
    Effect.gen(function* () {
      const random = Seeded.make("clock")
      for (let i = 0; i < 60; i++) {
        const offset = random.integer(-3_600_000, 3_600_000)
        const latencies = Array.from({ length: 3 }, () => [random.integer(0, 400), random.integer(0, 400)] as const)
        yield* Effect.gen(function* () {
          const estimate = yield* within(estimated, 3000)
          if (estimate._tag === "Failure") return assert.fail(estimate.failure.message)
          const [{ errorMillis, time }, at] = estimate.success
          assert.isAtMost(Math.abs(time - at - offset), errorMillis, `${i}: ${JSON.stringify(latencies)}`)
          assert.closeTo(errorMillis, Math.min(...latencies.map(([there, back]) => (there + back) / 2)), 0.6)
        }).pipe(Effect.provide(clockOver(wire(timed((t) => t + offset, latencies)))))
      }
    })
  )

  it.effect("the error grows with the age of the reading, as clocks drift", () =>
    Effect.gen(function* () {
      yield* now
      yield* TestClock.adjust("29 minutes")
      const estimate = yield* now
      const truth = (yield* Clock.currentTimeMillis) * (1 + 1e-4)
      assert.isAtMost(Math.abs(estimate.time - truth), estimate.errorMillis)
    }).pipe(Effect.provide(clockOver(wire(timed((t) => t * (1 + 1e-4))))))
  )

  it.effect("a wait at the gate is no part of the round trip", () =>
    Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 60_000)
      const estimate = yield* within(estimated, 61_000)
      if (estimate._tag === "Failure") return assert.fail(estimate.failure.message)
      const [{ errorMillis, time }, at] = estimate.success
      assert.deepStrictEqual({ errorMillis, time }, { errorMillis: 0, time: at })
    }).pipe(Effect.provide(clockOver(wire(timed((t) => t)), { samples: 1 })))
  )

  it.effect("serves for half an hour, then it is made again", () => {
    const over = wire(timed((t) => t))
    return Effect.gen(function* () {
      yield* now
      yield* TestClock.adjust("1799 seconds")
      yield* now
      assert.strictEqual(over.times().length, 3)
      yield* TestClock.adjust("1 second")
      yield* now
      assert.strictEqual(over.times().length, 6)
    }).pipe(Effect.provide(clockOver(over)))
  })

  it.effect("follows an exchange whose clock drifts, reading by reading", () => {
    const over = wire(timed((t) => t * (1 + 5e-4)))
    return Effect.gen(function* () {
      for (let i = 0; i < 10; i++) {
        yield* TestClock.adjust("30 minutes")
        const truth = (yield* Clock.currentTimeMillis) * (1 + 5e-4)
        assert.isAtMost(Math.abs((yield* now).time - truth), 1)
      }
    }).pipe(Effect.provide(clockOver(over)))
  })

  it.effect("does not move with the local wall clock: not forward, not back", () => {
    // the exchange does not see the local wall
    let wallOffset = 0
    const over = wire(timed((t) => t - wallOffset + 1000))
    const signing = signer()
    return Effect.gen(function* () {
      yield* TestClock.setTime(start0)
      const wall = yield* movableWall
      assert.strictEqual(tagOf(yield* atOnce(wall.on(place))), "Success")
      for (const offset of [3_600_000, -3_600_000, 80_000_000]) {
        wall.offset = wallOffset = offset
        yield* TestClock.adjust(1000)
        assert.strictEqual(tagOf(yield* atOnce(wall.on(place))), "Success")
      }
      assert.deepStrictEqual(
        over.orders().map(({ request }) => parameter(request, "timestamp")),
        [1000, 2000, 3000, 4000].map((millis) => `${start0 + millis}`)
      )
      // each jump was noticed, and measured after once
      assert.strictEqual(over.times().length, 3 + 3 * 3)
    }).pipe(Effect.provide(client(over, { signer: signing.layer })))
  })

  it.effect("signs with the exchange's time, however wrong the local clock is", () =>
    Effect.gen(function* () {
      for (const offset of [-86_000_000, -5000, 0, 1, 5000, 86_000_000]) {
        const over = wire(timed((t) => t + offset))
        yield* Effect.gen(function* () {
          assert.strictEqual(tagOf(yield* atOnce(place)), "Success")
          assert.strictEqual(
            parameter(over.orders()[0]?.request, "timestamp"),
            `${(yield* Clock.currentTimeMillis) + offset}`
          )
        }).pipe(Effect.provide(client(over)))
      }
    }).pipe(Effect.provide(Layer.effectDiscard(TestClock.setTime(start0))))
  )

  it.effect("concurrent first calls share one measurement", () => {
    const over = wire(
      timed(
        (t) => t,
        Array.from({ length: 9 }, () => [50, 50] as const),
        (request) => (request.method === "GET" ? http(200, []) : accepted(request))
      )
    )
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach(
        Array.from({ length: 32 }, (_, i) => i),
        (i) => start((i % 2 === 0 ? place : read) as AnyCall)
      )
      yield* TestClock.adjust("1 second")
      for (const fiber of fibers) assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
      assert.strictEqual(over.times().length, 3)
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("a call that is not signed does not ask for the time", () => {
    const over = wire(
      timed(
        (t) => t,
        [],
        () => http(200, { rateLimits: [], symbols: [] })
      )
    )
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* atOnce(Spot.exchangeInfo({}))), "Success")
      assert.deepStrictEqual(
        over.sent.map(({ request }) => request.path),
        ["/api/v3/exchangeInfo"]
      )
      assert.strictEqual(tagOf(yield* atOnce(Spot.time())), "Success")
      assert.strictEqual(over.times().length, 1)
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("a raw reading is the exchange's own number, made after it was asked for", () =>
    Effect.gen(function* () {
      yield* now
      yield* TestClock.adjust("20 minutes")
      const fiber = yield* start(Effect.flatMap(ServerClock.ServerClock, (clock) => clock.read))
      yield* TestClock.adjust(300)
      assert.deepStrictEqual(yield* Fiber.join(fiber), yield* Effect.result(Effect.succeed(1_200_000 + 200 + 500)))
    }).pipe(
      Effect.provide(
        clockOver(
          wire(
            timed(
              (t) => t + 500,
              [
                [0, 0],
                [0, 0],
                [0, 0],
                [200, 100]
              ]
            )
          )
        )
      )
    )
  )
})

describe("clocks that drift apart", () => {
  it.effect("offsets of half a minute, 200 ppm and uneven ways: the error holds, and every timestamp is taken", () =>
    Effect.gen(function* () {
      for (let seed = 0; seed < 12; seed++) {
        const random = Seeded.make(`drift ${seed}`)
        const offset = random.integer(-30_000, 30_000)
        const drift = random.integer(-200, 200) * 1e-6
        const shows: Shows = (t) => t * (1 + drift) + offset
        const latencies = Array.from({ length: 40 }, () => [random.integer(0, 300), random.integer(0, 300)] as const)
        yield* Effect.gen(function* () {
          for (let i = 0; i < 30; i++) {
            yield* TestClock.adjust(random.integer(1, 900_000))
            const estimate = yield* within(estimated, 3000)
            if (estimate._tag === "Failure") return assert.fail(estimate.failure.message)
            const [{ errorMillis, time }, at] = estimate.success
            const apart = time - shows(at)
            // the exchange tells whole ms
            assert.isAtMost(Math.abs(apart), errorMillis + 1, `seed "drift ${seed}", look ${i}`)
            assert.isAtMost(Math.abs(apart), 1000, `seed "drift ${seed}", look ${i}`)
          }
        }).pipe(Effect.provide(clockOver(wire(timed(shows, latencies)))))
      }
    })
  )

  it.effect("what the drift was is allowed for until the next reading", () =>
    Effect.gen(function* () {
      yield* now
      yield* TestClock.adjust("30 minutes")
      yield* now
      yield* TestClock.adjust("29 minutes")
      const { errorMillis, time } = yield* now
      const apart = time - (yield* Clock.currentTimeMillis) * (1 + 2e-4)
      // it would be 348 ms
      assert.isAtMost(Math.abs(apart), 3)
      // but it may end at any moment
      assert.isAtLeast(errorMillis, 29 * 60_000 * (2.5e-4 + 2e-4) - 1)
    }).pipe(Effect.provide(clockOver(wire(timed((t) => t * (1 + 2e-4))))))
  )

  it.effect("what two readings are too vague to tell is no drift", () => {
    // the ways are as uneven as they can be, once in each direction
    const ways = [
      ...Array.from({ length: 3 }, () => [40, 0] as const),
      ...Array.from({ length: 3 }, () => [0, 40] as const)
    ]
    return Effect.gen(function* () {
      const clock = yield* ServerClock.ServerClock
      yield* within(clock.now, 1000)
      yield* TestClock.adjust("1 minute")
      yield* within(clock.resync, 1000)
      yield* TestClock.adjust("20 minutes")
      assert.closeTo((yield* clock.now).time, yield* Clock.currentTimeMillis, 21)
    }).pipe(Effect.provide(clockOver(wire(timed((t) => t, ways)))))
  })

  it.effect("a clock that steps does not drift", () => {
    let step = 0
    return Effect.gen(function* () {
      yield* now
      yield* TestClock.adjust("30 minutes")
      step = 20_000
      yield* now
      yield* TestClock.adjust("1 minute")
      assert.closeTo((yield* now).time - (yield* Clock.currentTimeMillis), 20_000, 1)
    }).pipe(Effect.provide(clockOver(wire(timed((t) => t + step)))))
  })
})

describe("a machine that slept", () => {
  // the monotonic clock stands still meanwhile, the wall and the exchange go on
  const asleep = 90_000

  it.effect("is noticed: the time is measured again before anything is signed", () => {
    const over = wire(timed((t) => t))
    return Effect.gen(function* () {
      const wall = yield* movableWall
      assert.strictEqual(tagOf(yield* atOnce(wall.on(place))), "Success")
      yield* TestClock.adjust("1 minute")
      wall.offset = asleep
      assert.strictEqual(tagOf(yield* atOnce(wall.on(place))), "Success")
      assert.deepStrictEqual(
        over.orders().map(({ request }) => parameter(request, "timestamp")),
        ["0", `${60_000 + asleep}`]
      )
      assert.strictEqual(over.times().length, 6)
      // once
      yield* atOnce(wall.on(place))
      assert.strictEqual(over.times().length, 6)
    }).pipe(Effect.provide(client(over)))
  })

  /** A call waits at a gate, and the machine sleeps meanwhile. */
  const asleepAtTheGate = (gate: "window" | "budget") => {
    let ahead = 0
    const signing = signer()
    const over = wire((request, index) => timed((t) => t + ahead)(request, index))
    const budget = RateBudgetMemory.layer({
      share: 1,
      clockError: 0,
      limits: { api: [{ type: "ORDERS", intervalMillis: 10_000, limit: 1 }] }
    })
    return Effect.gen(function* () {
      const wall = yield* movableWall
      yield* atOnce(wall.on(place))
      if (gate === "window") yield* (yield* BanWindow.BanWindow).close("orders", 5000)
      const waiting = yield* start(wall.on(place))
      assert.strictEqual(over.orders().length, 1)
      wall.offset = ahead = 20_000
      yield* TestClock.adjust("12 seconds")
      yield* settle
      const tag = tagOf(yield* Fiber.join(waiting))
      const [, second] = over.orders()
      const off = Number(parameter(second?.request, "timestamp")) - (second?.at ?? 0) - ahead
      return { tag, off, orders: over.orders().length, signed: signing.payloads.length, readings: over.times().length }
    }).pipe(
      Effect.provide(
        client(over, { signer: signing.layer }).pipe(gate === "budget" ? Layer.provide(budget) : (layer) => layer)
      )
    )
  }

  it.effect("at the gate: looks again, and signs by what it sees then", () =>
    Effect.gen(function* () {
      const seen = { tag: "Success", off: 0, orders: 2, signed: 2, readings: 6 }
      assert.deepStrictEqual(yield* asleepAtTheGate("window"), seen)
      assert.deepStrictEqual(yield* asleepAtTheGate("budget"), seen)
    })
  )

  it.effect("the error counts the sleep, and the estimate is not signed with", () =>
    Effect.gen(function* () {
      const wall = yield* movableWall
      const clock = yield* ServerClock.ServerClock
      yield* wall.on(clock.now)
      for (const [slept, error] of [
        [0, 0],
        [400, 0],
        [600, 600],
        [-2400, 2400]
      ] as const) {
        wall.offset = slept
        assert.deepStrictEqual(yield* wall.on(clock.estimate), { time: 0, errorMillis: error })
      }
      wall.offset = asleep
      const result = yield* Effect.result(wall.on(clock.estimate))
      assert.isTrue(
        result._tag === "Failure" &&
          result.failure.reason._tag === "ClockUnknown" &&
          result.failure.message.includes("known to ±90000 ms only, ±2500 ms is needed to sign"),
        JSON.stringify(result)
      )
    }).pipe(Effect.provide(clockOver(wire(timed((t) => t)))))
  )

  it.effect(
    "while it was read: the reply has grown old meanwhile, so another reading counts, however long that took",
    () => {
      let sleep = () => {}
      const answers = timed(
        (t) => t,
        [
          [5, 5],
          [50, 50],
          [90, 60]
        ]
      )
      const over = wire((request, index) =>
        Effect.tap(answers(request, index) as Effect.Effect<Reply>, () =>
          Effect.sync(() => {
            if (index === 0) sleep()
          })
        )
      )
      return Effect.gen(function* () {
        const movable = yield* movableWall
        sleep = () => {
          movable.offset = asleep
        }
        const [{ errorMillis, time }, at] = yield* Effect.flatMap(within(movable.on(estimated), 1000), (result) =>
          result._tag === "Success" ? Effect.succeed(result.success) : Effect.die(result.failure)
        )
        assert.closeTo(errorMillis, 50, 1)
        // the exchange's clock goes on like the wall
        assert.isAtMost(Math.abs(time - at), errorMillis)
      }).pipe(Effect.provide(clockOver(over)))
    }
  )

  it.effect("is told of in the log, once", () => {
    const logged: Array<string> = []
    const logger = Logger.layer([Logger.make(({ message }) => void logged.push(String(message)))])
    return Effect.gen(function* () {
      const wall = yield* movableWall
      const clock = yield* ServerClock.ServerClock
      yield* wall.on(clock.now)
      wall.offset = asleep
      for (let i = 0; i < 5; i++) yield* wall.on(clock.now)
      assert.strictEqual(logged.length, 1)
      assert.match(logged[0] ?? "", /clocks apart by 90000 ms/)
    }).pipe(Effect.provide(Layer.merge(clockOver(wire(timed((t) => t))), logger)))
  })

  it.effect("its sleep is no drift", () =>
    Effect.gen(function* () {
      const wall = yield* movableWall
      const clock = yield* ServerClock.ServerClock
      yield* wall.on(clock.now)
      yield* TestClock.adjust("20 minutes")
      // little enough to look like a drift
      wall.offset = 700
      yield* wall.on(clock.now)
      yield* TestClock.adjust("25 minutes")
      assert.closeTo((yield* wall.on(clock.now)).time, 45 * 60_000 + 700, 1)
    }).pipe(Effect.provide(clockOver(wire(timed((t) => t)))))
  )
})

describe("a clock that is not known well enough", () => {
  const slow = (times: number) => Array.from({ length: times }, () => [3000, 2400] as const)

  it.effect("signs nothing, says why, and asks again for the next call", () => {
    const over = wire(timed((t) => t, slow(3)))
    const signing = signer()
    return Effect.gen(function* () {
      const result = yield* within(place, 30_000)
      if (result._tag === "Success") return assert.fail("it succeeded")
      assert.strictEqual(tagOf(result), "ClockUnknown")
      assert.match(result.failure.message, /known to ±270\d ms only, ±2500 ms is needed to sign/)
      assert.strictEqual(signing.payloads.length, 0)
      assert.strictEqual(over.times().length, 3)
      assert.strictEqual(tagOf(yield* within(place, 30_000)), "Success")
      assert.strictEqual(over.times().length, 6)
    }).pipe(Effect.provide(client(over, { signer: signing.layer })))
  })

  it.effect("the bound can be chosen; a fence's reading does not need it", () =>
    Effect.gen(function* () {
      const clock = yield* ServerClock.ServerClock
      assert.strictEqual(tagOf(yield* within(clock.now, 60_000)), "Success")
      const { errorMillis } = yield* clock.estimate
      assert.isAtLeast(errorMillis, 2700)
    }).pipe(Effect.provide(clockOver(wire(timed((t) => t, slow(9))), { maxError: "5 seconds" })))
  )

  it.effect("a reading that has drifted out of the bound is made again, however young it may be by its age", () => {
    const over = wire(timed((t) => t))
    return Effect.gen(function* () {
      yield* now
      yield* TestClock.adjust("6 minutes")
      yield* now
      assert.strictEqual(over.times().length, 3)
      yield* TestClock.adjust("1 minute")
      yield* now
      assert.strictEqual(over.times().length, 6)
    }).pipe(Effect.provide(clockOver(over, { maxError: "100 millis" })))
  })
})

describe("a timestamp that the exchange refuses", () => {
  const skewedOnce = (kind: "GET" | "POST", jump: number) => {
    let shift = 0
    return timed(
      (t) => t + shift,
      [],
      (request) => {
        if (request.method !== kind) return http(200, [])
        if (shift === 0) {
          shift = jump
          return clockSkewed
        }
        return request.method === "GET" ? http(200, []) : accepted(request)
      }
    )
  }

  it.effect("resync, and sign once more, with the new time and the same id", () => {
    const over = wire(skewedOnce("POST", 10_000))
    const signing = signer()
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* atOnce(place)), "Success")
      assert.deepStrictEqual(
        over.sent.map(({ request }) => request.path.slice(8)),
        ["time", "time", "time", "order", "time", "time", "time", "order"]
      )
      const [first, second] = over.orders()
      assert.strictEqual(parameter(first?.request, "newClientOrderId"), parameter(second?.request, "newClientOrderId"))
      assert.deepStrictEqual(
        [parameter(first?.request, "timestamp"), parameter(second?.request, "timestamp")],
        ["0", "10000"]
      )
      assert.strictEqual(signing.payloads.length, 2)
    }).pipe(Effect.provide(client(over, { signer: signing.layer })))
  })

  it.effect("a read too", () => {
    const over = wire(skewedOnce("GET", 10_000))
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* atOnce(read)), "Success")
      assert.strictEqual(over.sent.filter(({ request }) => request.path.endsWith("openOrders")).length, 2)
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("refused twice, it is Retryable(ClockSkew) and nothing executed; there is no third signature", () => {
    const calls: ReadonlyArray<AnyCall> = [
      place,
      read,
      Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }),
      Spot.testOrder(limit)
    ]
    return Effect.forEach(calls, (call) => {
      const over = wire(
        timed(
          (t) => t,
          [],
          () => clockSkewed
        )
      )
      const signing = signer()
      return Effect.gen(function* () {
        const result = yield* atOnce(call)
        if (result._tag === "Success") return assert.fail("it succeeded")
        assert.instanceOf(result.failure, Retryable)
        assert.strictEqual(result.failure.reason._tag, "ClockSkew")
        assert.notStrictEqual(result.failure.executed, "unknown")
        assert.strictEqual(signing.payloads.length, 2)
        assert.strictEqual(over.times().length, 6)
      }).pipe(Effect.provide(client(over, { signer: signing.layer })))
    })
  })

  it.effect("when the clock cannot be read again, nothing more is signed", () => {
    let broken = false
    const over = wire((request, index) => {
      if (broken && request.path.endsWith("/time")) return http(500, "")
      if (request.path.endsWith("/order")) broken = true
      return timed(
        (t) => t,
        [],
        () => clockSkewed
      )(request, index)
    })
    const signing = signer()
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* atOnce(place)), "ClockUnknown")
      assert.strictEqual(signing.payloads.length, 1)
      assert.strictEqual(over.orders().length, 1)
    }).pipe(Effect.provide(client(over, { signer: signing.layer })))
  })

  it.effect("64 calls that are refused together share the resync as far as they can", () => {
    let shift = 0
    const refused = new Set<string>()
    const over = wire(
      timed(
        (t) => t + shift,
        Array.from({ length: 300 }, () => [5, 5] as const),
        (request) => {
          const id = parameter(request, "newClientOrderId") ?? ""
          if (refused.has(id)) return accepted(request)
          refused.add(id)
          shift = 10_000
          return clockSkewed
        }
      )
    )
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach(Array.from({ length: 64 }), () => start(place))
      yield* TestClock.adjust("10 seconds")
      for (const fiber of fibers) assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
      assert.strictEqual(over.orders().length, 128)
      assert.strictEqual(over.times().length, 6)
    }).pipe(Effect.provide(client(over)))
  })
})

describe("a clock that cannot be known", () => {
  const unsigned = (reply: Reply, call: AnyCall = place) => {
    const over = wire((request) => (request.path.endsWith("/time") ? reply : accepted(request)))
    const signing = signer()
    return Effect.gen(function* () {
      const result = yield* within(call, 20_000)
      assert.strictEqual(signing.payloads.length, 0)
      assert.strictEqual(over.sent.length, over.times().length)
      if (result._tag === "Success") return assert.fail("it succeeded")
      assert.instanceOf(result.failure, Retryable)
      assert.strictEqual(result.failure.reason._tag, "ClockUnknown")
      assert.isNotNull((result.failure as Retryable).operation) // an instance of it, as was just asserted
      return result.failure.message
    }).pipe(Effect.provide(client(over, { signer: signing.layer })))
  }

  it.effect("a failure gives Retryable(ClockUnknown), and nothing is signed", () =>
    Effect.gen(function* () {
      const replies = [
        lost,
        silence("connect", "ECONNREFUSED"),
        http(500, ""),
        http(403, "<html>"),
        http(429, ""),
        http(200, ""),
        http(200, "<html>"),
        http(200, {}),
        http(200, []),
        http(200, { serverTime: "1" }),
        http(200, { serverTime: null }),
        http(200, '{"serverTime":1e999}'),
        { ...http(200, { serverTime: 1 }), complete: false }
      ]
      for (const reply of replies)
        for (const call of [place, read] as ReadonlyArray<AnyCall>)
          assert.match((yield* unsigned(reply, call)) ?? "", /clock could not be read/)
    })
  )

  it.effect("for want of a connection or an answer says which", () =>
    Effect.gen(function* () {
      for (const [reply, why] of [
        [silence("connect", "ECONNREFUSED"), "(ECONNREFUSED)"],
        [silence("connect", "ENOTFOUND"), "(ENOTFOUND)"],
        [silence("sent", "ECONNRESET"), "(ECONNRESET)"],
        [http(404, "<html>"), "the endpoint"]
      ] as const)
        assert.include(yield* unsigned(reply), why)
    })
  )

  it.effect("a day off or in microseconds, it is refused with words that say so", () =>
    Effect.gen(function* () {
      for (const serverTime of [86_400_001, -86_400_001, 1_700_000_000_000_000]) {
        assert.match(
          (yield* unsigned(http(200, { serverTime }))) ?? "",
          /more than a day away from this machine's clock/,
          `${serverTime}`
        )
      }
    })
  )

  it.effect("the next call asks again", () => {
    let broken = true
    const over = wire((request, index) =>
      broken && request.path.endsWith("/time") ? lost : timed((t) => t)(request, index)
    )
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* atOnce(place)), "ClockUnknown")
      broken = false
      assert.strictEqual(tagOf(yield* atOnce(place)), "Success")
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("one reading of three is enough", () => {
    let reading = 0
    const over = wire((request, index) =>
      request.path.endsWith("/time") && ++reading === 2 ? lost : timed((t) => t)(request, index)
    )
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* atOnce(place)), "Success")
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("concurrent calls share a measurement that fails, too", () => {
    const over = wire((request) =>
      request.path.endsWith("/time") ? Effect.delay(Effect.succeed(lost), 1000) : accepted(request)
    )
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach(Array.from({ length: 32 }), () => start(place))
      yield* TestClock.adjust(2000)
      yield* settle
      assert.isTrue(fibers.every((fiber) => fiber.pollUnsafe() !== undefined))
      assert.strictEqual(over.times().length, 1)
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("a write does not wait for the clock longer than it is good for", () =>
    Effect.gen(function* () {
      const result = yield* within(Spot.placeOrder(market), 10_000)
      assert.notStrictEqual(result._tag, "Success")
    }).pipe(Effect.provide(client(wire(() => Effect.never))))
  )
})

describe("between the timestamp and the socket", () => {
  it.effect("nothing waits: clock and gate come first", () => {
    const signing = signer()
    const over = wire(
      timed(
        (t) => t + 3000,
        Array.from({ length: 3 }, () => [700, 700] as const)
      )
    )
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      const fiber = yield* start(place)
      yield* TestClock.adjust(2000)
      yield* window.close("address", 20_000)
      yield* TestClock.adjust(19_000)
      yield* settle
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
      const [order] = over.orders()
      // signed with the time at which it left, both waits behind it
      assert.strictEqual(parameter(order?.request, "timestamp"), `${(order?.at ?? 0) + 3000}`)
      assert.isAtLeast(order?.at ?? 0, 20_000)
    }).pipe(Effect.provide(client(over, { signer: signing.layer })))
  })

  it.effect("a reading that grows old at the gate does not make the order outlive what it is good for", () => {
    const slow = Array.from({ length: 99 }, () => [2000, 2000] as const)
    const over = wire(timed((t) => t, slow))
    return Effect.gen(function* () {
      const fiber = yield* start(place)
      yield* TestClock.adjust(11_000)
      yield* (yield* BanWindow.BanWindow).close("address", 58_000)
      yield* TestClock.adjust("3 minutes")
      yield* Fiber.join(fiber)
      assert.isAtMost(over.orders()[0]?.at ?? 0, 60_000)
      // nothing is asked between the gate and the socket, so nothing can be asked in vain, or into a ban
      assert.deepStrictEqual(
        over.sent.filter(({ at }) => at > 11_000).map(({ request }) => request.method),
        over.orders().map(() => "POST")
      )
    }).pipe(Effect.provide(client(over, { clock: ServerClock.layerWith({ maxAge: "20 seconds" }) })))
  })
})

describe("a measurement that is shared", () => {
  it.effect("a caller who takes its measurement away from nobody: interrupted, it goes on for the others", () => {
    const over = wire(
      timed(
        (t) => t,
        Array.from({ length: 9 }, () => [50, 50] as const)
      )
    )
    return Effect.gen(function* () {
      const first = yield* start(place)
      const second = yield* start(place)
      yield* TestClock.adjust(120)
      yield* Fiber.interrupt(first)
      yield* settle
      yield* TestClock.adjust(1000)
      assert.strictEqual(tagOf(yield* Fiber.join(second)), "Success")
      assert.strictEqual(over.times().length, 3)
    }).pipe(Effect.provide(client(over)))
  })

  for (const timeout of [Duration.infinity, Duration.hours(1), Duration.zero]) {
    it.effect(
      `a caller with a time-out of his own (${Duration.format(timeout)}) does not stop the clock for everybody`,
      () => {
        let silent = true
        const over = wire((request, index) =>
          silent && request.path.endsWith("/time") ? Effect.never : timed((t) => t)(request, index)
        )
        return Effect.gen(function* () {
          yield* start(Effect.provideService(place, CallTimeout, timeout))
          yield* TestClock.adjust("2 minutes")
          silent = false
          assert.strictEqual(tagOf(yield* within(place, 60_000)), "Success")
        }).pipe(Effect.provide(client(over)))
      }
    )
  }
})

describe("layerFixed", () => {
  it.effect("is the local clock and an offset, and asks nobody", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(1000)
      const clock = yield* ServerClock.ServerClock
      assert.deepStrictEqual(yield* clock.now, { time: 1250, errorMillis: 0 })
      assert.strictEqual(yield* clock.read, 1250)
      yield* clock.resync
    }).pipe(Effect.provide(ServerClock.layerFixed(250)))
  )
})
