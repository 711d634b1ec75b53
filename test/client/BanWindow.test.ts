import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import { ServerClock } from "effect-binance/client/ServerClock"
import type { Reply } from "effect-binance/client/Transport"
import * as Verdict from "effect-binance/client/Verdict"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import {
  accepted,
  type AnyCall,
  atOnce,
  busy,
  client,
  clientFixed,
  http,
  lost,
  movableWall,
  settle,
  signer,
  start,
  tagOf,
  wire,
  within,
  withTime
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
const cancel = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "a" })

// Call.failFast, for a list of calls of different types
const failFast = <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.provideService(call, BanWindow.Patience, "fail-fast")

const spotReads = BanWindow.scopesOf({ method: "GET", path: "/api/v3/account" })
const spotOrders: ReadonlyArray<BanWindow.Scope> = ["orders", "orders:api:test"]

const wellBehaved = withTime((request) => (request.path.endsWith("openOrders") ? http(200, []) : accepted(request)))
const every: ReadonlyArray<AnyCall> = [place, read, cancel]

describe("while the window is closed", () => {
  it.effect("nothing leaves: 64 reads, writes, cancels and clock readings wait, and go when it opens by itself", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("address", 30_000)
      const { read: readClock } = yield* ServerClock
      const calls: ReadonlyArray<AnyCall> = [place, read, cancel, readClock]
      const fibers = yield* Effect.forEach(
        Array.from({ length: 64 }, (_, i) => i),
        (i) => start(calls[i % 4]!)
      )
      yield* TestClock.adjust(29_999)
      assert.strictEqual(over.sent.length, 0)
      assert.isTrue(fibers.every((fiber) => fiber.pollUnsafe() === undefined))
      assert.strictEqual(yield* window.closedUntil("address"), 30_000)
      // the window opens for everybody; nobody has to knock first
      yield* TestClock.adjust("10 seconds")
      for (const fiber of fibers) assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
      assert.isTrue(over.sent.every(({ at }) => at >= 30_000))
      assert.strictEqual(over.orders().length, 16)
      assert.strictEqual(yield* window.closedUntil("address"), undefined)
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("the waiters are staggered when it opens", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 30_000)
      const fibers = yield* Effect.forEach(Array.from({ length: 64 }), () => start(read))
      yield* TestClock.adjust("1 minute")
      yield* Effect.forEach(fibers, Fiber.join)
      assert.isAbove(new Set(over.sent.map(({ at }) => at)).size, 8)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("a later end extends it for those who wait already, an earlier end changes nothing", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("address", 10_000)
      const fiber = yield* start(place)
      yield* TestClock.adjust(5000)
      yield* window.close("address", 20_000)
      yield* window.close("address", 6000)
      assert.strictEqual(yield* window.closedUntil("address"), 20_000)
      yield* TestClock.adjust(14_999)
      assert.strictEqual(over.sent.length, 0)
      yield* TestClock.adjust(2)
      assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
      assert.deepStrictEqual(
        over.sent.map(({ at }) => at),
        [20_001]
      )
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("the limit of new orders holds orders back, and neither reads, cancels, tests nor the clock", () => {
    const over = wire(
      withTime((request) =>
        request.path.endsWith("openOrders")
          ? http(200, [])
          : request.path.endsWith("/test")
            ? http(200, {})
            : accepted(request)
      )
    )
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("orders", 20_000)
      const waiting = yield* start(place)
      const others: ReadonlyArray<AnyCall> = [read, cancel, Spot.testOrder(limit)]
      for (const call of others) assert.strictEqual(tagOf(yield* within(call, 10)), "Success")
      assert.isAbove(over.times().length, 0)
      assert.strictEqual(over.orders().length, 0)
      assert.strictEqual(yield* window.closedUntil("address"), undefined)
      yield* TestClock.adjust("21 seconds")
      assert.strictEqual(tagOf(yield* Fiber.join(waiting)), "Success")
      assert.deepStrictEqual(
        over.orders().map(({ at }) => at),
        [20_001]
      )
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("a call that is told to fail fast fails at once, with the end of the window", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 5000)
      for (const call of every) {
        const result = yield* atOnce(failFast(call))
        assert.strictEqual(tagOf(result), "BanWindowClosed")
        if (result._tag === "Failure" && result.failure.reason._tag === "BanWindowClosed")
          assert.strictEqual(result.failure.reason.until, 5000)
      }
      assert.strictEqual(over.sent.length, 0)
      // patience belongs to the call, not to the client
      const patient = yield* start(read)
      yield* TestClock.adjust(5001)
      assert.strictEqual(tagOf(yield* Fiber.join(patient)), "Success")
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("a call that is told to fail fast does so too while a patient one waits with the clock", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 5000)
      yield* start(read)
      assert.strictEqual(tagOf(yield* within(Call.failFast(read), 1000)), "BanWindowClosed")
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("a write never waits beyond what it is good for: it fails fast, unsigned, and says until when", () => {
    const over = wire(wellBehaved)
    const signing = signer()
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("address", 10_001)
      const result = yield* atOnce(Spot.placeOrder(market))
      assert.strictEqual(tagOf(result), "BanWindowClosed")
      if (result._tag === "Failure") {
        assert.strictEqual(result.failure.executed, "no")
        assert.strictEqual(result.failure.operation?.name, "spot.placeOrder")
      }
      const short = yield* atOnce(Call.goodFor("10 seconds")(place))
      assert.strictEqual(tagOf(short), "BanWindowClosed")
      // the same window is short enough for an order that is good for a minute
      const patient = yield* start(place)
      // extended beyond that minute, it fails as soon as it learns of it
      yield* window.close("address", 61_000)
      yield* TestClock.adjust(10_001)
      assert.strictEqual(tagOf(yield* Fiber.join(patient)), "BanWindowClosed")
      assert.deepStrictEqual([over.sent.length, signing.payloads.length], [0, 0])
    }).pipe(Effect.provide(clientFixed(over, { signer: signing.layer })))
  })

  it.effect("a write never waits beyond what it is good for, also when the clock has not been read yet", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 120_000)
      const result = yield* within(Spot.placeOrder(market), 10_000)
      assert.strictEqual(tagOf(result), "BanWindowClosed")
      assert.strictEqual(over.sent.length, 0)
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("an interrupted waiter leaves nothing behind", () => {
    const over = wire(wellBehaved)
    const signing = signer()
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 5000)
      const fibers = yield* Effect.forEach([...every, (yield* ServerClock).read], (call) => start(call))
      yield* TestClock.adjust(1000)
      for (const fiber of fibers) yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual([over.sent.length, signing.payloads.length], [0, 0])
      // and the next one is not held up by them
      assert.strictEqual(tagOf(yield* within(place, 100)), "Success")
    }).pipe(Effect.provide(client(over, { signer: signing.layer })))
  })
})

