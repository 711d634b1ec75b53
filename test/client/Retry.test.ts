import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import { AmbiguousExecution, type BinanceError, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import { TimedOut } from "effect-binance/errors/AmbiguousReason"
import { BadSignature, OrderRejected } from "effect-binance/errors/FatalReason"
import { InDoubt } from "effect-binance/errors/InDoubt"
import * as Reason from "effect-binance/errors/RetryableReason"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import { Evidence } from "effect-binance/settlement/Evidence"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryBudget from "effect-binance/settlement/RetryBudget"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/testing/TestClock"
import {
  accepted,
  atOnce,
  busy,
  clientFixed,
  http,
  movableWall,
  parameter,
  settle,
  silence,
  start,
  tagOf,
  wire,
  within
} from "./support.ts"

const retryable = (reason: Reason.RetryableReason) => new Retryable({ reason })
const doubt = new AmbiguousExecution({
  reason: new TimedOut({}),
  inDoubt: new InDoubt({
    operation: "spot.placeOrder",
    product: "spot",
    kind: "place",
    clientOrderIds: ["a"],
    route: "spot",
    account: "test",
    createdAt: 0,
    attempts: []
  })
})
const rounding = 1e-6
const evidence = new Evidence({ fenceAt: 0, observations: [] })

/** A call that fails with these, one after the other, then succeeds; it keeps when it ran and in which intent. */
const failing = (errors: ReadonlyArray<unknown> | ((now: number, run: number) => unknown)) => {
  const runs: Array<{ readonly at: number; readonly intent: string | undefined }> = []
  const call = Call.perRun<string, Retryable | Fatal, never>(
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      runs.push({ at, intent: (yield* Intent.Current)?.clientOrderId })
      const error = typeof errors === "function" ? errors(at, runs.length) : errors[runs.length - 1]
      // what the types would refuse is a part of what is tried here
      return error === undefined ? "done" : yield* Effect.fail(error as Retryable)
    })
  )
  return { call, runs }
}
const safely = Retry.safely(RetryPolicy.make({ base: "100 millis", times: 50 }))

