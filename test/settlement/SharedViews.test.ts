// The wide views of a symbol are taken once for all its doubts, and nobody can take them away from the others.
import { assert, describe, it } from "@effect/vitest"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import type { Ask } from "effect-binance/client/Operation"
import * as SymbolViews from "effect-binance/settlement/SymbolViews"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Scheduler from "effect/Scheduler"
import * as TestClock from "effect/testing/TestClock"
import {
  badGateway,
  begin,
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
  over,
  pass,
  reasonOf,
  row,
  settleOver,
  start,
  valueOf
} from "./support.ts"

const settled = Spot.placeOrder(limit).pipe(Reconciliation.settle)
const placeIsLost = () => new LittleExchange((request) => (request.what === "place" ? lost : undefined))

/** Runs the fiber until it is about to take its n-th step, and then lets all others run before it goes on. */
const heldAtStep = Effect.fnUntraced(function* <A, E>(n: number, self: Effect.Effect<A, E>) {
  const parent = yield* Scheduler.Scheduler
  let held: Fiber.Fiber<unknown, unknown> | undefined
  let steps = 0
  const scheduler: Scheduler.Scheduler = {
    executionMode: parent.executionMode,
    makeDispatcher: () => parent.makeDispatcher(),
    shouldYield: (fiber) => {
      held ??= fiber
      return fiber === held ? ++steps === n : parent.shouldYield(fiber)
    }
  }
  return yield* Effect.forkChild(Effect.provideService(self, Scheduler.Scheduler, scheduler), {
    startImmediately: true
  })
})

