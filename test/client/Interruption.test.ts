// @effect-diagnostics multipleEffectProvide:off
import { assert, describe, it } from "@effect/vitest"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import { Signer } from "effect-binance/client/Signer"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import {
  accepted,
  client,
  clientFixed,
  http,
  keys,
  lost,
  parameter,
  settle,
  start,
  tagOf,
  type Wire,
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
const place = Spot.placeOrder(limit)
const cancel = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "a" })
const read = Spot.openOrders({ symbol: "BTCUSDT" })

/** Keeps what is logged, as one text per line. */
const logged = () => {
  const lines: Array<{ readonly level: string; readonly text: string }> = []
  return {
    lines,
    layer: Logger.layer([
      Logger.map(
        Logger.formatJson,
        (text) => void lines.push({ level: /"level":"(\w+)"/i.exec(text)?.[1] ?? "", text })
      )
    ])
  }
}

/** Takes a second to answer. */
const slow = (more: Readonly<Record<string, unknown>> = {}) =>
  wire((request) => Effect.delay(Effect.succeed(accepted(request, more)), 1000))

describe("a caller who goes away while his write is on the wire", () => {
  const waysToGo: ReadonlyArray<
    readonly [
      string,
      (call: Effect.Effect<unknown, unknown, BinanceClient>) => Effect.Effect<unknown, unknown, BinanceClient>
    ]
  > = [
    [
      "Fiber.interrupt",
      (call) =>
        Effect.flatMap(Effect.forkChild(call), (fiber) => Effect.andThen(Effect.sleep(100), Fiber.interrupt(fiber)))
    ],
    ["Effect.timeout", (call) => Effect.ignore(Effect.timeout(call, 100))],
    ["Effect.race", (call) => Effect.race(call, Effect.sleep(100))],
    ["the end of his scope", (call) => Effect.scoped(Effect.andThen(Effect.forkScoped(call), Effect.sleep(100)))],
    [
      "the end of his parent",
      (call) =>
        Effect.andThen(
          Effect.forkChild(Effect.flatMap(Effect.forkChild(call), () => Effect.sleep(100))),
          Effect.sleep(200)
        )
    ]
  ]
  for (const [name, goAway] of waysToGo) {
    it.effect(`does not abort it: ${name}`, () => {
      const over = slow()
      const log = logged()
      return Effect.gen(function* () {
        for (const call of [place, cancel] as const) yield* within(goAway(call), 500)
        assert.strictEqual(over.sent.length, 2)
        assert.strictEqual(over.aborted, 0)
        assert.strictEqual(log.lines.length, 0)
        yield* TestClock.adjust("2 seconds")
        yield* settle
        assert.strictEqual(over.aborted, 0)
        // and its end is told
        assert.strictEqual(log.lines.length, 2)
        const [line] = log.lines
        assert.strictEqual(line?.level.toUpperCase().slice(0, 4), "WARN")
        for (const part of [
          "spot.placeOrder",
          "Success",
          "BTCUSDT",
          parameter(over.sent[0]?.request, "newClientOrderId") ?? "?"
        ])
          assert.include(line?.text, part)
        for (const secret of Object.values(keys)) assert.notInclude(line?.text, secret)
      }).pipe(Effect.provide(clientFixed(over)), Effect.provide(log.layer))
    })
  }

  it.effect("a read is aborted: nothing hangs on it", () => {
    const over = wire(() => Effect.delay(Effect.succeed(http(200, [])), 1000))
    return Effect.gen(function* () {
      yield* within(Effect.ignore(Effect.timeout(read, 100)), 200)
      assert.deepStrictEqual([over.sent.length, over.aborted], [1, 1])
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("the 418 that it brings closes the window", () => {
    const over = wire(() => Effect.delay(Effect.succeed(http(418, "", { "retry-after": "60" })), 1000))
    return Effect.gen(function* () {
      yield* within(Effect.ignore(Effect.timeout(place, 100)), 200)
      assert.strictEqual(yield* (yield* BanWindow.BanWindow).closedUntil("address"), undefined)
      yield* TestClock.adjust("1 second")
      assert.isAbove((yield* (yield* BanWindow.BanWindow).closedUntil("address")) ?? 0, 60_000)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("is told what became of it, whatever did", () =>
    Effect.gen(function* () {
      for (const [reply, end] of [
        [lost, "AmbiguousExecution"],
        [http(400, { code: -2010, msg: "Account has insufficient balance for requested action." }), "Fatal"],
        [http(429, ""), "Retryable"]
      ] as const) {
        const over = wire(() => Effect.delay(Effect.succeed(reply), 1000))
        const log = logged()
        yield* Effect.gen(function* () {
          yield* within(Effect.ignore(Effect.timeout(place, 100)), 200)
          yield* TestClock.adjust("1 second")
          yield* settle
          assert.strictEqual(log.lines.length, 1)
          assert.include(log.lines[0]?.text, end)
        }).pipe(Effect.provide(clientFixed(over)), Effect.provide(log.layer))
      }
    })
  )

  it.effect("one that never gets an answer ends after its time-out", () => {
    const over = wire(() => Effect.never)
    const log = logged()
    return Effect.gen(function* () {
      yield* within(Effect.ignore(Effect.timeout(place, 100)), 200)
      yield* TestClock.adjust("13 seconds")
      yield* settle
      assert.include(log.lines[0]?.text, "AmbiguousExecution")
    }).pipe(Effect.provide(clientFixed(over)), Effect.provide(log.layer))
  })
})

describe("a transport that interrupts itself", () => {
  it.effect("leaves a write in doubt", () =>
    Effect.gen(function* () {
      const exit = yield* within(Effect.exit(place), 1000)
      assert.strictEqual(
        exit._tag === "Success" && Exit.isFailure(exit.success) ? exit.success.cause.reasons[0]?._tag : undefined,
        "Fail"
      )
    }).pipe(Effect.provide(clientFixed(wire(() => Effect.delay(Effect.interrupt, 100)))))
  )
})

describe("a caller who goes away before anything was sent", () => {
  const after = (over: Wire, options: { readonly signer?: Layer.Layer<Signer> } = {}) =>
    Effect.gen(function* () {
      const fiber = yield* start(place)
      yield* TestClock.adjust(50)
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      yield* settle
      return over.orders().length
    }).pipe(Effect.provide(client(over, options)))

  it.effect("while the clock is read: no order leaves", () => {
    const over = wire((request, index) =>
      request.path.endsWith("time")
        ? Effect.delay(Effect.succeed(http(200, { serverTime: index })), 100)
        : accepted(request)
    )
    return Effect.gen(function* () {
      assert.strictEqual(yield* after(over), 0)
    })
  })

  it.effect("while the window is closed: no order leaves", () => {
    const over = wire(withTime((request) => accepted(request)))
    return Effect.gen(function* () {
      const fiber = yield* start(
        Effect.andThen(
          Effect.flatMap(BanWindow.BanWindow, (window) => window.close("address", 5000)),
          place
        )
      )
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(over.sent.length, 0)
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("while the request waits for its connection: no order leaves", () => {
    const over = wire(
      withTime((request) => accepted(request)),
      { connectMillis: (request) => (request.method === "POST" ? 1000 : 0) }
    )
    return Effect.gen(function* () {
      assert.strictEqual(yield* after(over), 0)
    })
  })

  it.effect("of what was withdrawn, nothing is said that is not so", () => {
    const over = wire((request) => accepted(request), { connectMillis: 1000 })
    const log = logged()
    return Effect.gen(function* () {
      const fiber = yield* start(place)
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("2 seconds")
      yield* settle
      assert.strictEqual(over.sent.length, 0)
      for (const { text } of log.lines) assert.notInclude(text, "on the wire")
    }).pipe(Effect.provide(clientFixed(over)), Effect.provide(log.layer))
  })

  it.effect("while it is signed by something that takes its time: no order leaves", () => {
    const over = wire(withTime((request) => accepted(request)))
    const slowSigner = Layer.succeed(Signer, {
      apiKey: Redacted.make("k"),
      account: "test",
      sign: () => Effect.delay(Effect.succeed("00"), 1000)
    })
    return Effect.gen(function* () {
      assert.strictEqual(yield* after(over, { signer: slowSigner }), 0)
    })
  })
})

describe("the end of the client's own scope", () => {
  const opened = Effect.fnUntraced(function* (over: Wire) {
    const log = logged()
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(Layer.merge(clientFixed(over), log.layer), scope)
    return { context, log, close: Scope.close(scope, Exit.void), scope }
  })

  it.effect("waits for what is on the wire: its caller is told what became of it", () => {
    const over = slow()
    return Effect.gen(function* () {
      const { close, context } = yield* opened(over)
      const fiber = yield* start(Effect.provide(place, context))
      const closing = yield* start(close)
      assert.isUndefined(closing.pollUnsafe())
      yield* TestClock.adjust("1 second")
      yield* settle
      assert.isDefined(closing.pollUnsafe())
      assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
      assert.strictEqual(over.aborted, 0)
    })
  })

  it.effect("waits for it without its caller, too, and tells what became of it", () => {
    const over = slow()
    return Effect.gen(function* () {
      const { close, context, log } = yield* opened(over)
      const fiber = yield* start(Effect.provide(place, context))
      yield* Fiber.interrupt(fiber)
      yield* start(close)
      yield* TestClock.adjust("1 second")
      yield* settle
      assert.strictEqual(log.lines.length, 1)
      assert.include(log.lines[0]?.text, "Success")
      assert.strictEqual(over.aborted, 0)
    })
  })

  it.effect("does not wait for ever: what is never answered is a doubt, and the end comes in 15 seconds", () => {
    const over = wire(() => Effect.never)
    return Effect.gen(function* () {
      const { close, context } = yield* opened(over)
      const patient = yield* start(
        Effect.provideService(Effect.provide(place, context), CallTimeout, Duration.infinity)
      )
      const fiber = yield* start(Effect.provide(place, context))
      const closing = yield* start(close)
      yield* TestClock.adjust("14 seconds")
      assert.isUndefined(closing.pollUnsafe())
      assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "TimedOut")
      yield* TestClock.adjust("1 second")
      yield* settle
      assert.isDefined(closing.pollUnsafe())
      yield* Fiber.interrupt(patient)
    })
  })

  it.effect("leaves nobody hanging who waits for the clock or the window then", () =>
    Effect.gen(function* () {
      const over = wire(() => Effect.never)
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(client(over), scope)
      const clock = yield* start(Effect.exit(Effect.provide(place, context)))
      yield* start(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("1 minute")
      yield* settle
      assert.isDefined(clock.pollUnsafe())
      // and a call that comes too late does not hang either
      const late = yield* start(Effect.exit(Effect.provide(place, context)))
      yield* TestClock.adjust("2 minutes")
      yield* settle
      assert.isDefined(late.pollUnsafe())
      assert.strictEqual(over.orders().length, 0)
    })
  )

  it.effect("ends at once when nothing is on the wire", () =>
    Effect.gen(function* () {
      const { close, context } = yield* opened(wire((request) => accepted(request)))
      yield* Effect.provide(place, context)
      assert.isDefined((yield* start(close)).pollUnsafe())
    })
  )

  it.effect("a client that lives long does not grow: what has ended leaves nothing in its scope", () => {
    const over = wire((request) => accepted(request))
    return Effect.gen(function* () {
      const { context, scope } = yield* opened(over)
      const size = () => (scope.state._tag === "Open" ? (scope.state.finalizers?.size ?? 1) : 0)
      yield* Effect.provide(place, context)
      const before = size()
      for (let i = 0; i < 100; i++) {
        yield* Effect.provide(place, context)
        yield* Effect.provide(Effect.ignore(Effect.timeout(cancel, 0)), context)
      }
      yield* TestClock.adjust("20 seconds")
      yield* settle
      assert.isAtMost(size(), before)
    })
  })

  it.effect("a program that is interrupted with its client inside of it does not abort its write", () => {
    const over = slow()
    const log = logged()
    return Effect.gen(function* () {
      const fiber = yield* start(Effect.timeout(Effect.provide(place, clientFixed(over)), 100))
      yield* TestClock.adjust(100)
      yield* settle
      yield* TestClock.adjust("2 seconds")
      yield* settle
      yield* Fiber.join(fiber)
      assert.strictEqual(over.sent.length, 1)
      assert.strictEqual(over.aborted, 0)
      assert.strictEqual(log.lines.length, 1)
    }).pipe(Effect.provide(log.layer))
  })
})