describe("what is sent again", () => {
  const every: ReadonlyArray<Reason.RetryableReason> = [
    new Reason.NotSent({ cause: "ECONNREFUSED" }),
    new Reason.RateLimited({ limit: "UNKNOWN", retryAfter: Duration.seconds(1) }),
    new Reason.IpBanned({ until: 1000 }),
    new Reason.OrderRateLimited({ retryAfter: Duration.seconds(1) }),
    new Reason.ServerBusy({}),
    new Reason.ServiceUnavailable({}),
    new Reason.ClockSkew({}),
    new Reason.TooManyConnections({}),
    new Reason.ReadFailed({ cause: "timeout" }),
    new Reason.ProvenNotExecuted({ evidence }),
    new Reason.BanWindowClosed({ until: 1000 }),
    new Reason.BudgetExhausted({ until: 1000 }),
    new Reason.ClockUnknown({ cause: "?" }),
    new Reason.JournalUnavailable({ cause: "?" })
  ]

  it.effect("every Retryable but an expired one", () =>
    Effect.gen(function* () {
      const covered = new Set(every.map((reason) => reason._tag))
      assert.deepStrictEqual(
        Reason.RetryableReason.members
          .map((member) => member.identifier.split("/")[1])
          .filter((tag) => !covered.has(tag as never)),
        ["Expired"]
      )
      for (const reason of every) {
        const { call, runs } = failing([retryable(reason)])
        assert.strictEqual((yield* within(safely(call), 10_000))._tag, "Success", reason._tag)
        assert.strictEqual(runs.length, 2)
      }
    })
  )

  it.effect("never what has expired, is fatal or is in doubt, also when the types were cheated", () =>
    Effect.gen(function* () {
      const never: ReadonlyArray<BinanceError> = [
        retryable(new Reason.Expired({ goodForMillis: 1 })),
        new Fatal({ reason: new OrderRejected({ code: -2010, kind: "rejected" }) }),
        new Fatal({ reason: new BadSignature({}) }),
        doubt
      ]
      for (const error of never) {
        const { call, runs } = failing([error])
        const result = yield* within(safely(call), 10)
        assert.isTrue(result._tag === "Failure" && (result.failure as unknown) === error, error._tag)
        assert.strictEqual(runs.length, 1)
        // also after others that were
        const later = failing([retryable(every[0]!), retryable(every[4]!), error])
        assert.isTrue((yield* within(safely(later.call), 10_000))._tag === "Failure")
        assert.strictEqual(later.runs.length, 3)
      }
    })
  )

  const strangers = [
    { _tag: "Retryable", reason: { _tag: "ServerBusy" } },
    { _tag: "TimeoutError" },
    "Retryable",
    null,
    0
  ]
  it.effect("nor what is no error of ours at all: something that looks like one, a time-out, nothing", () =>
    Effect.gen(function* () {
      for (const error of strangers) {
        const { call, runs } = failing([error])
        assert.strictEqual((yield* within(Effect.exit(safely(call)), 10))._tag, "Success")
        assert.strictEqual(runs.length, 1, JSON.stringify(error))
      }
    })
  )

  it.effect("what is no error of ours passes as it is", () =>
    Effect.gen(function* () {
      for (const error of strangers) {
        const exit = yield* within(Effect.exit(safely(failing([error]).call)), 10)
        assert.isTrue(
          exit._tag === "Success" &&
            exit.success._tag === "Failure" &&
            exit.success.cause.reasons.every((reason) => reason._tag === "Fail"),
          JSON.stringify(error)
        )
      }
    })
  )
  it.effect("a policy is fed Retryable errors, and nothing else: what it counts, logs or reads are resends", () =>
    Effect.gen(function* () {
      const fed: Array<string> = []
      const policy: RetryPolicy.RetryPolicy = RetryPolicy.standard.pipe(
        Schedule.tap(({ input }) => Effect.sync(() => void fed.push(input._tag)))
      )
      yield* within(Retry.safely(policy)(failing([retryable(every[4]!), doubt]).call), 1000)
      assert.deepStrictEqual(fed, ["Retryable"])
    })
  )

  it.effect("never after a defect or an interruption", () =>
    Effect.gen(function* () {
      let runs = 0
      const broken = Call.perRun<never, Retryable, never>(Effect.suspend(() => Effect.die(++runs)))
      yield* within(Effect.exit(safely(broken)), 1000)
      const gone = Call.perRun<never, Retryable, never>(
        Effect.suspend(() => {
          runs++
          return Effect.interrupt
        })
      )
      yield* Effect.forkChild(Effect.exit(safely(gone)))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(runs, 2)
    })
  )
})