describe("the wide views", () => {
  it.effect("are shared by all the doubts of a symbol", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      const { exit } = yield* settleOver(
        exchange,
        Effect.all(
          Array.from({ length: 40 }, () => Effect.result(settled)),
          { concurrency: "unbounded" }
        )
      )
      assert.isTrue(
        valueOf(exit).every((result) => result._tag === "Failure" && result.failure.reason._tag === "ProvenNotExecuted")
      )
      assert.strictEqual(exchange.count("place"), 40)
      // two rounds, each at most twice: those that come while one is under way share the next
      for (const what of ["openOrders", "allOrders", "trades"] as const) assert.isAtMost(exchange.count(what), 6)
    })
  )

  it.effect("that cannot be paged on from an id are no views, and no defect", () =>
    Effect.gen(function* () {
      const page = Array.from({ length: 1000 }, (_, i) => ({ ...row(i + 1, { side: "SELL" }), orderId: `x${i}` }))
      const exchange = new LittleExchange((request) =>
        request.what === "place" ? lost : request.what === "allOrders" && request.nth < 3 ? json(200, page) : undefined
      )
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("are not shared between symbols", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      yield* settleOver(
        exchange,
        Effect.all(
          [
            Effect.result(settled),
            Effect.result(Spot.placeOrder({ ...limit, symbol: "ETHUSDT" }).pipe(Reconciliation.settle))
          ],
          { concurrency: 2 }
        )
      )
      const symbols = exchange.all("allOrders").map((request) => request.parameters.get("symbol"))
      assert.deepStrictEqual([...new Set(symbols)].sort(), ["BTCUSDT", "ETHUSDT"])
      assert.strictEqual(symbols.length, 4)
    })
  )

  it.effect("of a doubt that comes later start after it: an earlier view may have missed it", () =>
    Effect.gen(function* () {
      // each page takes five seconds, so that the second doubt comes in the middle of the first one's view
      const exchange = new LittleExchange((request, self) =>
        request.what === "place"
          ? lost
          : request.what === "allOrders"
            ? Effect.delay(
                Effect.sync(() => self.answer(request, request.at)),
                "5 seconds"
              )
            : undefined
      )
      const { exit } = yield* settleOver(
        exchange,
        Effect.all([Effect.result(settled), Effect.delay(Effect.result(settled), 3000)], { concurrency: 2 })
      )
      assert.isTrue(
        valueOf(exit).every((result) => result._tag === "Failure" && result.failure.reason._tag === "ProvenNotExecuted")
      )
      const secondPlacedAt = exchange.all("place")[1]?.at ?? 0
      assert.isTrue(exchange.all("openOrders").some((request) => request.at >= secondPlacedAt + fenceMillis))
    })
  )

  it.effect("reach back to the earliest of the doubts that share them", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      yield* settleOver(
        exchange,
        Effect.all([Effect.result(settled), Effect.delay(Effect.result(settled), 3000)], { concurrency: 2 })
      )
      const timestamps = exchange.all("place").map((request) => Number(request.parameters.get("timestamp")))
      const earliest = Math.min(
        ...exchange.all("allOrders").map((request) => Number(request.parameters.get("startTime")))
      )
      assert.isAtMost(earliest, Math.min(...timestamps) - 1000)
    })
  )

  it.effect("go on for the others when the settler that asked for them is interrupted", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) =>
        request.what === "place"
          ? lost
          : request.what === "allOrders"
            ? Effect.delay(
                Effect.sync(() => self.answer(request, request.at)),
                "2 seconds"
              )
            : undefined
      )
      yield* over(
        exchange,
        Effect.gen(function* () {
          const first = yield* begin(settled)
          yield* pass(first, 500)
          const second = yield* begin(settled)
          // the first settler has asked for the view, the second waits for the next one
          while (exchange.count("allOrders") === 0) yield* TestClock.adjust(50)
          yield* TestClock.adjust(600)
          yield* Fiber.interrupt(first.fiber)
          assert.strictEqual(reasonOf(yield* pass(second, 300_000)), "Retryable ProvenNotExecuted")
        })
      )
    })
  )

  // no document says that a list which is asked for by its start alone goes on for longer than the longest time that may be asked for
  it.effect("of a doubt that is days old are not those of a younger one: a list may show a day, and no more", () =>
    Effect.gen(function* () {
      const day = 86_400_000
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "place") {
          // each was accepted, and somebody else has cancelled it under another name
          self.cancel(self.accept(request), `web${request.nth}`)
          return lost
        }
        const from = request.parameters.get("startTime")
        if (request.what !== "allOrders" || from === null) return undefined
        const shown = self.rows.filter(({ time }) => time >= Number(from) && time <= Number(from) + day)
        // so slow for one of the younger that the others come meanwhile
        return Effect.delay(Effect.succeed(json(200, shown)), Number(from) > start + day ? "7 seconds" : 100)
      })
      yield* over(
        exchange,
        Effect.gen(function* () {
          const older = yield* begin(settled)
          yield* pass(older, 120_000)
          exchange.skew = exchange.wall = 2 * day
          const younger = [yield* begin(settled), yield* begin(settled)] as const
          yield* pass(younger[0], 900_000)
          for (const { exit } of younger) assert.strictEqual(reasonOf(exit()), "unsettled", "one could be it, renamed")
          yield* Fiber.interruptAll([older, ...younger].map(({ fiber }) => fiber))
        })
      )
    })
  )

  it.effect("that fail are asked for again, for every doubt", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "place" ? lost : request.what === "openOrders" && request.nth <= 8 ? badGateway : undefined
      )
      const { exit } = yield* settleOver(
        exchange,
        Effect.all(
          Array.from({ length: 5 }, () => Effect.result(settled)),
          { concurrency: "unbounded" }
        )
      )
      assert.isTrue(
        valueOf(exit).every((result) => result._tag === "Failure" && result.failure.reason._tag === "ProvenNotExecuted")
      )
    })
  )

  it.effect("cost what they cost: the weight of one doubt, and of each of forty", () =>
    Effect.gen(function* () {
      const alone = placeIsLost()
      yield* settleOver(alone, Effect.result(settled))
      const many = placeIsLost()
      yield* settleOver(
        many,
        Effect.all(
          Array.from({ length: 40 }, () => Effect.result(settled)),
          { concurrency: "unbounded" }
        )
      )
      const found = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.accept(request)
        return lost
      })
      yield* settleOver(found, settled)
      console.log(
        `weight of a doubt: ${found.weight} when the order shows at once, ${alone.weight} when it never does, ${(many.weight / 40).toFixed(1)} each of forty at once`
      )
      assert.isAtMost(found.weight, 12)
      assert.isAtMost(alone.weight, 200)
      assert.isAtMost(many.weight / 40, 80)
    })
  )

  // Asked for by each doubt in each round, forty doubts and fifty fills would make 16 000 of weight.
  it.effect("include the orders behind the fills: each of them is asked for once, not once for each doubt", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      for (let i = 0; i < 50; i++) {
        exchange.rows.push(row(i, { status: "FILLED", time: start - 3_600_000 }))
        exchange.trades.push({ id: i, orderId: i, isBuyer: true, time: start + 1000 })
      }
      yield* settleOver(
        exchange,
        Effect.all(
          Array.from({ length: 40 }, () => Effect.result(settled)),
          { concurrency: "unbounded" }
        )
      )
      const byOrderId = exchange.all("order").filter((request) => request.parameters.get("orderId") !== null).length
      assert.isAtMost(byOrderId, 50 * 4)
    })
  )
})

