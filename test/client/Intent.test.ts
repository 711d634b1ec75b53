import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as ClientOrderId from "effect-binance/client/ClientOrderId"
import * as Intent from "effect-binance/client/Intent"
import { AmbiguousExecution, Fatal } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import {
  accepted,
  type AnyCall,
  atOnce,
  clientFixed,
  clockSkewed,
  http,
  lost,
  parameter,
  parametersOf,
  signer,
  silence,
  start,
  tagOf,
  wire,
  within
} from "./support.ts"

const limit: Extract<Spot.PlaceOrder, { readonly type: "LIMIT" }> = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
}
const market = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" } as const
const place = Spot.placeOrder(limit)
// Retry.safely does not compile on a call that may have executed; of these it is known that they cannot
const again = (policy: RetryPolicy.RetryPolicy) => (call: typeof place) =>
  Retry.safely(policy)(call as never) as typeof place
const notSent = silence("connect", "ECONNREFUSED")
const ids = (over: ReturnType<typeof wire>) =>
  over.orders().map(({ request }) => parameter(request, "newClientOrderId"))

describe("the client order id", () => {
  it("is 24 lower-case letters and digits, and never the same twice in 100 000", () => {
    const made = new Set<string>()
    for (let i = 0; i < 100_000; i++) {
      const id = ClientOrderId.makeUnsafe()
      if (!/^[0-9a-z]{24}$/.test(id)) assert.fail(id)
      made.add(id)
    }
    assert.strictEqual(made.size, 100_000)
  })

  it("has at least 96 random bits: each place takes each of 32 characters", () => {
    const places = Array.from({ length: 24 }, () => new Set<string>())
    for (let i = 0; i < 2000; i++)
      Array.from(ClientOrderId.makeUnsafe()).forEach((character, index) => places[index]?.add(character))
    assert.isTrue(places.every((characters) => characters.size === 32))
  })

  it.effect("is one per run, shared by all its attempts", () => {
    const replies = [notSent, clockSkewed, notSent, notSent]
    const over = wire((request, index) => replies[index] ?? accepted(request))
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* within(place.pipe(again(RetryPolicy.standard)), 30_000)), "Success")
      assert.strictEqual(over.orders().length, 5)
      assert.strictEqual(new Set(ids(over)).size, 1)
      assert.match(ids(over)[0] ?? "", /^[0-9a-z]{24}$/)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("running the same value again is a new intent: one after the other, side by side, repeated", () => {
    const over = wire((request) => accepted(request))
    return Effect.gen(function* () {
      yield* place
      yield* place
      yield* Effect.all([place, place, place], { concurrency: "unbounded" })
      yield* Effect.repeat(place, { times: 2 })
      // also a value that was wrapped before it ran
      const retried = place.pipe(again(RetryPolicy.standard))
      yield* Effect.all([retried, retried], { concurrency: "unbounded" })
      assert.strictEqual(over.orders().length, 10)
      assert.strictEqual(new Set(ids(over)).size, 10)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("of the caller is used as it is, in the request, in the error, in the doubt", () =>
    Effect.gen(function* () {
      const id = "My-own_id42"
      const own = Spot.placeOrder({ ...limit, newClientOrderId: id })
      const over = wire((request, index) =>
        index === 0
          ? lost
          : index === 1
            ? http(400, { code: -2010, msg: "Account has insufficient balance for requested action." })
            : accepted(request)
      )
      yield* Effect.gen(function* () {
        const doubt = yield* atOnce(own)
        if (doubt._tag === "Success" || !(doubt.failure instanceof AmbiguousExecution)) return assert.fail("no doubt")
        assert.deepStrictEqual(doubt.failure.inDoubt.clientOrderIds, [id])
        const refused = yield* atOnce(own)
        if (refused._tag === "Success") return assert.fail("not refused")
        assert.strictEqual(refused.failure.operation?.clientOrderId, id)
        yield* own
        assert.deepStrictEqual(ids(over), [id, id, id])
      }).pipe(Effect.provide(clientFixed(over)))
    })
  )

  it.effect("a duplicate of the caller's own is Fatal, of one that the library made it is a doubt", () => {
    const over = wire(() => http(400, { code: -2010, msg: "Duplicate order sent." }))
    return Effect.gen(function* () {
      const own = yield* atOnce(Spot.placeOrder({ ...limit, newClientOrderId: "mine" }))
      if (own._tag === "Success") return assert.fail("it succeeded")
      assert.instanceOf(own.failure, Fatal)
      assert.strictEqual(own.failure.reason._tag, "DuplicateClientOrderId")
      const made = yield* atOnce(place)
      if (made._tag === "Success") return assert.fail("it succeeded")
      assert.instanceOf(made.failure, AmbiguousExecution)
      assert.strictEqual(made.failure.reason._tag, "EarlierAttemptExists")
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("of the caller that could never be looked up is Fatal(InvalidRequest), and nothing is signed", () => {
    const over = wire((request) => accepted(request))
    const signing = signer()
    return Effect.gen(function* () {
      for (const newClientOrderId of ["", " ", "a b", "a.b", "a/b", "é", "a\n", "a&b=c", "x".repeat(37)]) {
        const result = yield* atOnce(Spot.placeOrder({ ...limit, newClientOrderId }))
        if (result._tag === "Success") return assert.fail(newClientOrderId)
        assert.instanceOf(result.failure, Fatal)
        assert.deepInclude(result.failure.reason, { _tag: "InvalidRequest", parameter: "newClientOrderId" })
      }
      assert.strictEqual(
        tagOf(yield* atOnce(Spot.placeOrder({ ...limit, newClientOrderId: "x".repeat(36) }))),
        "Success"
      )
      assert.deepStrictEqual([over.sent.length, signing.payloads.length], [1, 1])
    }).pipe(Effect.provide(clientFixed(over, { signer: signing.layer })))
  })

  it.effect("comes from the Generator that the program provides", () => {
    const over = wire((request) => accepted(request))
    let n = 0
    return Effect.gen(function* () {
      yield* Effect.provideService(Effect.all([place, place]), ClientOrderId.Generator, () => `seeded${++n}`)
      assert.deepStrictEqual(ids(over), ["seeded1", "seeded2"])
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("how long an intent is good for", () => {
  /** For how long a call is sent again and again, when nothing of it ever leaves. */
  const lasts = (call: typeof place) => {
    const signing = signer()
    return Effect.gen(function* () {
      const from = yield* TestClock.testClockWith((clock) => clock.currentTimeMillis)
      const every100ms = RetryPolicy.make({ base: "100 millis", cap: "100 millis", times: 10_000 })
      const fiber = yield* start(call.pipe(again(every100ms)))
      for (let i = 0; i < 900 && fiber.pollUnsafe() === undefined; i++) yield* TestClock.adjust(100)
      const result = yield* Fiber.join(fiber)
      const last = Number(new URLSearchParams(signing.payloads.at(-1)).get("timestamp")) - from
      return { tag: tagOf(result), last, executed: result._tag === "Success" ? undefined : result.failure.executed }
    }).pipe(
      Effect.provide(
        clientFixed(
          wire(() => notSent),
          { signer: signing.layer }
        )
      )
    )
  }

  it.effect(
    "10 s for MARKET, IOC and FOK, 60 s for the others; then it ends as it last failed, and nothing more is signed",
    () =>
      Effect.gen(function* () {
        const short: ReadonlyArray<Spot.PlaceOrder> = [
          market,
          { ...limit, timeInForce: "IOC" as const },
          { ...limit, timeInForce: "FOK" as const },
          { ...limit, type: "STOP_LOSS_LIMIT", stopPrice: "1", timeInForce: "IOC" }
        ]
        const long: ReadonlyArray<Spot.PlaceOrder> = [
          limit,
          { symbol: "BTCUSDT", side: "BUY", type: "LIMIT_MAKER", quantity: "1", price: "1" },
          { symbol: "BTCUSDT", side: "BUY", type: "STOP_LOSS", quantity: "1", stopPrice: "1" }
        ]
        for (const [orders, millis] of [
          [short, 10_000],
          [long, 60_000]
        ] as const) {
          for (const input of orders) {
            const { executed, last, tag } = yield* lasts(Spot.placeOrder(input))
            assert.deepStrictEqual({ tag, executed }, { tag: "NotSent", executed: "no" })
            assert.isBelow(last, millis, input.type)
            assert.isAtLeast(last, millis - 200, input.type)
          }
        }
      })
  )

  it.effect("what Call.goodFor says, shorter or longer", () =>
    Effect.gen(function* () {
      for (const millis of [500, 30_000]) {
        const { last, tag } = yield* lasts(Call.goodFor(millis)(Spot.placeOrder(market)))
        assert.strictEqual(tag, "NotSent")
        assert.isBelow(last, millis)
        assert.isAtLeast(last, millis - 200)
      }
    })
  )

  it.effect("nothing at all, when it is good for no time", () => {
    const over = wire((request) => accepted(request))
    const signing = signer()
    return Effect.gen(function* () {
      for (const never of [0, -5, "0 seconds"] as const) {
        const result = yield* atOnce(Call.goodFor(never)(place))
        assert.strictEqual(tagOf(result), "Expired", `${never}`)
      }
      assert.deepStrictEqual([over.sent.length, signing.payloads.length], [0, 0])
    }).pipe(Effect.provide(clientFixed(over, { signer: signing.layer })))
  })

  it.effect("it counts from the start of the run, not from when the value was made", () => {
    const over = wire((request) => accepted(request))
    return Effect.gen(function* () {
      const made = Call.goodFor("1 second")(place)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(tagOf(yield* atOnce(made)), "Success")
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("the recvWindow", () => {
  it.effect("is 5000 ms, or what Call.recvWindow says", () => {
    const over = wire((request) => accepted(request))
    return Effect.gen(function* () {
      yield* place
      for (const millis of [0.5, 1, 3000, 5000.25, 60_000]) yield* Call.recvWindow(millis)(place)
      assert.deepStrictEqual(
        over.orders().map(({ request }) => parameter(request, "recvWindow")),
        ["5000", "0.5", "1", "3000", "5000.25", "60000"]
      )
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("out of range is Fatal(InvalidRequest), and nothing is sent", () => {
    const over = wire((request) => accepted(request))
    const signing = signer()
    const calls: ReadonlyArray<AnyCall> = [place, Spot.openOrders({ symbol: "BTCUSDT" }), Spot.testOrder(limit)]
    return Effect.gen(function* () {
      for (const millis of [0, -1, 60_001, Infinity, -Infinity, NaN]) {
        for (const call of calls) {
          const result = yield* atOnce(Effect.provideService(call, Intent.RecvWindow, millis))
          if (result._tag === "Success") return assert.fail("it succeeded")
          assert.instanceOf(result.failure, Fatal)
          assert.deepInclude(result.failure.reason, { _tag: "InvalidRequest", parameter: "recvWindow" })
          assert.include(result.failure.message, `${millis}`)
        }
      }
      assert.deepStrictEqual([over.sent.length, signing.payloads.length], [0, 0])
    }).pipe(Effect.provide(clientFixed(over, { signer: signing.layer })))
  })

  it.effect("is part of the fence of the doubt", () => {
    const over = wire(() => lost)
    return Effect.gen(function* () {
      yield* TestClock.adjust(777)
      const result = yield* atOnce(Call.recvWindow(1234)(place))
      if (result._tag === "Success" || !(result.failure instanceof AmbiguousExecution)) return assert.fail("no doubt")
      const [attempt] = result.failure.inDoubt.attempts
      assert.deepInclude(attempt, {
        timestamp: 777,
        recvWindow: 1234,
        fenceAt: 777 + 1234 + 11_000,
        signedAtMonotonic: 777
      })
      assert.strictEqual(result.failure.inDoubt.attempts.length, 1)
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("parameters that cannot be sent", () => {
  it.effect("are Fatal(InvalidRequest) with their name, and nothing is signed", () => {
    const over = wire((request) => accepted(request))
    const signing = signer()
    return Effect.gen(function* () {
      for (const bad of [NaN, Infinity]) {
        const result = yield* atOnce(Spot.placeOrder({ ...limit, strategyId: bad }))
        if (result._tag === "Success") return assert.fail("it succeeded")
        assert.deepInclude(result.failure.reason, { _tag: "InvalidRequest", parameter: "strategyId" })
        const page = yield* atOnce(Spot.allOrders({ symbol: "BTCUSDT", startTime: bad }))
        assert.strictEqual(tagOf(page), "InvalidRequest")
      }
      assert.deepStrictEqual([over.sent.length, signing.payloads.length], [0, 0])
    }).pipe(Effect.provide(clientFixed(over, { signer: signing.layer })))
  })
})

describe("an intent with a doubt", () => {
  it.effect("is not sent again, also when it is asked to be: the doubt is the answer", () => {
    const over = wire((request, index) => (index === 0 ? lost : accepted(request)))
    return Effect.gen(function* () {
      const twice = Call.perRun(Effect.catch(place, () => place))
      const result = yield* atOnce(twice)
      if (result._tag === "Success") return assert.fail("it was sent again")
      assert.instanceOf(result.failure, AmbiguousExecution)
      assert.strictEqual(over.orders().length, 1)
      assert.strictEqual(result.failure.inDoubt.attempts.length, 1)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("remembers the attempts that may live and forgets those that cannot: the unsent, the refused", () => {
    const replies = [notSent, clockSkewed, lost]
    const over = wire((_request, index) => replies[index] ?? lost)
    return Effect.gen(function* () {
      const once = Call.perRun(Effect.catchTag(place, "Retryable", () => place))
      const result = yield* atOnce(once)
      if (result._tag === "Success" || !(result.failure instanceof AmbiguousExecution)) return assert.fail("no doubt")
      assert.strictEqual(over.orders().length, 3)
      assert.strictEqual(result.failure.inDoubt.attempts.length, 1)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("a reply that echoes another client order id proves nothing", () => {
    const over = wire((request) => accepted(request, { clientOrderId: "somebodyElse" }))
    return Effect.gen(function* () {
      const result = yield* atOnce(place)
      if (result._tag === "Success") return assert.fail("it succeeded")
      assert.instanceOf(result.failure, AmbiguousExecution)
      assert.isFalse(parametersOf(over.sent[0]!.request).has("clientOrderId"))
    }).pipe(Effect.provide(clientFixed(over)))
  })
})

describe("a fence that has passed", () => {
  const signed = (intent: Intent.Intent, timestamp: number, signedAtMonotonic: number) =>
    Intent.record(intent, { timestamp, recvWindow: 5000, graceMillis: 1000, signedAtMonotonic })

  it.effect(
    "says nothing of an attempt that was signed after it was found to have passed, not even of an earlier fence",
    () =>
      Effect.gen(function* () {
        const intent = yield* Intent.make
        // by a clock that ran a minute ahead
        signed(intent, 60_000, 0)
        assert.isFalse(Intent.havePassed(intent, Intent.openAttempts(intent)))
        intent.passed = { fenceAt: 66_000, atMonotonic: 70_000 }
        assert.isTrue(Intent.havePassed(intent, Intent.openAttempts(intent)))
        // by the right clock: its fence is the earlier one, and has not passed
        signed(intent, 10_000, 70_001)
        assert.isFalse(Intent.havePassed(intent, Intent.openAttempts(intent)))
      })
  )

  it.effect("says nothing of an attempt with a later one", () =>
    Effect.gen(function* () {
      const intent = yield* Intent.make
      signed(intent, 10_000, 0)
      signed(intent, 20_000, 0)
      intent.passed = { fenceAt: 16_000, atMonotonic: 30_000 }
      assert.isFalse(Intent.havePassed(intent, Intent.openAttempts(intent)))
      intent.passed = { fenceAt: 26_000, atMonotonic: 30_000 }
      assert.isTrue(Intent.havePassed(intent, Intent.openAttempts(intent)))
    })
  )
})