describe("many who wait", () => {
  it.effect("leave in turn, and stop again when the window closes again in the middle of it", () => {
    let answered = 0
    const over = wire(() => (++answered === 5 ? http(418, "", { "retry-after": "60" }) : http(200, [])))
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 10_000)
      const fibers = yield* Effect.forEach(Array.from({ length: 40 }), () => start(read))
      yield* TestClock.adjust("50 seconds")
      assert.strictEqual(over.sent.length, 5)
      yield* TestClock.adjust("5 minutes")
      for (const fiber of fibers) assert.isDefined(fiber.pollUnsafe())
      // those who are good for a minute cannot wait until 1:10
      assert.strictEqual(over.sent.length, 5)
      assert.strictEqual(
        (yield* Effect.forEach(fibers, Fiber.join)).filter((result) => tagOf(result) === "BanWindowClosed").length,
        35
      )
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("none waits for a turn that comes after what it is good for", () => {
    const over = wire((request) => accepted(request))
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 5000)
      const fibers = yield* Effect.forEach(Array.from({ length: 3000 }), () =>
        Effect.forkChild(Effect.result(Spot.placeOrder(market)))
      )
      yield* settle
      yield* TestClock.adjust(5000)
      yield* TestClock.adjust(5000)
      yield* settle
      assert.isTrue(fibers.every((fiber) => fiber.pollUnsafe() !== undefined))
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("the turns of those who have gone away are not waited for", () => {
    const over = wire(() => http(200, []))
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("address", 1000)
      const fibers = yield* Effect.forEach(Array.from({ length: 2000 }), () => Effect.forkChild(read))
      yield* settle
      yield* TestClock.adjust(1000)
      yield* settle
      yield* Effect.forEach(fibers, Fiber.interrupt)
      yield* window.close("address", 1500)
      const late = yield* start(read)
      yield* TestClock.adjust(1000)
      yield* settle
      assert.isDefined(late.pollUnsafe())
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("share a timer when they wait for the same end, and it goes when the last of them goes", () =>
    Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      const clock = yield* Clock.Clock
      let sleeping = 0
      const counting: Clock.Clock = {
        currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
        currentTimeMillis: clock.currentTimeMillis,
        currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
        currentTimeNanos: clock.currentTimeNanos,
        monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: clock.monotonicTimeNanos,
        sleep: (duration) =>
          Effect.suspend(() => {
            sleeping++
            return Effect.ensuring(
              clock.sleep(duration),
              Effect.sync(() => {
                sleeping--
              })
            )
          })
      }
      yield* window.close("address", 5000)
      const wait = Effect.provideService(window.pass(["address"], Infinity), Clock.Clock, counting)
      const fibers = yield* Effect.forEach(Array.from({ length: 1000 }), () => Effect.forkChild(wait))
      yield* settle
      assert.strictEqual(sleeping, 1)
      const [last, ...others] = fibers
      yield* Effect.forEach(others, Fiber.interrupt)
      assert.strictEqual(sleeping, 1)
      yield* Fiber.interrupt(last!)
      assert.strictEqual(sleeping, 0)
    }).pipe(Effect.provide(BanWindow.BanWindow.layer))
  )

  it.effect("fail at the last turn before what they are good for, and those in time leave", () =>
    Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("address", 5000)
      // the first leaves a ms after the opening, and each of the others 5 ms after the one before
      const ends = yield* Effect.forEach([5012, 5003, 5011, 5004, Infinity], (deadline) =>
        Effect.forkChild(
          Effect.flatMap(Effect.exit(window.pass(["address"], deadline)), (exit) =>
            Effect.map(Clock.currentTimeMillis, (at) => `${exit._tag} at ${at}`)
          )
        )
      )
      yield* settle
      for (let i = 0; i < 30; i++) yield* TestClock.adjust(i === 0 ? 4999 : 1)
      assert.deepStrictEqual(yield* Effect.forEach(ends, Fiber.join), [
        "Success at 5001",
        "Failure at 5001",
        "Success at 5006",
        "Failure at 5001",
        "Success at 5011"
      ])
    }).pipe(Effect.provide(BanWindow.BanWindow.layer))
  )

  it.effect("an end that is no number changes nothing", () => {
    const over = wire(() => http(200, []))
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("address", NaN)
      assert.isTrue(window.isOpen(["address"], 1))
      assert.strictEqual(tagOf(yield* atOnce(failFast(read))), "Success")
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("a request that waited for its connection", () => {
  it.effect(
    "is withdrawn when the window has closed meanwhile, and goes later under the same id and a new timestamp",
    () => {
      const over = wire(wellBehaved, { connectMillis: 100 })
      const signing = signer()
      return Effect.gen(function* () {
        const fibers = yield* Effect.forEach(every, (call) => start(call))
        yield* TestClock.adjust(50)
        yield* (yield* BanWindow.BanWindow).close("address", 20_000)
        yield* TestClock.adjust(19_900)
        assert.strictEqual(over.sent.length, 0)
        assert.strictEqual(over.withdrawn.length, 3)
        yield* TestClock.adjust("1 second")
        for (const fiber of fibers) assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
        assert.isTrue(over.sent.every(({ at }) => at >= 20_000))
        assert.strictEqual(over.orders().length, 1)
        const [first, second] = signing.payloads
          .filter((payload) => payload.includes("timeInForce"))
          .map((payload) => new URLSearchParams(payload))
        assert.strictEqual(first?.get("newClientOrderId"), second?.get("newClientOrderId"))
        assert.deepStrictEqual([first?.get("timestamp"), second?.get("timestamp")], ["0", "20006"])
      }).pipe(Effect.provide(clientFixed(over, { signer: signing.layer })))
    }
  )

  it.effect("is withdrawn for good when the window outlives the intent: nothing was sent", () => {
    const over = wire(wellBehaved, { connectMillis: 100 })
    return Effect.gen(function* () {
      const fiber = yield* start(Spot.placeOrder(market))
      yield* TestClock.adjust(50)
      yield* (yield* BanWindow.BanWindow).close("address", 60_000)
      yield* TestClock.adjust(50)
      assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "BanWindowClosed")
      assert.strictEqual(over.sent.length, 0)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("goes when the window that closed is only that of new orders and it is none", () => {
    const over = wire(wellBehaved, { connectMillis: 100 })
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach([place, cancel] as ReadonlyArray<AnyCall>, (call) => start(call))
      yield* TestClock.adjust(50)
      yield* (yield* BanWindow.BanWindow).close("orders", 5000)
      yield* TestClock.adjust(50)
      assert.strictEqual(tagOf(yield* Fiber.join(fibers[1]!)), "Success")
      assert.strictEqual(over.orders().length, 0)
      yield* TestClock.adjust(5001)
      assert.strictEqual(tagOf(yield* Fiber.join(fibers[0]!)), "Success")
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("what closes the window", () => {
  /** Sends one order, and gives until when each scope is closed after the reply that came at 0. */
  const closedBy = (reply: Reply, call: AnyCall = place) => {
    const over = wire(() => reply)
    return Effect.gen(function* () {
      yield* atOnce(call)
      const window = yield* BanWindow.BanWindow
      return {
        address: yield* BanWindow.closedUntil(window, spotReads),
        orders: yield* BanWindow.closedUntil(window, spotOrders)
      }
    }).pipe(Effect.provide(clientFixed(over)))
  }
  const ban = { code: -1003, msg: "Way too much request weight used; IP banned." }

  it.effect("429 and 418, until Retry-After", () =>
    Effect.gen(function* () {
      for (const status of [429, 418]) {
        for (const call of every) {
          assert.deepStrictEqual(
            yield* closedBy(http(status, ban, { "retry-after": "7" }), call),
            { address: 7000, orders: undefined },
            `${status}`
          )
        }
      }
    })
  )

  it.effect("429 and 418 of which nothing is readable: for the window of the limit, for the shortest ban", () =>
    Effect.gen(function* () {
      for (const call of every) {
        for (const body of ["", "<html>Too many</html>", '{"code":', "null", "[]"]) {
          assert.strictEqual((yield* closedBy(http(429, body), call)).address, 60_000, body)
          assert.strictEqual((yield* closedBy(http(418, body), call)).address, 120_000, body)
          assert.strictEqual(
            (yield* closedBy({ ...http(418, body), complete: false }, call)).address,
            120_000,
            `cut ${body}`
          )
          assert.strictEqual(
            (yield* closedBy(http(418, body, { "retry-after": "9" }), call)).address,
            9000,
            `Retry-After and ${body}`
          )
        }
      }
    })
  )

  it.effect("429 and 418 whose verdict is a doubt, or about something else", () =>
    Effect.gen(function* () {
      for (const code of [-9999, -1007, -1006, -2010, -2011, -1102]) {
        assert.isAtLeast((yield* closedBy(http(429, { code, msg: "?" }))).address ?? 0, 60_000, `429 ${code}`)
        assert.isAtLeast((yield* closedBy(http(418, { code, msg: "?" }))).address ?? 0, 120_000, `418 ${code}`)
      }
    })
  )

  it.effect("429 and 418 whose verdict is a doubt or about something else: until Retry-After", () =>
    Effect.gen(function* () {
      for (const status of [429, 418]) {
        for (const code of [-9999, -1007, -1006]) {
          assert.strictEqual(
            (yield* closedBy(http(status, { code, msg: "?" }, { "retry-after": "3600" }))).address,
            3_600_000,
            `${status} ${code}`
          )
        }
      }
    })
  )
  it.effect("429 under a code of something else: until Retry-After", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        (yield* closedBy(
          http(
            429,
            { code: -2010, msg: "Account has insufficient balance for requested action." },
            { "retry-after": "3600" }
          )
        )).address,
        3_600_000
      )
    })
  )

  it.effect("a ban that the text states, also under a status that says nothing about execution", () =>
    Effect.gen(function* () {
      const stated = {
        code: -1003,
        msg: "Way too many requests; IP banned until 1700000060000. Please use the websocket for live updates to avoid bans."
      }
      assert.isAtLeast(
        (yield* closedBy(http(503, stated, { date: "Tue, 14 Nov 2023 22:13:20 GMT" }))).address ?? 0,
        60_000
      )
    })
  )

  it.effect("-1015, for new orders only", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* closedBy({ ...busy, status: 429, headers: { "retry-after": "3" } }), {
        address: undefined,
        orders: 3000
      })
      // and what clocks may drift meanwhile
      assert.deepStrictEqual(yield* closedBy({ ...busy, status: 429 }), { address: undefined, orders: 10_003 })
    })
  )

  it.effect("-1003 under any status that means something, also in a 200", () =>
    Effect.gen(function* () {
      for (const status of [200, 400])
        assert.isAtLeast((yield* closedBy(http(status, ban), read)).address ?? 0, 60_000, `${status}`)
    })
  )

  it.effect(
    "403 from the edge, of which no end is known: longer than the shortest ban, for the hosts that it came from",
    () =>
      Effect.gen(function* () {
        for (const call of every) {
          assert.deepStrictEqual(yield* closedBy(http(403, "<html>"), call), { address: 300_000, orders: undefined })
          assert.strictEqual((yield* closedBy(http(403, "", { "retry-after": "7" }), call)).address, 300_000)
          assert.strictEqual((yield* closedBy(http(403, "", { "retry-after": "900" }), call)).address, 900_000)
        }
      })
  )

  it.effect("nothing else: a lost reply, a 5xx, a reject, a success", () =>
    Effect.gen(function* () {
      for (const reply of [lost, http(503, ""), http(400, { code: -2010, msg: "x" }), http(200, { orderId: 1 })]) {
        assert.deepStrictEqual(yield* closedBy(reply), { address: undefined, orders: undefined })
      }
    })
  )

  it.effect("a 418 in answer to the clock sync: for orders too, and the order was not sent", () => {
    const over = wire((request) =>
      request.path.endsWith("/time") ? http(418, "<html>", { "retry-after": "300" }) : accepted(request)
    )
    const signing = signer()
    return Effect.gen(function* () {
      const first = yield* atOnce(place)
      assert.strictEqual(tagOf(first), "ClockUnknown")
      assert.strictEqual(yield* (yield* BanWindow.BanWindow).closedUntil("address"), 300_000)
      const others: ReadonlyArray<AnyCall> = [place, cancel, Spot.time()]
      for (const call of others) assert.strictEqual(tagOf(yield* atOnce(failFast(call))), "BanWindowClosed")
      assert.strictEqual(over.sent.length, 1)
      assert.strictEqual(signing.payloads.length, 0)
    }).pipe(Effect.provide(client(over, { signer: signing.layer })))
  })

  it.effect("one 418 among 64 calls in flight: what had not left stays", () => {
    // one at a time gets a connection, a tenth of a second each
    let turn = 0
    const over = wire((_request, index) => (index === 0 ? http(418, "", { "retry-after": "30" }) : http(200, [])), {
      connectMillis: () => ++turn * 50
    })
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach(Array.from({ length: 64 }), () => start(read))
      yield* TestClock.adjust("29 seconds")
      assert.strictEqual(over.sent.length, 1)
      yield* TestClock.adjust("29 seconds")
      const results = yield* Effect.forEach(fibers, Fiber.join)
      assert.strictEqual(results.filter((result) => tagOf(result) === "IpBanned").length, 1)
      assert.strictEqual(results.filter((result) => tagOf(result) === "Success").length, 63)
      assert.isTrue(over.sent.slice(1).every(({ at }) => at >= 30_050))
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("what a window covers", () => {
  const openFor = (sentTo: BanWindow.Origin, reply: Reply, others: ReadonlyArray<BanWindow.Origin>) => {
    const asked = {
      product: Spot.time.operation.product,
      kind: "read",
      earlier: "none",
      clientOrderIdFrom: "library",
      clientOrderIds: []
    } as const
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* BanWindow.observe(window, asked.product, reply, Verdict.decide(asked, reply, 0), 0, sentTo)
      return others.map((origin) => window.isOpen(BanWindow.scopesOf(origin), 1))
    }).pipe(Effect.provide(BanWindow.BanWindow.layer))
  }
  const get = (path: string, account?: string): BanWindow.Origin => ({ method: "GET", path, account })
  const tooMany = http(429, { code: -1003, msg: "Too many requests." })
  const elsewhere = [
    get("/api/v3/account"),
    get("/sapi/v1/margin/order"),
    get("/sapi/v1/margin/account"),
    get("/fapi/v1/time"),
    get("/dapi/v1/time"),
    get("/eapi/v1/time"),
    get("/papi/v1/account")
  ]

  it.effect("a request too many: the hosts of its product, and on /sapi/ its endpoint alone", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* openFor(get("/fapi/v1/order"), tooMany, elsewhere), [
        true,
        true,
        true,
        false,
        true,
        true,
        true
      ])
      assert.deepStrictEqual(yield* openFor(get("/api/v3/order"), tooMany, elsewhere), [
        false,
        false,
        false,
        true,
        true,
        true,
        true
      ])
      assert.deepStrictEqual(yield* openFor(get("/sapi/v1/margin/order"), tooMany, elsewhere), [
        true,
        false,
        true,
        true,
        true,
        true,
        true
      ])
      // each method is an endpoint
      assert.deepStrictEqual(
        yield* openFor({ method: "POST", path: "/sapi/v1/margin/order" }, tooMany, elsewhere),
        elsewhere.map(() => true)
      )
    })
  )

  it.effect("a block at the edge: the hosts that it came from", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* openFor(get("/sapi/v1/margin/order"), http(403, "<html>"), elsewhere), [
        false,
        false,
        false,
        true,
        true,
        true,
        true
      ])
    })
  )

  it.effect("a ban: the address, wherever it was spoken", () =>
    Effect.gen(function* () {
      for (const sentTo of elsewhere) {
        for (const reply of [
          http(418, "<html>"),
          http(418, { code: -1003, msg: "Too many requests." }),
          http(429, { code: -1003, msg: "Way too much request weight used; IP banned until 1700000060000." })
        ]) {
          assert.deepStrictEqual(
            yield* openFor(sentTo, reply, elsewhere),
            elsewhere.map(() => false),
            sentTo.path
          )
        }
      }
    })
  )

  it.effect("the limit of new orders: those of one account on one product", () =>
    Effect.gen(function* () {
      const order = get("/api/v3/order", "one")
      assert.deepStrictEqual(
        yield* openFor(order, { ...busy, status: 429 }, [
          order,
          get("/api/v3/order", "two"),
          get("/fapi/v1/order", "one"),
          get("/sapi/v1/margin/order", "one"),
          get("/api/v3/order")
        ]),
        [false, true, true, true, true]
      )
    })
  )

  it.effect("a call of the client asks for its own: a closed fapi does not hold it back, its account does", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("address:fapi", 60_000)
      yield* window.close("orders:api:another", 60_000)
      for (const call of every) assert.strictEqual(tagOf(yield* atOnce(failFast(call))), "Success")
      yield* window.close("orders:api:test", 60_000)
      assert.deepStrictEqual(
        [tagOf(yield* atOnce(failFast(place))), tagOf(yield* atOnce(failFast(read)))],
        ["BanWindowClosed", "Success"]
      )
      yield* window.close("address:api", 60_000)
      assert.strictEqual(tagOf(yield* atOnce(failFast(read))), "BanWindowClosed")
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("who leaves first", () => {
  it.effect("cancels and the questions of a reconciliation, then orders, then queries, then market data", () => {
    const over = wire((request) =>
      request.path.endsWith("openOrders")
        ? http(200, [])
        : request.path.endsWith("/time")
          ? http(200, { serverTime: 0 })
          : accepted(request)
    )
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 5000)
      const urgent = Effect.provideService(read, BanWindow.ChosenLane, "cancel")
      // the last to leave come first
      const calls: ReadonlyArray<AnyCall> = [Spot.time(), read, place, cancel]
      for (let i = 0; i < 4; i++) yield* Effect.forEach(calls, (call) => start(call))
      yield* start(urgent)
      yield* TestClock.adjust(6000)
      const order = over.sent.map(({ request: { method, path } }) => `${method} ${path.slice("/api/v3/".length)}`)
      const times = (n: number, what: string) => Array.from({ length: n }, () => what)
      assert.deepStrictEqual(order, [
        ...times(4, "DELETE order"),
        "GET openOrders",
        ...times(4, "POST order"),
        ...times(4, "GET openOrders"),
        ...times(4, "GET time")
      ])
      assert.deepStrictEqual(
        over.sent.map(({ at }) => at),
        order.map((_, i) => 5001 + 5 * i)
      )
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("the local clock", () => {
  it.effect("a wall clock that is moved forward does not open the window", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      const wall = yield* movableWall
      const window = yield* BanWindow.BanWindow
      yield* wall.on(window.close("address", 60_000))
      wall.offset = 3_600_000
      // the end is told by the new time
      assert.strictEqual(yield* wall.on(window.closedUntil("address")), 3_660_000)
      const fiber = yield* start(wall.on(read))
      assert.strictEqual(over.sent.length, 0)
      yield* TestClock.adjust(59_999)
      assert.strictEqual(over.sent.length, 0)
      yield* TestClock.adjust(2)
      yield* Fiber.join(fiber)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("a wall clock that is moved back does not make a write wait beyond what it is good for", () => {
    const over = wire(wellBehaved)
    return Effect.gen(function* () {
      const wall = yield* movableWall
      wall.offset = 3_600_000
      const window = yield* BanWindow.BanWindow
      yield* wall.on(window.close("address", 3_605_000))
      const fiber = yield* start(wall.on(Spot.placeOrder(market)))
      // the step, and a longer ban that is known by the new time
      wall.offset = 0
      yield* window.close("address", 60_000)
      yield* TestClock.adjust("10 seconds")
      yield* settle
      assert.isDefined(fiber.pollUnsafe())
      assert.strictEqual(over.sent.length, 0)
    }).pipe(Effect.provide(clientFixed(over)))
  })
})