describe("the sharing itself", () => {
  const ask: Ask = <A>() => Effect.delay(Effect.succeed([] as unknown as A), 10) // every view of this test is an empty list
  const { find } = Spot.placeOrder.operation
  const views =
    find?.subject === "placement"
      ? find.views({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" })
      : undefined

  it.effect(
    "never joins a view that is under way, and reaches back to the earliest of those who wait for the next one",
    () =>
      Effect.gen(function* () {
        if (views === undefined) return assert.fail("no views")
        const asked: Array<{ readonly name: string; readonly startTime: number | undefined }> = []
        const recording: Ask = (operation, input) =>
          Effect.suspend(() => {
            const startTime =
              typeof input === "object" && input !== null && "startTime" in input ? Number(input.startTime) : undefined
            asked.push({ name: operation.name, startTime })
            return ask(operation, input)
          })
        const take = SymbolViews.make(recording, views, yield* Effect.scope)
        const first = yield* Effect.forkChild(take("BTCUSDT", 5000), { startImmediately: true })
        yield* TestClock.adjust(5)
        assert.strictEqual(asked.length, 1)
        const later = yield* Effect.forEach([3000, 1000, 2000], (from) =>
          Effect.forkChild(take("BTCUSDT", from), { startImmediately: true })
        )
        yield* TestClock.adjust(25)
        assert.isDefined(first.pollUnsafe())
        // what they wait for was asked after they came: not one of them has the answer of the first
        for (const fiber of later) assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 second")
        for (const fiber of later) assert.isDefined(fiber.pollUnsafe())
        assert.deepStrictEqual(
          asked.map(({ startTime }) => startTime),
          [undefined, 5000, 5000, undefined, 1000, 1000]
        )
      }).pipe(Effect.scoped)
  )

  // A fiber whose budget of operations ends in the middle is overtaken: its batch must be neither overwritten nor forgotten.
  it.effect("loses nobody when the scheduler switches fibers in the middle of it", () =>
    Effect.gen(function* () {
      if (views === undefined) return assert.fail("no views")
      for (let step = 1; step <= 120; step++) {
        const take = SymbolViews.make(ask, views, yield* Effect.scope)
        // once with nothing under way, once with a view under way that both have to wait for
        const before = step % 2 === 0 ? [] : [yield* Effect.forkChild(take("BTCUSDT", 0), { startImmediately: true })]
        const first = yield* heldAtStep(Math.ceil(step / 2), take("BTCUSDT", 0))
        const second = yield* Effect.forkChild(take("BTCUSDT", 0), { startImmediately: true })
        yield* TestClock.adjust("1 second")
        for (const fiber of [...before, first, second])
          assert.isDefined(
            fiber.pollUnsafe(),
            `left waiting for ever, when the first was overtaken at its step ${step}`
          )
      }
    }).pipe(Effect.scoped)
  )

  // An interrupt before the fork must not leave a symbol that is said to be served and never is again.
  it.effect("goes on after its first settler was interrupted at any of its steps", () =>
    Effect.gen(function* () {
      if (views === undefined) return assert.fail("no views")
      for (let step = 1; step <= 60; step++) {
        const take = SymbolViews.make(ask, views, yield* Effect.scope)
        const first = yield* heldAtStep(step, take("BTCUSDT", 0))
        yield* Fiber.interrupt(first)
        const second = yield* Effect.forkChild(take("BTCUSDT", 0), { startImmediately: true })
        yield* TestClock.adjust("1 second")
        assert.isDefined(
          second.pollUnsafe(),
          `left waiting for ever, when the first was interrupted at its step ${step}`
        )
      }
    }).pipe(Effect.scoped)
  )

  // The one who serves finds nobody waiting and ends: whoever comes between these two steps must not be left alone.
  it.effect("serves whoever comes while the one who serves is about to end", () =>
    Effect.gen(function* () {
      if (views === undefined) return assert.fail("no views")
      const parent = yield* Scheduler.Scheduler
      let reached = 0
      for (let step = 1; step <= 400; step++) {
        const take = SymbolViews.make(() => Effect.succeed([] as never), views, yield* Effect.scope)
        const comes = Latch.makeUnsafe()
        const second = yield* Effect.forkChild(Effect.andThen(comes.await, take("BTCUSDT", 0)), {
          startImmediately: true
        })
        let steps = 0
        // counts the steps of the first waiter and of the fiber that serves it; before the n-th the second waiter gets its turn
        const scheduler: Scheduler.Scheduler = {
          executionMode: parent.executionMode,
          makeDispatcher: () => parent.makeDispatcher(),
          shouldYield: () => {
            if (++steps !== step) return false
            reached = step
            comes.openUnsafe()
            return true
          }
        }
        const first = yield* Effect.forkChild(
          Effect.provideService(take("BTCUSDT", 0), Scheduler.Scheduler, scheduler),
          { startImmediately: true }
        )
        yield* TestClock.adjust("1 second")
        comes.openUnsafe()
        yield* TestClock.adjust("1 second")
        for (const fiber of [first, second])
          assert.isDefined(fiber.pollUnsafe(), `left waiting for ever, when the second came at step ${step}`)
      }
      assert.isAbove(reached, 20, "the steps were never looked at")
    }).pipe(Effect.scoped)
  )
})

describe("the shared measurement of the clock", () => {
  it.effect("goes on after the first who asked for it was interrupted at any of its steps", () =>
    Effect.gen(function* () {
      for (let step = 1; step <= 120; step++) {
        const exchange = new LittleExchange()
        yield* over(
          exchange,
          Effect.gen(function* () {
            const clock = yield* ServerClock.ServerClock
            const first = yield* heldAtStep(step, clock.now)
            yield* Fiber.interrupt(first)
            const second = yield* Effect.forkChild(clock.now, { startImmediately: true })
            yield* TestClock.adjust("2 minutes")
            assert.isDefined(
              second.pollUnsafe(),
              `left waiting for ever, when the first was interrupted at its step ${step}`
            )
          })
        )
      }
    })
  )
})