describe("when it is sent again", () => {
  it.effect("never before what the exchange asked for, whatever the jitter and the cap say", () =>
    Effect.gen(function* () {
      for (let seed = 0; seed < 40; seed++) {
        const random = Seeded.make(`retry ${seed}`)
        const earliest: Array<number> = []
        const { call, runs } = failing((now, run) => {
          if (run > 5) return undefined
          const wait = random.integer(0, 30_000)
          earliest.push(now + wait)
          const reasons = [
            () => new Reason.IpBanned({ until: now + wait, retryAfter: Duration.millis(1) }),
            () => new Reason.RateLimited({ limit: "UNKNOWN", retryAfter: Duration.millis(wait) }),
            () => new Reason.OrderRateLimited({ retryAfter: Duration.millis(wait) }),
            () => new Reason.BanWindowClosed({ until: now + wait }),
            () => new Reason.BudgetExhausted({ until: now + wait })
          ]
          return retryable(reasons[random.integer(0, reasons.length - 1)]!())
        })
        const fiber = yield* start(Retry.safely(RetryPolicy.make({ base: "1 milli", cap: "50 millis" }))(call))
        for (let i = 0; i < 400 && fiber.pollUnsafe() === undefined; i++) yield* TestClock.adjust(997)
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "Success")
        earliest.forEach((at, index) => assert.isAtLeast((runs[index + 1]?.at ?? -1) + rounding, at))
      }
    })
  )

  it.effect("after pauses of at most a length that doubles up to the cap", () =>
    Effect.gen(function* () {
      const { call, runs } = failing(() => retryable(new Reason.ServerBusy({})))
      const fiber = yield* start(
        Retry.safely(RetryPolicy.make({ base: "100 millis", cap: "1 second", times: 7 }))(call)
      )
      for (let i = 0; i < 1000 && fiber.pollUnsafe() === undefined; i++) yield* TestClock.adjust(10)
      const pauses = runs.slice(1).map(({ at }, index) => at - runs[index]!.at)
      assert.strictEqual(pauses.length, 7)
      ;[100, 200, 400, 800, 1000, 1000, 1000].forEach((own, index) => {
        assert.isAtMost(pauses[index] ?? Infinity, own + 10, `pause ${index}`)
      })
    })
  )

  it.effect("no pause of ours is longer than the cap", () =>
    Effect.gen(function* () {
      const { call, runs } = failing(() => retryable(new Reason.ServerBusy({})))
      const fiber = yield* start(Retry.safely(RetryPolicy.make({ base: "1 second", cap: "1 second", times: 40 }))(call))
      for (let i = 0; i < 6000 && fiber.pollUnsafe() === undefined; i++) yield* TestClock.adjust(10)
      for (const [index, { at }] of runs.slice(1).entries()) assert.isAtMost(at - runs[index]!.at, 1001)
    })
  )

  it.effect("gives up after as many times as it may, with the last error", () =>
    Effect.gen(function* () {
      for (const [policy, times] of [
        [RetryPolicy.standard, 8],
        [RetryPolicy.make({ times: 3 }), 3],
        [RetryPolicy.make({ times: 0 }), 0]
      ] as const) {
        const { call, runs } = failing((_now, run) => retryable(new Reason.NotSent({ cause: `run ${run}` })))
        const result = yield* within(Retry.safely(policy)(call), 120_000)
        assert.strictEqual(runs.length, times + 1)
        assert.isTrue(
          result._tag === "Failure" &&
            result.failure.reason._tag === "NotSent" &&
            result.failure.reason.cause === `run ${times + 1}`
        )
      }
    })
  )

  it.effect("gives up after as long as it may", () =>
    Effect.gen(function* () {
      const { call, runs } = failing(() => retryable(new Reason.ServerBusy({})))
      yield* within(
        Retry.safely(RetryPolicy.make({ base: "100 millis", cap: "100 millis", times: 1000, within: "2 seconds" }))(
          call
        ),
        10_000
      )
      assert.isAtMost(runs.at(-1)?.at ?? Infinity, 2200)
      assert.isAtLeast(runs.at(-1)?.at ?? 0, 1500)
    })
  )

  it.effect("does not wait for a time that is beyond as long as it may", () =>
    Effect.gen(function* () {
      const { call, runs } = failing([retryable(new Reason.IpBanned({ until: 60_000 }))])
      const fiber = yield* start(Retry.safely(RetryPolicy.make({ within: "5 seconds" }))(call))
      yield* TestClock.adjust("5 seconds")
      assert.isDefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(runs.length, 1)
    })
  )

  it.effect("never before the exchange allows it, also by a Schedule that knows nothing of it", () =>
    Effect.gen(function* () {
      const { call, runs } = failing([
        retryable(new Reason.IpBanned({ until: 120_000 })),
        retryable(new Reason.RateLimited({ limit: "UNKNOWN", retryAfter: Duration.seconds(7) }))
      ])
      yield* within(Retry.safely(Schedule.spaced("10 millis"))(call), 300_000)
      assert.strictEqual(runs.length, 3)
      assert.isAtLeast(runs[1]!.at + rounding, 120_000)
      assert.isAtLeast(runs[2]!.at - runs[1]!.at + rounding, 7000)
    })
  )

  it.effect("does not wait for a window that was closed for good", () =>
    Effect.gen(function* () {
      for (const policy of [RetryPolicy.standard, Schedule.spaced("1 second"), RetryPolicy.make({ times: 1e9 })]) {
        const { call, runs } = failing(() => retryable(new Reason.BanWindowClosed({ until: Infinity })))
        assert.strictEqual(tagOf(yield* atOnce(Retry.safely(policy)(call))), "BanWindowClosed")
        assert.strictEqual(runs.length, 1)
      }
    })
  )

  it.effect("a policy is a value: two runs of it know nothing of each other", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.make({ times: 2 })
      for (let i = 0; i < 3; i++) {
        const { call, runs } = failing(() => retryable(new Reason.ServerBusy({})))
        yield* within(Retry.safely(policy)(call), 10_000)
        assert.strictEqual(runs.length, 3)
      }
    })
  )

  it("notBefore is the end where there is one, the wait where there is one, and now otherwise", () => {
    assert.strictEqual(
      RetryPolicy.notBefore(retryable(new Reason.IpBanned({ until: 7000, retryAfter: Duration.seconds(1) })), 500),
      7000
    )
    assert.strictEqual(
      RetryPolicy.notBefore(
        retryable(new Reason.RateLimited({ limit: "UNKNOWN", retryAfter: Duration.seconds(3) })),
        500
      ),
      3500
    )
    assert.strictEqual(RetryPolicy.notBefore(retryable(new Reason.ServerBusy({})), 500), 500)
  })
})

