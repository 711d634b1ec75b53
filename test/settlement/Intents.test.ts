// One run of a call is one intent: its id, its expiry, its attempts, and who gets to hear of its doubt.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Operation from "effect-binance/client/Operation"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import {
  begin,
  errorOf,
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
  market,
  notSent,
  outsideWindow,
  over,
  pass,
  reasonOf,
  settleOver,
  valueOf,
  visibilityMillis
} from "./support.ts"

const policy = RetryPolicy.make({ times: 8 })
const idOf = (exchange: LittleExchange, index: number) =>
  exchange.all("place")[index]?.parameters.get("newClientOrderId")

describe("an intent", () => {
  it.effect("is one run: each run has its own id, and all its attempts share it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "place" && request.nth % 2 === 1 ? notSent : undefined
      )
      const call = Spot.placeOrder(limit).pipe(Reconciliation.settle, Retry.safely(policy))
      const { exit } = yield* settleOver(exchange, Effect.all([call, call]))
      const [first, second] = valueOf(exit)
      assert.strictEqual(exchange.count("place"), 4)
      assert.strictEqual(idOf(exchange, 0), idOf(exchange, 1))
      assert.strictEqual(idOf(exchange, 2), idOf(exchange, 3))
      assert.notStrictEqual(idOf(exchange, 0), idOf(exchange, 2))
      assert.notStrictEqual(first.orderId, second.orderId)
    })
  )

  it.effect("keeps the id that its caller chose, in every attempt", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "place" && request.nth < 3 ? notSent : undefined
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder({ ...limit, newClientOrderId: "mine-7" }).pipe(Reconciliation.settle, Retry.safely(policy))
      )
      assert.strictEqual(valueOf(exit).clientOrderId, "mine-7")
      assert.deepStrictEqual(
        exchange.all("place").map((request) => request.parameters.get("newClientOrderId")),
        ["mine-7", "mine-7", "mine-7"]
      )
    })
  )

  it.effect("keeps its id over a doubt that was settled, and sends nothing before that", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "place" && request.nth === 1 ? lost : undefined
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder(limit).pipe(Reconciliation.settle, Retry.safely(policy))
      )
      assert.strictEqual(valueOf(exit).clientOrderId, idOf(exchange, 0))
      assert.strictEqual(idOf(exchange, 1), idOf(exchange, 0))
      const [first, second] = exchange.all("place")
      assert.isAtLeast((second?.at ?? 0) - (first?.at ?? 0), fenceMillis + visibilityMillis)
    })
  )

  it.effect("whose doubt is open sends nothing, even when somebody has defeated the types", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
      // what `any` would let through: a retry that sends whatever happened
      const twice = Call.perRun(Effect.catch(Spot.placeOrder(limit), () => Spot.placeOrder(limit)))
      const { exit } = yield* settleOver(exchange, twice, 60_000)
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
      assert.strictEqual(exchange.count("place"), 1)
    })
  )

  it.effect("of equal content beside another one is settled by its own name", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth === 2) self.accept(request)
        return lost
      })
      const call = Spot.placeOrder(limit).pipe(Reconciliation.settle)
      const { exit } = yield* settleOver(
        exchange,
        Effect.all([Effect.result(call), Effect.result(call), Effect.result(call)], { concurrency: "unbounded" })
      )
      const results = valueOf(exit)
      assert.strictEqual(results.filter((result) => result._tag === "Success").length, 1)
      assert.strictEqual(
        results.filter((result) => result._tag === "Failure" && result.failure.reason._tag === "ProvenNotExecuted")
          .length,
        2
      )
    })
  )
})

describe("expiry", () => {
  for (const [name, call, millis] of [
    ["ten seconds for a MARKET order", Spot.placeOrder(market), 10_000],
    ["ten seconds for an IOC order", Spot.placeOrder({ ...limit, timeInForce: "IOC" as const }), 10_000],
    ["a minute for a resting order", Spot.placeOrder(limit), 60_000],
    ["what the call says", Spot.placeOrder(limit).pipe(Call.goodFor("3 seconds")), 3000]
  ] as const) {
    it.effect(`no attempt is signed later than ${name}`, () =>
      Effect.gen(function* () {
        const exchange = new LittleExchange((request) => (request.what === "place" ? notSent : undefined))
        const { exit } = yield* settleOver(
          exchange,
          call.pipe(Reconciliation.settle, Retry.safely(RetryPolicy.make({ times: 1000, cap: "1 second" })))
        )
        // it gives up instead of a pause that it would not outlive
        assert.strictEqual(reasonOf(exit), "Retryable NotSent")
        assert.isAbove(exchange.count("place"), 2)
        assert.isBelow(exchange.all("place").at(-1)?.at ?? Infinity, millis)
        assert.isAbove(exchange.all("place").at(-1)?.at ?? 0, millis - 2000)
      })
    )
  }

  it.effect("comes after the settlement, never instead of it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
      const { endedAt, exit } = yield* settleOver(
        exchange,
        Spot.placeOrder(market).pipe(Reconciliation.settle, Retry.safely(policy))
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
      assert.strictEqual(exchange.count("place"), 1)
    })
  )

  it.effect("is looked at again before the second signature after a -1021", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) =>
        request.what === "place"
          ? outsideWindow
          : request.what === "time" && self.count("place") > 0
            ? Effect.delay(
                Effect.sync(() => self.answer(request, request.at)),
                "5 seconds"
              )
            : undefined
      )
      const { exit } = yield* settleOver(exchange, Spot.placeOrder(market).pipe(Reconciliation.settle))
      assert.match(reasonOf(exit), /^Retryable (Expired|ClockUnknown)$/)
      assert.strictEqual(exchange.count("place"), 1)
    })
  )

  // The clock is fresh when it is looked at before the gate, and stale when the gate opens.
  it.effect("is kept when the clock grows stale while the call waits at the gate", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) =>
        request.what === "time" && request.at > 1_000_000
          ? Effect.delay(
              Effect.sync(() => self.answer(request, request.at)),
              "4 seconds"
            )
          : undefined
      )
      yield* over(
        exchange,
        Effect.gen(function* () {
          yield* pass(yield* begin(Spot.account()), 5000)
          yield* TestClock.adjust("29 minutes")
          yield* TestClock.adjust("45 seconds")
          const banWindow = yield* BanWindow.BanWindow
          const createdAt = 5000 + 29 * 60_000 + 45_000
          yield* banWindow.close(
            "address",
            (yield* TestClock.testClockWith((clock) => Effect.succeed(clock.currentTimeMillisUnsafe()))) + 18_000
          )
          const running = yield* begin(Spot.placeOrder(limit).pipe(Call.goodFor("20 seconds")))
          yield* pass(running, 120_000)
          assert.notStrictEqual(reasonOf(running.exit()), "unsettled")
          for (const place of exchange.all("place"))
            assert.isBelow(place.at - createdAt, 20_000, "signed after it had expired")
        })
      )
    })
  )

  // A machine that sleeps stops its monotonic clock (Linux does), and the wall clock alone tells that an hour has gone by.
  it.effect("is kept when the machine has slept meanwhile", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place" || request.nth > 1) return undefined
        self.wall = 3_600_000
        self.skew = 3_600_000
        return notSent
      })
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder(market).pipe(Reconciliation.settle, Retry.safely(policy))
      )
      assert.strictEqual(exchange.rows.length, 0, "a market order of an hour ago was placed")
      assert.strictEqual(reasonOf(exit), "Retryable NotSent")
    })
  )

  it.effect("is not waited beyond at the gate of the clock", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "time" && request.nth === 1
          ? json(418, { code: -1003, msg: "banned" }, { "retry-after": "7200" })
          : undefined
      )
      const { endedAt, exit } = yield* settleOver(
        exchange,
        Effect.flatMap(Effect.result(Spot.account()), () => Spot.placeOrder(market)),
        600_000
      )
      assert.notStrictEqual(reasonOf(exit), "unsettled")
      assert.isBelow(endedAt, 11_000)
    })
  )
})