describe("over the client", () => {
  const limit = {
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    quantity: "0.01",
    price: "1"
  } as const
  // Retry.safely does not compile on a call that may have executed; of these it is known that they cannot
  const place = (policy: RetryPolicy.RetryPolicy) =>
    Retry.safely(policy)(Spot.placeOrder(limit) as never) as ReturnType<typeof Spot.placeOrder>

  it.effect("one intent, one client order id, and the waits of the replies", () => {
    const replies = [
      silence("connect", "ECONNREFUSED"),
      { ...busy, status: 429, headers: { "retry-after": "3" } },
      http(429, "", { "retry-after": "2" })
    ]
    const over = wire((request, index) => replies[index] ?? accepted(request))
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* within(place(RetryPolicy.standard), 30_000)), "Success")
      const orders = over.orders()
      assert.strictEqual(orders.length, 4)
      assert.strictEqual(new Set(orders.map(({ request }) => parameter(request, "newClientOrderId"))).size, 1)
      // jitter leaves fractions of a ms in the test clock, and their sums are rounded
      assert.isAtLeast(orders[2]!.at - orders[1]!.at + rounding, 3000)
      assert.isAtLeast(orders[3]!.at - orders[2]!.at + rounding, 2000)
      // each is signed anew
      assert.strictEqual(new Set(orders.map(({ request }) => parameter(request, "timestamp"))).size, 4)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("a doubt is not sent again, though the types were cheated", () => {
    const over = wire((request, index) => (index === 0 ? silence("sent", "ECONNRESET") : accepted(request)))
    return Effect.gen(function* () {
      assert.strictEqual(tagOf(yield* within(place(RetryPolicy.standard), 60_000)), "ResponseLost")
      assert.strictEqual(over.orders().length, 1)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("a window that opens too late for the intent ends it at once, and says until when it is closed", () => {
    const over = wire((request) => accepted(request))
    return Effect.gen(function* () {
      yield* (yield* BanWindow.BanWindow).close("address", 90_000)
      assert.strictEqual(tagOf(yield* atOnce(place(RetryPolicy.standard))), "BanWindowClosed")
      assert.strictEqual(over.sent.length, 0)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  describe("never waits for longer than the intent is good for", () => {
    const tooMany = (seconds: number) => http(429, "", { "retry-after": `${seconds}` })
    const read = Spot.openOrders({ symbol: "BTCUSDT" })

    it.effect("an order, one with a time of its own, and a read end with what they were refused with", () => {
      const over = wire((_request, index) => tooMany(index === 0 ? 4 : 6))
      const calls = [
        [place(RetryPolicy.standard).pipe(Call.goodFor("10 seconds")), 10_000],
        // the time is chosen inside of what is sent again
        [Retry.safely(RetryPolicy.standard)(Spot.placeOrder(limit).pipe(Call.goodFor("10 seconds")) as never), 10_000],
        [Retry.safely(RetryPolicy.standard)(read.pipe(Call.goodFor("10 seconds"))), 10_000]
      ] as ReadonlyArray<readonly [ReturnType<typeof place>, number]>
      return Effect.forEach(calls, ([call, goodFor]) =>
        Effect.gen(function* () {
          over.sent.length = 0
          const begin = yield* Clock.currentTimeMillis
          const result = yield* within(call, goodFor)
          // 4 s and a jitter, and then 6 s more would be too late, at the very end too
          assert.deepStrictEqual([tagOf(result), over.sent.length], ["RateLimited", 2])
          assert.isBelow((yield* Clock.currentTimeMillis) - begin, 5000)
          yield* TestClock.adjust("1 minute")
          assert.strictEqual(over.sent.length, 2)
        }).pipe(Effect.provide(clientFixed(over)))
      )
    })

    it.effect("a pause that ends just before is waited for", () => {
      const over = wire((request, index) => (index === 0 ? tooMany(9) : accepted(request)))
      return Effect.gen(function* () {
        const call = place(RetryPolicy.make({ base: 0 })).pipe(Call.goodFor(9100))
        assert.strictEqual(tagOf(yield* within(call, 10_000)), "Success")
      }).pipe(Effect.provide(clientFixed(over)))
    })

    it.effect("a pause that ends with it is not", () => {
      const over = wire((request, index) => (index === 0 ? tooMany(9) : accepted(request)))
      return Effect.gen(function* () {
        const call = place(RetryPolicy.make({ base: 0 })).pipe(Call.goodFor(9000))
        assert.strictEqual(tagOf(yield* atOnce(call)), "RateLimited")
      }).pipe(Effect.provide(clientFixed(over)))
    })

    it.effect("an order ages while the machine sleeps, a read does not", () => {
      const over = wire((_request, index) => Effect.as(Effect.sleep(100), tooMany(index + 3)))
      return Effect.gen(function* () {
        const wall = yield* movableWall
        const order = yield* start(wall.on(place(RetryPolicy.standard)))
        const question = yield* start(wall.on(Retry.safely(RetryPolicy.make({ times: 1 }))(read)))
        wall.offset = 58_000
        yield* TestClock.adjust(100)
        yield* settle
        assert.strictEqual(tagOf(yield* Fiber.join(order)), "RateLimited")
        assert.isUndefined(question.pollUnsafe())
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(question)
        assert.strictEqual(over.sent.length, 3)
      }).pipe(Effect.provide(clientFixed(over)))
    })

    it.effect("a pause that is not begun costs no retry of a budget", () => {
      const over = wire(() => http(429, "", { "retry-after": "70" }))
      return Effect.gen(function* () {
        const budget = yield* RetryBudget.make()
        const call = RetryBudget.safely(budget, RetryPolicy.standard)(read)
        assert.strictEqual(tagOf(yield* atOnce(call)), "RateLimited")
        assert.strictEqual(yield* budget.left, 10)
      }).pipe(Effect.provide(clientFixed(over)))
    })
  })

  it.effect("an interrupted retry sends nothing more", () => {
    const over = wire(() => http(400, { code: -1021, msg: "?" }))
    return Effect.gen(function* () {
      const fiber = yield* start(place(RetryPolicy.standard))
      const before = over.sent.length
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(over.sent.length, before)
    }).pipe(Effect.provide(clientFixed(over)))
  })
})