describe("settleWithin", () => {
  it.effect("gives the doubt back as it was when its time is over, and asks nothing more", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
      yield* over(
        exchange,
        Effect.gen(function* () {
          const running = yield* begin(Spot.placeOrder(limit).pipe(Reconciliation.settleWithin("10 seconds")))
          const exit = yield* pass(running, 60_000)
          const error = errorOf(exit)
          assert.instanceOf(error, AmbiguousExecution)
          if (!(error instanceof AmbiguousExecution)) return
          assert.strictEqual(error.reason._tag, "ResponseLost")
          assert.strictEqual(error.inDoubt.clientOrderIds[0], idOf(exchange, 0))
          assert.strictEqual(error.inDoubt.attempts.length, 1)
          assert.approximately(running.endedAt() ?? 0, 10_080, 50)
          const asked = exchange.requests.length
          yield* TestClock.adjust("5 minutes")
          assert.strictEqual(exchange.requests.length, asked)
        })
      )
    })
  )

  it.effect("gives the order when it shows in time", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.accept(request, { visibleAt: 3000 })
        return lost
      })
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder(limit).pipe(Reconciliation.settleWithin("10 seconds"))
      )
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("is all that can be done for a write without a fence: nothing is asked, nothing concluded", () =>
    Effect.gen(function* () {
      const transfer = Operation.make({
        name: "spot.transferOfATest",
        product: spotRules,
        kind: "transfer",
        method: "POST",
        path: "/api/v3/order",
        weight: () => 1,
        security: "TRADE",
        success: Schema.Struct({ tranId: Schema.Int }),
        parameters: (input: { readonly asset: string }) => ({ asset: input.asset }),
        describe: () => ({ symbol: "BTCUSDT" }),
        goodForMillis: () => 60_000
      })
      const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
      const { endedAt, exit } = yield* settleOver(
        exchange,
        transfer({ asset: "BTC" }).pipe(Reconciliation.settleWithin("1 hour")),
        4_000_000
      )
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
      assert.isAtLeast(endedAt, 3_600_000)
      assert.deepStrictEqual(
        exchange.requests.filter((request) => request.what !== "time").map((request) => request.what),
        ["place"]
      )
    })
  )
})

describe("interruption", () => {
  it.effect("of the caller does not take back what has left", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) =>
        request.what === "place"
          ? Effect.delay(
              Effect.sync(() => self.answer(request, request.at)),
              "3 seconds"
            )
          : undefined
      )
      yield* over(
        exchange,
        Effect.gen(function* () {
          const running = yield* begin(Spot.placeOrder(limit))
          yield* pass(running, 1000)
          assert.strictEqual(exchange.count("place"), 1)
          yield* Fiber.interrupt(running.fiber)
          yield* TestClock.adjust("10 seconds")
          assert.strictEqual(exchange.rows.length, 1)
        })
      )
    })
  )
})

describe("the settlement's own questions", () => {
  it.effect("are intents of their own: they leave the expiry, the id and the attempts of the one in doubt alone", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "place" && request.nth === 1 ? lost : undefined
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder(limit).pipe(Reconciliation.settle, Retry.safely(policy), Call.goodFor("2 minutes"))
      )
      assert.strictEqual(valueOf(exit).clientOrderId, idOf(exchange, 0))
      assert.strictEqual(exchange.count("place"), 2)
    })
  )

  // With a recvWindow that is shorter than the way of a read each question is refused, and the settlement would never end.
  it.effect("do not take over the recvWindow of the order", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "place"
          ? lost
          : request.what !== "time" && Number(request.parameters.get("recvWindow")) < 20
            ? outsideWindow
            : undefined
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder(limit).pipe(Reconciliation.settle, Call.recvWindow(15))
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  // The same for the time-out of the order: 50 ms, and every read takes 600.
  it.effect("do not take over the time-out of the order", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) =>
        request.what === "place"
          ? lost
          : request.what === "time"
            ? undefined
            : Effect.delay(
                Effect.sync(() => self.answer(request, request.at)),
                "600 millis"
              )
      )
      const { exit } = yield* settleOver(
        exchange,
        Effect.provideService(Spot.placeOrder(limit).pipe(Reconciliation.settle), CallTimeout, Duration.millis(50))
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )
})
